"""Seal every stored secret anew with the first of FIELD_ENCRYPTION_KEYS: `manage.py keys_rotate [--dry-run]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from config.management.examples import CommandWithExamples
from tenants.management.progress import tell_progress
from tenants.sealing import Resealed, seal_anew


class Command(CommandWithExamples):
    help = (
        "Seal every stored secret anew with the first of FIELD_ENCRYPTION_KEYS; afterwards the older keys may go. "
        "It may run while Salesdesk does, and again after a stop: what is sealed anew stays."
    )
    examples = "examples:\n  manage.py keys_rotate --dry-run\n  manage.py keys_rotate\n"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count; every secret is opened all the same")

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        tables: dict[str, Resealed] = {}
        try:
            for progress in seal_anew(dry_run=dry_run):
                tables[progress.table] = progress
                tell_progress(self, f"{progress.table}: {progress.looked_at} rows", ending="\r")
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        for table in tables.values():
            self.stdout.write(f"{table.table}: {table.sealed_anew} of {table.looked_at} rows sealed anew")
        total = sum(table.sealed_anew for table in tables.values())
        self.stdout.write(f"{total} rows would be sealed anew." if dry_run else f"{total} rows sealed anew.")
