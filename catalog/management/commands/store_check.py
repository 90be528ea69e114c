"""How the stores see us: `manage.py store_check [--tenant valdman]`."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.models import Store
from catalog.stores.services import Checkup, check_store, count_products
from catalog.woocommerce.problems import advise, explain
from tenants.scoping import scopes_disabled, tenant_scope

EXAMPLES = "example: manage.py store_check --tenant valdman"


class Command(BaseCommand):
    help = "Ask each WooCommerce store for its products and our webhooks. Exit 1 when one is not well."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--tenant", help="the shop's short name")

    def handle(self, *args: Any, **options: Any) -> None:
        with scopes_disabled():
            rows = Store.objects.filter(is_enabled=True).select_related("tenant").order_by("tenant__slug", "name")
            stores = list(rows.filter(tenant__slug=options["tenant"]) if options["tenant"] else rows)
        if not stores:
            self.stdout.write("There is no store to check. manage.py store_add connects one.")
        ill = [store for store in stores if not self._is_well(store)]
        if ill:
            raise CommandError(f"{len(ill)} of {len(stores)} stores are not well.")

    def _is_well(self, store: Store) -> bool:
        with tenant_scope(store.tenant):
            checkup, here = check_store(store), count_products(store)
        verdict = "ok  " if checkup.is_well else "FAIL"
        read = f"{store.synced_at:%Y-%m-%d %H:%M} UTC" if store.synced_at else "never"
        self.stdout.write(f"{verdict} {store.tenant.slug} {store.name}: {here} products for sale here, read {read}")
        for line in _problems(checkup):
            self.stdout.write(f"       {line}")
        return checkup.is_well


def _problems(checkup: Checkup) -> list[str]:
    lines = []
    if checkup.problem:
        lines.append(f"{explain(checkup.problem)} ({checkup.said}) {advise(checkup.problem)}")
    elif checkup.silent_topics:
        lines.append(f"tells us nothing of {', '.join(checkup.silent_topics)}: store_sync switches that on again")
    stored = checkup.store.problem_code
    if stored and stored != checkup.problem:
        lines.append(f"the last sync stopped: {explain(stored)} {advise(stored)}")
    return lines
