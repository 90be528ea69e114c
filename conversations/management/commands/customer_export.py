"""All that is kept of one person: `manage.py customer_export --tenant valdman +33612345678 --to noa.zip`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.management.finding import find_one
from conversations.personal_data import export_person
from tenants.management.progress import tell_progress
from tenants.management.shops import find_shop
from tenants.scoping import tenant_scope

EXAMPLES = "example: manage.py customer_export --tenant valdman noa@example.com --to noa.zip"


class Command(BaseCommand):
    help = "Write all that is kept of one person into a ZIP archive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("customer", help="public id, phone, e-mail address or name")
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        parser.add_argument("--to", required=True, type=Path, help="the file to write; it must not exist")

    def handle(self, *args: Any, **options: Any) -> None:
        with tenant_scope(find_shop(options["tenant"])):
            customer = find_one(options["customer"])
            archive = export_person(customer, actor="manage.py", progress=self._tell)
        try:
            with options["to"].open("xb") as file:
                file.write(archive)
        except FileExistsError as error:
            raise CommandError(f"{options['to']} exists already: choose another name.") from error
        self.stdout.write(f"{len(archive)} bytes in {options['to']}")

    def _tell(self, app: str) -> None:
        """How far it is, where somebody looks on: a person may have a hundred thousand messages."""
        tell_progress(self, f"{app} ...")
