"""Read the stores of a shop with a progress bar: `manage.py store_sync --tenant valdman [--full]`."""

import sys
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.models import Store, StoreSync, SyncKind, SyncState
from catalog.woocommerce.problems import advise, explain
from catalog.woocommerce.sync import run_sync, start_sync
from catalog.woocommerce.tally import sum_up, word_note
from tenants.scoping import scopes_disabled, tenant_scope

WIDTH = 30
# How long one call works before the bar says what it waits for.
SECONDS = 3600.0

EXAMPLES = """examples:
  manage.py store_sync --tenant valdman
  manage.py store_sync --tenant valdman --store shop.example.com --full
  manage.py store_sync --tenant valdman --full --accept-removals"""


class Command(BaseCommand):
    help = (
        "Read what changed in WooCommerce stores and compare which products there are. A sync that was interrupted, or "
        "that a worker has begun, is carried on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.epilog, parser.formatter_class = EXAMPLES, RawDescriptionHelpFormatter
        parser.add_argument("--tenant", required=True, help="the shop's short name")
        parser.add_argument("--store", default="", help="a part of the store's name or address; default: all of them")
        parser.add_argument("--full", action="store_true", help="read everything, not only what changed")
        parser.add_argument(
            "--accept-removals",
            action="store_true",
            help="believe it when more than half is gone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["store"].casefold()
        with scopes_disabled():
            rows = list(Store.objects.filter(tenant__slug=options["tenant"], is_enabled=True).select_related("tenant"))
        stores = [row for row in rows if wanted in row.name.casefold() or wanted in row.url.casefold()]
        if not stores:
            raise CommandError("There is no such store. manage.py store_add connects one.")
        kind = SyncKind.FULL if options["full"] else SyncKind.NIGHTLY
        failed = [store for store in stores if not self._read(store, kind, may_remove_many=options["accept_removals"])]
        if failed:
            raise CommandError(f"{len(failed)} of {len(stores)} stores could not be read.")

    def _read(self, store: Store, kind: str, *, may_remove_many: bool) -> bool:
        with tenant_scope(store.tenant):
            sync = start_sync(store, kind=kind, may_remove_many=may_remove_many)
            self.stdout.write(f"{store.name}: {SyncKind(sync.kind).label}")
            while (wait := run_sync(sync.pk, seconds=SECONDS, on_step=self._draw)) is not None:
                sync = StoreSync.objects.get(pk=sync.pk)
                self._draw(sync)
                time.sleep(min(wait, 2.0))
            return self._tell(StoreSync.objects.filter(pk=sync.pk).first())

    def _draw(self, sync: StoreSync) -> None:
        """One line that is drawn over and over in a terminal, and left out where nobody watches."""
        if not self.stdout.isatty():
            return
        part = sync.done / sync.total if sync.total else 0.0
        bar = "█" * int(part * WIDTH)
        why = f"  {explain(sync.problem_code)}" if sync.problem_code and sync.state == SyncState.RUNNING else ""
        self.stdout.write(f"\r\x1b[K{bar:░<{WIDTH}} {sync.done}/{sync.total}{why}", ending="")
        sys.stdout.flush()

    def _tell(self, sync: StoreSync | None) -> bool:
        if self.stdout.isatty():
            self.stdout.write("")
        if sync is None or sync.state == SyncState.RUNNING:
            self.stdout.write("  another process reads this store")
            return True
        if sync.state == SyncState.FAILED:
            code = sync.problem_code
            self.stdout.write(
                f"  stopped after {sync.done} products: {explain(code)} ({sync.problem})\n  {advise(code)}"
            )
            return False
        self.stdout.write(f"  {sync.done} products read: {', '.join(sum_up(sync.counts)) or 'nothing changed'}")
        for note in sync.notes:
            self.stdout.write(f"    {word_note(note)}")
        return True
