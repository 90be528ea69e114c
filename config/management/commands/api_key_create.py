"""`manage.py api_key_create`: a key for programs of a shop."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from config.management.examples import CommandWithExamples
from tenants.management.shops import find_shop
from tenants.models import KeyScope
from tenants.services import create_api_key


class Command(CommandWithExamples):
    help = "Creates an API key of a shop and prints it once: only its hash is kept."
    examples = """
example:
  manage.py api_key_create --tenant valdman --name "stock system"
  manage.py api_key_create --tenant valdman --name "Noa's browser" --scope orders.submit
  curl -H "Authorization: Bearer sk_..." http://localhost:8000/api/v1/orders/
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tenant", required=True, help="short name of the shop")
        parser.add_argument("--name", required=True, help="what uses the key, for the list of keys")
        parser.add_argument(
            "--scope", choices=KeyScope.values, default=KeyScope.ALL.value,
            help="what it opens: all, or only POST /api/v1/orders/submit, as for the browser extension (default: all)",
        )  # fmt: skip

    def handle(self, *, tenant: str, name: str, scope: str, **_options: Any) -> None:
        shop = find_shop(tenant)
        if not name.strip() or len(name) > 80:
            raise CommandError("--name needs 1 to 80 characters.")
        _key, full = create_api_key(shop, name=name.strip(), actor="api_key_create", scope=KeyScope(scope))
        self.stdout.write(full)
