"""What a store says about a product right now: exact stock and price, asked for and written down.

A product without a store is its own truth. One that was read a moment ago is not asked for again; a store that does
not answer in time leaves us with the synced copy, whose age everybody is told.
"""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import structlog
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from catalog.models import Product, Store, StoreItem
from catalog.woocommerce import client
from catalog.woocommerce.drafts import Family, read_products
from catalog.woocommerce.payloads import FIELDS, WooProduct
from catalog.woocommerce.setup import shop_of
from catalog.woocommerce.shelving import remove, shelve
from catalog.woocommerce.tally import Tally
from lib.errors import ProviderError
from tenants.connections import release_connection

log = structlog.get_logger(__name__)
FRESH = timedelta(seconds=60)
SECONDS = 3.0
# A store that was too slow is left alone this long, so that not every question waits for it.
REST_SECONDS = 20


@dataclass(frozen=True)
class Sight:
    """How we know: `live` from the store within a minute, `synced_copy`, or `own` where there is no store."""

    source: str
    at: datetime | None = None

    @property
    def age_seconds(self) -> int | None:
        return max(int((timezone.now() - self.at).total_seconds()), 0) if self.at else None


def look(products: Collection[Product], *, seconds: float = SECONDS) -> None:
    """Ask the stores of these products about them, all of it within `seconds`, and write down what is different.

    Nothing is raised: whoever needs to know how it went asks `sights`.
    """
    until = time.monotonic() + seconds
    rows = StoreItem.objects.filter(product__in=products, read_at__lt=timezone.now() - FRESH, store__is_enabled=True)
    items = rows.select_related("store__tenant").order_by("store_id", "external_id")
    for store, group in groupby(list(items), key=lambda item: item.store):
        _look_into(store, list(group), until)


def sights(products: Collection[Product]) -> dict[int, Sight]:
    """How fresh what we know about each of the products is, by primary key."""
    rows = StoreItem.objects.filter(product__in=products).select_related("store")
    items = {item.product_id: item for item in rows}
    return {product.pk: _sight(items.get(product.pk)) for product in products}


def _sight(item: StoreItem | None) -> Sight:
    if item is None:
        return Sight("own")
    if timezone.now() - item.read_at <= FRESH:
        return Sight("live", item.read_at)
    # A sync leaves what has not changed untouched: it was still true then.
    return Sight("synced_copy", max(item.read_at, item.store.synced_at or item.read_at))


def _look_into(store: Store, items: Sequence[StoreItem], until: float) -> None:
    key = f"store-rests:{store.public_id}"
    if cache.get(key):
        return
    shop = shop_of(store)
    try:
        release_connection()
        families = _fetch(shop, items, until)
    except ProviderError as error:
        log.info("live_look_failed", store=store.pk, code=error.code)
        cache.set(key, 1, REST_SECONDS)
        return
    there = {draft.external_id for family in families for draft in family.drafts}
    with transaction.atomic():
        shelve(store, families, touch=True)
        remove(store, [item.external_id for item in items if item.external_id not in there], Tally())


def _fetch(shop: client.Shop, items: Iterable[StoreItem], until: float) -> list[Family]:
    """The products, and of variations the ones that are asked for. Raises ProviderError."""
    wanted: dict[int, list[int]] = {}
    for item in items:
        wanted.setdefault(item.parent_id or item.external_id, []).append(item.external_id)
    numbers = ",".join(map(str, wanted))
    page = client.get_page(shop, "products", timeout=_rest(until), include=numbers, _fields=FIELDS)
    products, unreadable = read_products(page.rows)
    if unreadable:
        raise ProviderError("unreadable", permanent=False, code="unreadable")
    return [
        Family(product, _variations(shop, product.id, wanted[product.id], until), is_whole=False)
        if product.type == "variable"
        else Family(product)
        for product in products
        if product.id in wanted
    ]


def _variations(shop: client.Shop, product_id: int, numbers: Sequence[int], until: float) -> list[WooProduct]:
    rows = client.list_variations(shop, product_id, timeout=_rest(until), include=",".join(map(str, numbers)))
    found, unreadable = read_products(rows)
    if unreadable:
        raise ProviderError("unreadable", permanent=False, code="unreadable")
    return found


def _rest(until: float) -> float:
    rest = until - time.monotonic()
    if rest <= 0:
        raise ProviderError("no time is left", permanent=False, code="away")
    return rest
