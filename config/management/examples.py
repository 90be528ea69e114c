"""What the commands of this folder share."""

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from tenants.management.shops import CommandWithExamples

__all__ = ["CommandWithExamples", "field_errors"]


def field_errors(error: ValidationError) -> CommandError:
    """One line for each wrong field, under the option that set it."""
    lines = [f"  --{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
    return CommandError("\n".join(["Some options are wrong:", *lines]))
