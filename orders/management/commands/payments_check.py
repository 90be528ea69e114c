"""How Stripe sees us: `manage.py payments_check [--tenant valdman]`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from orders.management.payment_problems import advise
from orders.models import PaymentAccount
from orders.payments.accounts import check_account, webhook_address
from tenants.scoping import scopes_disabled, tenant_scope

EXAMPLES = "example: manage.py payments_check --tenant valdman"


class Command(BaseCommand):
    help = "Ask Stripe whether each shop's key and webhook work. Exit 1 when one does not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--tenant", help="the shop's short name")

    def handle(self, *args: Any, **options: Any) -> None:
        with scopes_disabled():
            rows = PaymentAccount.objects.filter(is_enabled=True).select_related("tenant").order_by("tenant__slug")
            accounts = list(rows.filter(tenant__slug=options["tenant"]) if options["tenant"] else rows)
        if not accounts:
            self.stdout.write("There is no payment account to check. manage.py payments_add connects one.")
        ill = [account for account in accounts if not self._is_well(account)]
        if ill:
            raise CommandError(f"{len(ill)} of {len(accounts)} payment accounts are not well.")

    def _is_well(self, account: PaymentAccount) -> bool:
        with tenant_scope(account.tenant):
            checkup = check_account(account)
        mode = "real money" if account.is_live else "test mode"
        self.stdout.write(f"{'ok  ' if checkup.is_well else 'FAIL'} {account.tenant.slug} {account} ({mode})")
        if checkup.problem:
            self.stdout.write(f"       {checkup.said} {advise(checkup.problem)}".rstrip())
        if checkup.webhook_problem:
            self.stdout.write(f"       {advise(checkup.webhook_problem)} ({webhook_address(account)})")
        return checkup.is_well
