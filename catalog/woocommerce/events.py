"""What a store's messages mean: "product N changed". The body may be hours old, so the shop is asked for N itself."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Store, StoreEvent, StoreEventState, StoreItem
from catalog.stores.messages import listener_of
from catalog.woocommerce import client
from catalog.woocommerce.client import Shop
from catalog.woocommerce.payloads import FIELDS
from catalog.woocommerce.phases import fetch_families
from catalog.woocommerce.setup import shop_of
from catalog.woocommerce.shelving import remove, shelve
from catalog.woocommerce.tally import Tally
from lib.errors import ProviderError
from tenants.connections import release_connection

MOST_ATTEMPTS = 6
FIRST_PAUSE = 10.0
# The same words again after this long are news: a product that was deleted, restored and deleted once more.
REPEATED_AFTER = timedelta(minutes=10)


def accept_event(store: Store, *, topic: str, body: bytes) -> StoreEvent | None:
    """Store a delivery before it is understood; None for one that is here already."""
    fingerprint = hashlib.sha256(topic.encode() + b"\n" + body).hexdigest()
    event = StoreEvent(tenant=store.tenant, store=store, topic=topic[:100], external_id=fingerprint, body=body)
    StoreEvent.objects.bulk_create([event], ignore_conflicts=True)
    rows = StoreEvent.objects.filter(store=store, external_id=fingerprint)
    known = rows.get()
    if known.attempts == 0 and known.state == StoreEventState.RECEIVED:
        return known
    again = rows.filter(received_at__lt=timezone.now() - REPEATED_AFTER).exclude(state=StoreEventState.RECEIVED)
    is_news = again.update(state=StoreEventState.RECEIVED, attempts=0, error="", received_at=timezone.now())
    return known if is_news else None


def process_event(event_pk: int) -> float | None:
    """Act on one message; twice is harmless. Seconds until the next attempt when the shop did not answer, or None."""
    event = StoreEvent.objects.select_related("store__tenant").filter(pk=event_pk).first()
    if event is None or event.state != StoreEventState.RECEIVED:
        return None
    try:
        state = _understand(event)
    except ProviderError as error:
        return _later(event, error)
    StoreEvent.objects.filter(pk=event.pk).update(state=state, error="", due_at=None)
    return None


def _understand(event: StoreEvent) -> StoreEventState:
    number = _number(bytes(event.body))
    if number is None:
        # A late body may be a signed "no such product": its deletion is told by a message of its own.
        return StoreEventState.IGNORED
    if listener := listener_of(event.topic):
        return listener(event.store, event.topic, number)
    if not event.topic.startswith("product."):
        return StoreEventState.IGNORED
    if event.topic == "product.deleted" and not _is_known(event.store, number):
        # Orders in the trash are announced like this, too.
        return StoreEventState.IGNORED
    release_connection()
    return refresh(event.store, number)


def refresh(store: Store, number: int) -> StoreEventState:
    """Bring a product up to date, with its variations; a variation's number means its product. Raises ProviderError."""
    shop = shop_of(store)
    rows, gone = _ask(shop, number)
    families, tally = fetch_families(shop, rows)
    with transaction.atomic():
        shelve(store, families)
        remove(store, gone, Tally())
    return StoreEventState.PROCESSED if families or gone or not tally.counts else StoreEventState.FAILED


def _ask(shop: Shop, number: int) -> tuple[list[Any], list[int]]:
    """The product as it is now, and the numbers that are nothing any more."""
    try:
        row = client.get(shop, f"products/{number}", _fields=FIELDS)
    except ProviderError as error:
        if error.code != "not_there":
            raise
        return [], [number]
    parent = row.get("parent_id") if isinstance(row, dict) and row.get("type") == "variation" else 0
    if isinstance(parent, int) and parent > 0 and parent != number:
        return _ask(shop, parent)
    if isinstance(row, dict) and row.get("status") == "trash":
        return [], [number]
    return [row], []


def _is_known(store: Store, number: int) -> bool:
    return StoreItem.objects.filter(store=store, external_id=number).exists()


def _number(body: bytes) -> int | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = said.get("id") if isinstance(said, dict) else None
    return number if type(number) is int and 0 < number < 2**63 else None


def _later(event: StoreEvent, error: ProviderError) -> float | None:
    """A shop that is away is asked again; in the end the next sync finds what changed."""
    event.attempts += 1
    is_over = error.permanent or event.attempts >= MOST_ATTEMPTS
    wait = error.retry_after or FIRST_PAUSE * 2 ** (event.attempts - 1)
    StoreEvent.objects.filter(pk=event.pk).update(
        attempts=event.attempts,
        error=str(error)[:300],
        state=StoreEventState.FAILED if is_over else StoreEventState.RECEIVED,
        due_at=None if is_over else timezone.now() + timedelta(seconds=wait),
    )
    return None if is_over else wait
