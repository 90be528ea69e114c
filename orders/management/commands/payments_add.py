"""Connect a shop's Stripe account: `manage.py payments_add stripe --tenant valdman --key -`."""

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lib.errors import DomainError, ProviderError
from orders.management.payment_problems import advise
from orders.payments.accounts import connect_account, webhook_address
from orders.payments.stripe.client import EVENTS
from tenants.management.shops import find_shop
from tenants.scoping import tenant_scope

EXAMPLES = """examples:
  manage.py payments_add stripe --tenant valdman --key -
  manage.py payments_add stripe --tenant valdman --key - --webhook-secret - < keys.txt

The secret key (sk_test_..., sk_live_..., or a restricted rk_...) comes from Stripe's dashboard > Developers > API keys.
What is given as - is read from standard input, one line for each, the key first. Without a webhook secret the webhook
is made at Stripe by itself when PUBLIC_URL is a public https address. Once more renews both."""


class Command(BaseCommand):
    help = "Connect a shop's Stripe account, so that its customers can pay by card: try the key, set up the webhook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("provider", choices=["stripe"])
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        parser.add_argument("--key", required=True, help="secret key, or - to read it from stdin")
        parser.add_argument("--webhook-secret", default="", help="whsec_... of a webhook made by hand, or - for stdin")
        parser.add_argument("--url", default="", help="our public address; default: PUBLIC_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = find_shop(options["tenant"])
        key, secret = _given(options["key"]), _given(options["webhook_secret"])
        base_url = options["url"] or settings.PUBLIC_URL
        with tenant_scope(tenant):
            try:
                connected = connect_account(tenant, key=key, webhook_secret=secret, base_url=base_url)
            except (DomainError, ProviderError) as error:
                raise CommandError(f"Not connected: {error} {advise(error.code)}".rstrip()) from None
        account = connected.account
        mode = "real money" if account.is_live else "test mode"
        self.stdout.write(f"Connected {account} to {tenant.name} ({mode}). Customers can pay by card now.")
        self.stdout.write(f"Stripe tells us at {webhook_address(account, base_url)}")
        if connected.problem:
            self.stdout.write(f"Still to do: {advise(connected.problem)}")
            self.stdout.write(f"Its events: {', '.join(EVENTS)}")


def _given(value: str) -> str:
    return (sys.stdin.readline() if value == "-" else value).strip()
