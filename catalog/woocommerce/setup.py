"""The webhooks of a store: created by us, and switched on again when the shop has given up on us.

WooCommerce never repeats a delivery, and switches a webhook off for good after the 7th failure in a row.
"""

from django.urls import reverse

from catalog.models import Store
from catalog.woocommerce import client
from catalog.woocommerce.client import Shop
from catalog.woocommerce.payloads import WooWebhook
from catalog.woocommerce.tally import Tally
from lib.errors import ProviderError

TOPICS = (
    "product.created", "product.updated", "product.deleted", "product.restored",
    "order.created", "order.updated", "order.deleted", "order.restored",
)  # fmt: skip
# Keys that may only read; a shop without webhooks still tells us everything when we ask.
_MAY_NOT = frozenset({"unauthorized", "refused", "no_api", "not_there"})


def shop_of(store: Store) -> Shop:
    return Shop(store.url, store.consumer_key, store.consumer_secret, in_query=store.keys_in_query)


def delivery_url(store: Store) -> str:
    return f"{store.base_url}{reverse('store-webhook', args=[store.public_id])}"


def list_own_webhooks(store: Store, shop: Shop) -> dict[str, WooWebhook]:
    """Ours, by topic; an active one where there are several. Raises ProviderError."""
    address = delivery_url(store)
    own = [each for each in client.list_webhooks(shop) if each.delivery_url == address]
    return {each.topic: each for each in sorted(own, key=lambda each: each.status == "active")}


def ensure_webhooks(store: Store, shop: Shop, tally: Tally) -> None:
    """Every topic has an active webhook. A shop that lets us only read is noted. Raises ProviderError for the rest."""
    if not store.base_url:
        return
    try:
        own = list_own_webhooks(store, shop)
        for topic in TOPICS:
            _ensure(store, shop, topic, own.get(topic), tally)
    except ProviderError as error:
        if error.code not in _MAY_NOT:
            raise
        tally.add("webhook_refused", why=str(error)[:200])


def _ensure(store: Store, shop: Shop, topic: str, webhook: WooWebhook | None, tally: Tally) -> None:
    if webhook is None:
        values = {"name": f"Salesdesk {topic}", "topic": topic, "delivery_url": delivery_url(store)}
        client.write(shop, "POST", "webhooks", {**values, "secret": store.webhook_secret, "status": "active"})
    elif webhook.status != "active":
        client.write(shop, "PUT", f"webhooks/{webhook.id}", {"status": "active", "secret": store.webhook_secret})
        tally.add("webhook_back", topic=topic)
