"""Commands whose `--help` ends with examples, laid out as they are written."""

from argparse import RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError


class CommandWithExamples(BaseCommand):
    """`examples` is shown below the options."""

    examples = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(
            prog_name, subcommand, epilog=self.examples, formatter_class=RawDescriptionHelpFormatter, **kwargs
        )


def field_errors(error: ValidationError) -> CommandError:
    """One line for each wrong field, under the option that set it."""
    lines = [f"  --{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()]
    return CommandError("\n".join(["Some options are wrong:", *lines]))
