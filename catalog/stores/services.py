"""Connecting a store, looking after it, and what the panel and the commands tell about it."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.models import Product, Store, StoreEvent, StoreEventState, StoreItem, StoreSync, SyncKind, SyncState
from catalog.woocommerce import client
from catalog.woocommerce.client import Shop
from catalog.woocommerce.payloads import WooWebhook
from catalog.woocommerce.problems import refusal
from catalog.woocommerce.setup import TOPICS, ensure_webhooks, list_own_webhooks, shop_of
from catalog.woocommerce.sync import start_sync
from catalog.woocommerce.tally import Tally
from lib.errors import ProviderError
from tenants.models import Tenant
from tenants.scoping import scopes_disabled

# When shops sleep; a comparison that could not be made then is made as soon as it can.
NIGHT = range(1, 6)
COMPARED_EVERY, COMPARED_AT_LAST = timedelta(hours=20), timedelta(hours=30)
# A wake-up call that took longer than this is taken for lost.
LOST_AFTER = timedelta(seconds=15)


@dataclass(frozen=True)
class Connected:
    """A store that was connected, its first sync, and what a person still has to do (codes of tally.WORDS)."""

    store: Store
    sync: StoreSync
    tally: Tally


def connect_store(tenant: Tenant, *, url: str, key: str, secret: str, name: str = "", base_url: str = "") -> Connected:
    """Try the keys, keep them, set up webhooks to `base_url` (none without one) and begin to read everything.

    Once more with the same address renews keys and webhooks. Raises ProviderError with a code of problems.py: then
    nothing is kept.
    """
    shop = _try_keys(Shop(client.clean_url(url), key.strip(), secret.strip()))
    currency = client.read_currency(shop)
    if currency and currency != tenant.currency:
        raise refusal("wrong_currency", f"{currency} there, {tenant.currency} here")
    known = Store.objects.filter(tenant=tenant, url=shop.url).first()
    store = known or Store(tenant=tenant, url=shop.url)
    store.name = name.strip()[:120] or store.name or shop.url.partition("://")[2][:120]
    store.consumer_key, store.consumer_secret, store.keys_in_query = shop.key, shop.secret, shop.in_query
    store.currency, store.base_url, store.is_enabled = currency or tenant.currency, base_url.rstrip("/"), True
    store.problem = store.problem_code = ""
    store.save()
    tally = Tally()
    try:
        ensure_webhooks(store, shop, tally)
    except ProviderError as error:
        # Every sync tries again.
        tally.add("webhook_refused", why=str(error)[:200])
    return Connected(store, start_sync(store, kind=SyncKind.FULL), tally)


def switch_store(store: Store, *, is_on: bool) -> bool:
    """Whether anything changed. Off: it is read no more, and a reading under way stops."""
    changed = Store.objects.filter(pk=store.pk).exclude(is_enabled=is_on).update(is_enabled=is_on)
    store.is_enabled = is_on
    return bool(changed)


@transaction.atomic
def remove_store(store: Store, *, hides_products: bool) -> int:
    """Forget the store, its keys and what is known of its products there; the products stay. How many are now hidden.

    What the shop was told to send us has no door any more; webhooks there end by themselves after failures.
    """
    locked = Store.objects.select_for_update().get(pk=store.pk)
    hidden = 0
    if hides_products:
        keys = StoreItem.objects.filter(store=locked, gone_at=None).values("product_id")
        hidden = Product.objects.filter(pk__in=keys, is_available=True).update(
            is_available=False, updated_at=timezone.now()
        )
    locked.delete()
    return hidden


def _try_keys(shop: Shop) -> Shop:
    """The shop as it lets us in: some hosts strip the header that holds the keys, and take them in the address."""
    try:
        client.get_page(shop, "products", per_page=1, _fields="id")
    except ProviderError as error:
        if error.code != "unauthorized" or not shop.url.startswith("https://"):
            raise
        shop = replace(shop, in_query=True)
        client.get_page(shop, "products", per_page=1, _fields="id")
    return shop


@dataclass(frozen=True)
class Checkup:
    """How a store sees us. `problem` is the ProviderError's code; empty when everything is well."""

    store: Store
    problem: str = ""
    said: str = ""
    products: int = 0
    webhooks: dict[str, WooWebhook] = field(default_factory=dict)

    @property
    def silent_topics(self) -> list[str]:
        """What the shop does not tell us, though it should."""
        if not self.store.base_url:
            return []
        return [topic for topic in TOPICS if topic not in self.webhooks or self.webhooks[topic].status != "active"]

    @property
    def is_well(self) -> bool:
        return not (self.problem or self.silent_topics or self.store.problem_code)


def check_store(store: Store) -> Checkup:
    """Ask the store for its products and our webhooks, and change nothing."""
    shop = shop_of(store)
    try:
        products = client.get_page(shop, "products", per_page=1, _fields="id").total
        webhooks = list_own_webhooks(store, shop) if store.base_url else {}
    except ProviderError as error:
        return Checkup(store, problem=error.code or "away", said=str(error))
    return Checkup(store, products=products, webhooks=webhooks)


def find_door(endpoint: UUID) -> Store | None:
    """The store behind a webhook's address, whoever's it is."""
    with scopes_disabled():
        return Store.objects.select_related("tenant").filter(public_id=endpoint, is_enabled=True).first()


def list_stores() -> list[Store]:
    return list(Store.objects.select_related("tenant"))


def count_products(store: Store) -> int:
    """How many of the store's products are for sale here."""
    return int(StoreItem.objects.filter(store=store, gone_at=None, product__is_available=True).count())


def list_syncs(store: Store, *, limit: int = 10) -> list[StoreSync]:
    """Newest first."""
    return list(StoreSync.objects.filter(store=store)[:limit])


def start_due_syncs() -> list[tuple[int, int]]:
    """Begin what is due in every shop; (tenant, sync) of all that nobody works on."""
    now = timezone.now()
    with scopes_disabled():
        stores = Store.objects.filter(is_enabled=True, tenant__is_active=True).select_related("tenant")
        for store in stores.exclude(syncs__state=SyncState.RUNNING):
            kind = _due(store, now)
            if kind:
                start_sync(store, kind=kind)
        waiting = StoreSync.objects.filter(
            Q(held_until=None) | Q(held_until__lt=now), Q(due_at=None) | Q(due_at__lte=now), state=SyncState.RUNNING,
            store__is_enabled=True,
        )  # fmt: skip
        return list(waiting.values_list("tenant_id", "pk"))


def list_waiting_events() -> list[tuple[int, int]]:
    """(tenant, event) of messages that nobody has read, or that are due again."""
    now = timezone.now()
    with scopes_disabled():
        rows = StoreEvent.objects.filter(
            Q(due_at=None) | Q(due_at__lte=now), state=StoreEventState.RECEIVED, received_at__lt=now - LOST_AFTER
        ).order_by("received_at")
        return list(rows.values_list("tenant_id", "pk")[:500])


def _due(store: Store, now: datetime) -> str:
    """The kind of sync that is due; empty when none is."""
    rest = now - (store.compared_at or store.created_at)
    is_night = now.astimezone(store.tenant.zone).hour in NIGHT
    if rest > COMPARED_AT_LAST or (is_night and rest > COMPARED_EVERY):
        wanted = SyncKind.NIGHTLY
    elif store.read_until is None:
        wanted = SyncKind.FULL
    else:
        wanted = SyncKind.DELTA
    last = StoreSync.objects.filter(store=store).first()
    since = (last.finished_at or last.started_at) if last else None
    return "" if since and (now - since).total_seconds() < settings.STORE_SYNC_SECONDS else wanted
