"""Forget what is older than the shops' rules say: `manage.py retention_run [--tenant valdman] [--dry-run]`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from tenants.management.progress import tell_progress
from tenants.management.shops import list_shops
from tenants.models import Tenant
from tenants.retention.services import count_old, forget_old, read_days
from tenants.scoping import tenant_scope

EXAMPLES = "example: manage.py retention_run --tenant valdman --dry-run"


class Command(BaseCommand):
    help = "Forget what is older than each shop's rules say, as beat does once a day. Safe to stop and to start again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--tenant", help="the business's short name (default: all)")
        parser.add_argument("--dry-run", action="store_true", help="only count what would be forgotten")

    def handle(self, *args: Any, **options: Any) -> None:
        for tenant in list_shops(options["tenant"]):
            with tenant_scope(tenant):
                self._tell(tenant, count_old() if options["dry_run"] else self._forget(tenant))

    def _forget(self, tenant: Tenant) -> Counter[str]:
        """Tells how far it is when standard error is a terminal."""
        so_far: Counter[str] = Counter()

        def progress(kind: str, count: int) -> None:
            so_far[kind] += count
            tell_progress(self, f"{tenant.slug}: {so_far[kind]} {kind}", ending="\r")

        return forget_old(progress=progress).counts

    def _tell(self, tenant: Tenant, counts: Counter[str]) -> None:
        days = read_days()
        told = [f"{count} {kind} older than {days[kind]} days" for kind, count in counts.items() if count]
        self.stdout.write(f"{tenant.slug}: {', '.join(told) or 'nothing is too old'}")
