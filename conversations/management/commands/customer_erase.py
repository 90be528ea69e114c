"""Forget one person: `manage.py customer_erase --tenant valdman +33612345678 --name "Noa Levi"`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conversations.management.finding import find_one
from conversations.personal_data import erase_person
from lib.errors import DomainError
from tenants.management.progress import tell_progress
from tenants.management.shops import find_shop
from tenants.scoping import tenant_scope

EXAMPLES = 'example: manage.py customer_erase --tenant valdman noa@example.com --name "Noa Levi"'


class Command(BaseCommand):
    help = "Erase one person for ever; their orders stay without them. Nobody can undo this."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("customer", help="public id, phone, e-mail address or name")
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        parser.add_argument("--name", required=True, help="the person's name as the panel shows it, to confirm")

    def handle(self, *args: Any, **options: Any) -> None:
        with tenant_scope(find_shop(options["tenant"])):
            customer = find_one(options["customer"])
            try:
                erase_person(customer, typed=options["name"], actor="manage.py", progress=self._tell)
            except DomainError as refusal:
                raise CommandError(f"Nothing was erased: the name is {str(customer)!r}.") from refusal
        self.stdout.write("Erased.")

    def _tell(self, app: str) -> None:
        """How far it is, where somebody looks on: a person may have a hundred thousand messages."""
        tell_progress(self, f"{app} ...")
