#!/usr/bin/env python
"""The operator's door: `python manage.py help`."""

import os
import sys

from config.embedded.autostart import servers_for_command


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (settings first)

    with servers_for_command(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
