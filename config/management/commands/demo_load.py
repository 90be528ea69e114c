"""`manage.py demo_load`: the demo shops and their login."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from config.demo import SHOPS
from config.demo.loader import load_shop
from config.management.examples import CommandWithExamples
from tenants.demo import DEMO_PASSWORD, DEMO_USERNAME, save_demo_user


class Command(CommandWithExamples):
    help = "Creates the demo shops and the demo login where they are missing; run it as often as you like."

    examples = """
examples:
  manage.py demo_load                 all demo shops
  manage.py demo_load valdman         only the butcher
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("shops", nargs="*", metavar="SHOP", help=f"any of: {', '.join(SHOPS)}")

    @transaction.atomic
    def handle(self, *, shops: list[str], verbosity: int, **_options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("The demo has a password that everybody knows: it is refused when DEBUG is off.")
        unknown = sorted(set(shops) - set(SHOPS))
        if unknown:
            raise CommandError(f"There is no demo shop {', '.join(unknown)}. There are: {', '.join(SHOPS)}.")
        owner = save_demo_user()
        for slug in shops or SHOPS:
            tenant = load_shop(slug, owner=owner)
            if verbosity:
                self.stdout.write(f"{tenant.name}: /chat/{tenant.slug}")
        if verbosity:
            self.stdout.write(f"Login: {DEMO_USERNAME} / {DEMO_PASSWORD}")
