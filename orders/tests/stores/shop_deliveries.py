"""What a WooCommerce shop tells us, and what we tell it, worked off at once."""

import json

from django.urls import reverse
from django.utils import timezone

from catalog.models import StoreEvent
from catalog.testing.fake_woocommerce import delivery_headers
from catalog.woocommerce.events import process_event
from orders.models import Order
from orders.stores.pushes import push_changes

UPDATED = "order.updated"


def tell(client, store, number=1, topic=UPDATED, raw=None):
    """A genuine delivery that is worked off at once; how it ended."""
    raw = json.dumps({"id": number, "x": timezone.now().isoformat()}).encode() if raw is None else raw
    headers = delivery_headers(topic, raw, store.webhook_secret)
    kind = headers.pop("Content-Type")
    door = reverse("store-webhook", args=[store.public_id])
    assert client.post(door, raw, content_type=kind, headers=headers).status_code == 200
    event = StoreEvent.objects.latest("pk")
    process_event(event.pk)
    event.refresh_from_db()
    return event.state


def mug(woo, number=11, **fields):
    return woo.line(number, "Mug", **{"product_id": 7, "quantity": 2, **fields})


def push(order):
    """Tell the store at once; the seconds until another attempt."""
    return push_changes(order.links.get().pk)


def fresh(order):
    return Order.objects.get(pk=order.pk)


def events(order):
    return [(event.kind, event.actor) for event in order.events.all()]
