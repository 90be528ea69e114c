"""The composition root as a Django app: it brings the system checks and the `dev` command."""

import sys
from pathlib import Path

from django.apps import AppConfig
from django.core.checks import CheckMessage, register
from django.core.exceptions import ImproperlyConfigured

from config.checks import CHECKS

# These print the checks' errors themselves, one by one.
COMMAND_LINES = {"manage.py", "django-admin"}


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Salesdesk"

    def ready(self) -> None:
        """A web server or a worker with a wrong setting must not come up at all."""
        for check in CHECKS:
            register(check, "salesdesk")
        errors = [error for check in CHECKS for error in check()]
        if errors and Path(sys.argv[0]).name not in COMMAND_LINES:
            raise ImproperlyConfigured("\n".join(["The settings are not complete:", *map(_line, errors)]))


def _line(error: CheckMessage) -> str:
    return f"  {error.msg} ({error.id})"
