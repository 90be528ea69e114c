"""How far a command is, for somebody who looks on at a terminal."""

from django.core.management.base import BaseCommand


def tell_progress(command: BaseCommand, text: str, *, ending: str = "\n") -> None:
    """To standard error when it is a terminal, and not in the red of errors. An `ending` of `\\r` stays in its line."""
    if command.stderr.isatty():
        command.stderr.write(text, style_func=str, ending=ending)
