"""Invoices of a month, by hand: `manage.py invoices_make --month 2026-10 --dry-run`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from billing.invoices import draft, find_invoice, make_invoice
from billing.models import Subscription
from billing.months import read_month
from billing.wording import money
from lib.errors import DomainError
from tenants.management.shops import find_shop
from tenants.models import Tenant
from tenants.scoping import scopes_disabled, tenant_scope

EXAMPLES = """examples:
  manage.py invoices_make --month 2026-10 --dry-run            what would be invoiced, for all shops
  manage.py invoices_make --month 2026-10                      make what is missing
  manage.py invoices_make --month 2026-10 --tenant valdman     one shop only
  manage.py invoices_make --month 2026-10 --tenant valdman --anew   a new one after a void one

The worker does this by itself within an hour and a half after a month's end in each shop's time zone. Once more does no
harm: a month has one invoice."""


class Command(BaseCommand):
    help = "Make the invoices of a month that is over, of all shops with a plan or of one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--month", required=True, metavar="YYYY-MM", help="the month, for example 2026-10")
        parser.add_argument("--tenant", help="the shop's short name; all shops without it")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be made")
        parser.add_argument("--anew", action="store_true", help="also where the month's invoice was made void")

    def handle(self, *args: Any, **options: Any) -> None:
        month, problems = _month(options["month"]), 0
        tenants = _tenants(options["tenant"])
        if not tenants:
            self.stdout.write("No shop has a plan yet. A shop chooses one in its panel: Billing, Plan.")
        for tenant in tenants:
            with tenant_scope(tenant):
                try:
                    told = _would(tenant, month) if options["dry_run"] else _make(tenant, month, anew=options["anew"])
                except DomainError as error:
                    told, problems = f"not made: {error.message}", problems + 1
            self.stdout.write(f"{tenant.slug:<20} {told}")
        if problems:
            raise CommandError(f"{problems} not made.")


def _month(text: str) -> date:
    try:
        return read_month(text)
    except ValueError as error:
        raise CommandError(f"--month: {text!r} is no month; write it as 2026-10.") from error


def _tenants(slug: str | None) -> list[Tenant]:
    if slug:
        return [find_shop(slug)]
    with scopes_disabled():
        ids = set(Subscription.objects.order_by().values_list("tenant_id", flat=True))
    return list(Tenant.objects.filter(pk__in=ids).order_by("slug"))


def _would(tenant: Tenant, month: date) -> str:
    known = find_invoice(month)
    if known:
        return f"has {known.number}, {money(known.total, known.currency)}"
    found = draft(tenant, month=month)
    return f"would be {money(found[1].total, found[0].currency)} ({found[0].name})" if found else "nothing is owed"


def _make(tenant: Tenant, month: date, *, anew: bool) -> str:
    invoice = make_invoice(tenant, month=month, anew=anew)
    return f"{invoice.number}, {money(invoice.total, invoice.currency)}" if invoice else "nothing to invoice"
