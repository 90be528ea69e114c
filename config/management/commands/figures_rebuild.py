"""Count anew what the analytics tell: `manage.py figures_rebuild [--tenant valdman]`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from conversations.analytics import day_counts
from orders.analytics import day_sales
from tenants.analytics.day_sums import count_again
from tenants.management.shops import list_shops
from tenants.scoping import tenant_scope

EXAMPLES = "example: manage.py figures_rebuild --tenant valdman"


class Command(BaseCommand):
    help = "Count the days of the analytics anew, of one shop or of all. Pages tell the old figures meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--tenant", help="the shop's short name")

    def handle(self, *args: Any, **options: Any) -> None:
        for tenant in list_shops(options["tenant"]):
            with tenant_scope(tenant):
                counted = {sums.subject: count_again(sums, tenant) for sums in (day_sales.SUMS, day_counts.SUMS)}
            told = ", ".join(f"{days} days of {subject}" for subject, days in counted.items())
            self.stdout.write(f"{tenant.slug}: {told}")
