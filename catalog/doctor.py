"""What may be stuck in the catalogue: readings of stores and their messages, and files that nobody agreed to."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from catalog.models import Store, StoreEvent, StoreEventState, StoreItem, StoreSync, SyncState
from catalog.reservations import count_held
from catalog.services import put_right
from catalog.tasks import process_store_event, sync_store
from tenants.doctor import Finding, examine, find_rows
from tenants.models import Tenant


def _syncs(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    free = Q(held_until=None) | Q(held_until__lt=before)
    due = Q(due_at=None) | Q(due_at__lt=before)
    yield from find_rows(
        StoreSync.objects.filter(free, due, state=SyncState.RUNNING, started_at__lt=before, store__is_enabled=True),
        says="{} readings of stores stand still", since="started_at",
        todo="Look whether a worker listens to the queue `bulk`. --repair reads on.",
        mend=lambda row: sync_store(tenant.pk, row.pk),
    )  # fmt: skip


def _events(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    due = Q(due_at=None) | Q(due_at__lt=before)
    yield from find_rows(
        StoreEvent.objects.filter(due, state=StoreEventState.RECEIVED, received_at__lt=before),
        says="{} messages of stores were never read", since="received_at",
        todo="Look whether a worker listens to the queue `inbound`. --repair reads them now.",
        mend=lambda row: process_store_event(tenant.pk, row.pk),
    )  # fmt: skip


def _stock(_tenant: Tenant, _before: datetime) -> Iterator[Finding]:
    """More for sale than the store has left after what open orders hold."""
    enabled = Store.objects.filter(is_enabled=True)
    items = StoreItem.objects.filter(store__in=enabled, gone_at=None, stock__isnull=False, product__stock__isnull=False)
    known = {row.product_id: row for row in items.exclude(product__stock__lte=0).select_related("product")}
    held = count_held(known)
    wrong = {pk: row for pk, row in known.items() if row.product.stock > max(row.stock - held.get(pk, 0), 0)}
    if wrong:
        yield Finding(
            f"{len(wrong)} products offer more than their store has left after what open orders hold", len(wrong),
            "--repair offers only what is left.",
            repair=lambda: f"{sum(put_right(row, held=count_held([pk])) for pk, row in wrong.items())} put right",
        )  # fmt: skip


def register() -> None:
    examine("readings of stores", _syncs)
    examine("messages of stores", _events)
    examine("reserved stock", _stock)
