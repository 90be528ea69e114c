"""What a store tells us: real deliveries to a real server, and every wrong one."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, Store, StoreEvent, StoreItem, StoreSync, SyncKind
from catalog.retention import STORE_EVENT_DAYS
from catalog.stores import webhooks
from catalog.tasks import sweep_stores
from catalog.testing.fake_woocommerce import ROOT, delivery_headers
from catalog.tests.stores.test_woocommerce_sync import read
from catalog.woocommerce.events import MOST_ATTEMPTS, process_event
from lib.testing.server import Response
from tenants.retention.services import forget_old
from tenants.scoping import scopes_disabled, tenant_scope

UPDATED = "product.updated"


@pytest.fixture
def inside(store, shop):
    with tenant_scope(shop):
        yield store


def knock(client, store, body, topic=UPDATED, **changes):
    """A genuine delivery, unless `changes` to its headers say otherwise; the status."""
    headers = {**delivery_headers(topic, body, store.webhook_secret), **changes}
    kind = headers.pop("Content-Type")
    door = reverse("store-webhook", args=[store.public_id])
    return client.post(door, body, content_type=kind, headers=headers).status_code


def tell(client, store, number, topic=UPDATED, body=None):
    """A delivery that is worked off at once; how it ended."""
    raw = json.dumps({"id": number}).encode() if body is None else body
    assert knock(client, store, raw, topic) == 200
    event = StoreEvent.objects.latest("pk")
    process_event(event.pk)
    event.refresh_from_db()
    return event.state


def test_a_ping_is_answered_and_changes_nothing(client, inside):
    door = reverse("store-webhook", args=[inside.public_id])
    form = "application/x-www-form-urlencoded"
    assert client.post(door, "webhook_id=23", content_type=form).status_code == 200
    assert client.post(door, b"", content_type=form).status_code == 200
    assert not StoreEvent.objects.exists()


@pytest.mark.parametrize(
    ("body", "changes", "status"),
    [
        (b'{"id": 1}', {"X-WC-Webhook-Signature": "bm9wZQ=="}, 403),
        (b'{"id": 1}', {"X-WC-Webhook-Signature": ""}, 403),
        (b'{"id": 1}', {"X-WC-Webhook-Signature": "é"}, 403),
        (b"webhook_id=1&x=2", {"X-WC-Webhook-Signature": ""}, 403),
        (b'{"id": 1}', {"Content-Type": "text/plain"}, 415),
    ],
)
def test_what_proves_nothing_is_refused_and_not_stored(client, inside, body, changes, status):
    assert knock(client, inside, body, **changes) == status
    assert not StoreEvent.objects.exists()


def test_a_store_without_a_secret_refuses_everything(client, inside):
    Store.objects.update(webhook_secret="")
    inside.refresh_from_db()
    assert knock(client, inside, b'{"id": 1}') == 403


def test_too_much_an_unknown_store_and_a_switched_off_one_are_refused(client, inside, settings, other_shop):
    settings.INBOUND_MAX_BYTES = 100
    assert knock(client, inside, b"x" * 101) == 413
    Store.objects.update(is_enabled=False)
    assert knock(client, inside, b'{"id": 1}') == 404
    assert client.get(reverse("store-webhook", args=[inside.public_id])).status_code == 405


def test_a_delivery_that_cannot_be_stored_is_asked_for_again(client, inside, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(webhooks, "accept_event", broken)
    assert knock(client, inside, b'{"id": 1}') == 503


def test_the_same_delivery_is_stored_once_and_another_topic_is_another(client, inside):
    for topic in (UPDATED, UPDATED, "product.created"):
        assert knock(client, inside, b'{"id": 1}', topic) == 200
    assert StoreEvent.objects.count() == 2


def test_the_same_words_much_later_are_news(client, inside, woo):
    woo.put(woo.simple(1, "Mug"))
    read(inside)
    mug = woo.products[1]
    woo.trash(1)
    assert tell(client, inside, 1, "product.deleted") == "processed"
    woo.products[1] = mug
    read(inside)
    woo.trash(1)
    StoreEvent.objects.update(received_at=timezone.now() - timedelta(hours=1))
    assert tell(client, inside, 1, "product.deleted") == "processed"
    assert Product.objects.get().is_available is False


def test_a_change_is_asked_for_and_not_believed_from_the_body(client, inside, woo):
    woo.put(woo.simple(1, "Mug", price="12"))
    old = json.dumps(woo.simple(1, "Mug", price="1.00")).encode()
    assert tell(client, inside, 1, body=old) == "processed"
    assert str(Product.objects.get().price) == "12.00"


def test_a_variation_means_its_product(client, inside, woo):
    woo.put(woo.simple(3, "Shirt", type="variable"))
    woo.put_variations(3, woo.variation(31, {"Size": "S"}, price="5"), woo.variation(32, {"Size": "L"}, price="6"))
    assert tell(client, inside, 31, "product.created") == "processed"
    assert sorted(Product.objects.values_list("name", flat=True)) == ["Shirt, L", "Shirt, S"]


def test_a_deleted_product_a_deleted_parent_and_a_deleted_variation_go_off_sale(client, inside, woo):
    woo.put(woo.simple(1, "Mug"), woo.simple(3, "Shirt", type="variable"), woo.simple(4, "Hat", type="variable"))
    woo.put_variations(3, woo.variation(31, {"Size": "S"}))
    woo.put_variations(4, woo.variation(41, {"Size": "S"}), woo.variation(42, {"Size": "L"}))
    read(inside)
    woo.trash(1)
    woo.trash(3)
    del woo.variations[4][42]
    for number in (1, 3, 42):
        assert tell(client, inside, number, "product.deleted") == "processed"
    assert list(Product.objects.filter(is_available=True).values_list("name", flat=True)) == ["Hat, S"]


def test_a_deleted_order_is_no_product(client, inside, woo):
    woo.put(woo.simple(1, "Mug"))
    read(inside)
    asked = len(woo.calls)
    assert tell(client, inside, 9000, "product.deleted") == "ignored"
    assert len(woo.calls) == asked
    assert Product.objects.get().is_available is True


@pytest.mark.parametrize(
    "body",
    [
        b'{"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID.", "data": {"status": 404}}',
        b'{"id": "7"}', b'{"id": -1}', b'{"id": true}', b"[]", b"null", b"not json", b"\xff\xfe", b"[" * 90_000,
    ],
)  # fmt: skip
def test_a_signed_body_without_a_product_is_ignored(client, inside, woo, body):
    assert tell(client, inside, 0, body=body) == "ignored"
    assert woo.calls == []


def test_other_topics_are_ignored(client, inside, woo):
    assert tell(client, inside, 1, "coupon.updated") == "ignored"
    assert woo.calls == []


def test_two_deliveries_in_the_wrong_order_leave_the_newer_state(client, inside, woo):
    woo.put(woo.simple(1, "Mug", price="10"))
    assert tell(client, inside, 1, "product.updated", body=b'{"id": 1, "price": "20"}') == "processed"
    StoreItem.objects.update(modified_at=woo.clock.replace(hour=20))
    assert tell(client, inside, 1, "product.updated", body=b'{"id": 1, "price": "10"}') == "processed"
    assert str(Product.objects.get().price) == "10.00"


def test_a_shop_that_is_away_is_asked_again_and_given_up_in_the_end(client, inside, woo):
    woo.put(woo.simple(1, "Mug"))
    woo.fail(f"GET {ROOT}products/1", *[Response(503, {}, {"Retry-After": "7"})] * 20)
    assert tell(client, inside, 1) == "received"
    event = StoreEvent.objects.get()
    assert (event.attempts, process_event(event.pk)) == (1, 7.0)
    for _ in range(MOST_ATTEMPTS):
        process_event(event.pk)
    event.refresh_from_db()
    assert (event.state, event.attempts) == ("failed", MOST_ATTEMPTS)


def test_what_a_lost_wake_up_call_left_is_found(client, inside, woo, monkeypatch):
    woo.put(woo.simple(1, "Mug"))
    assert knock(client, inside, b'{"id": 1}') == 200
    StoreEvent.objects.update(received_at=timezone.now() - timedelta(minutes=1))
    sync = StoreSync.objects.create(tenant=inside.tenant, store=inside, kind=SyncKind.FULL)
    called = []
    monkeypatch.setattr("catalog.tasks.enqueue", lambda task, *args: called.append((task.name, *args)))
    assert sweep_stores() == 2
    assert called == [
        ("catalog.tasks.sync_store", inside.tenant_id, sync.pk),
        ("catalog.tasks.process_store_event", inside.tenant_id, StoreEvent.objects.get().pk),
    ]


def test_old_messages_are_forgotten_and_waiting_ones_are_not(client, inside):
    knock(client, inside, b'{"id": 1}')
    knock(client, inside, b'{"id": 2}')
    StoreEvent.objects.update(received_at=timezone.now() - timedelta(days=STORE_EVENT_DAYS + 1))
    StoreEvent.objects.filter(pk=StoreEvent.objects.first().pk).update(state="processed")
    assert forget_old().counts["store_events"] == 1
    assert StoreEvent.objects.count() == 1


def test_a_delivery_touches_only_its_own_shop(client, inside, woo, other_shop):
    woo.put(woo.simple(1, "Mug"))
    tell(client, inside, 1)
    with scopes_disabled():
        assert not Product.objects.filter(tenant=other_shop).exists()
        assert not StoreEvent.objects.filter(tenant=other_shop).exists()


def test_the_shop_gives_up_on_us_and_the_next_sync_switches_its_webhooks_on_again(inside, woo, live_server):
    Store.objects.update(base_url=live_server.url)
    inside.refresh_from_db()
    woo.put(woo.simple(1, "Mug"))
    assert read(inside).counts == {"new": 1}
    assert sorted(hook["topic"] for hook in woo.webhooks.values()) == [
        "order.created", "order.deleted", "order.restored", "order.updated",
        "product.created", "product.deleted", "product.restored", "product.updated",
    ]  # fmt: skip
    assert woo.ping() == [200] * 8
    assert woo.deliver(1, UPDATED) == 200
    good = inside.webhook_secret
    Store.objects.update(webhook_secret="another")
    for price in range(8):
        woo.deliver(1, UPDATED, body=json.dumps({"id": 1, "price": price}).encode())
    disabled = [hook["topic"] for hook in woo.webhooks.values() if hook["status"] == "disabled"]
    assert disabled == [UPDATED]
    Store.objects.update(webhook_secret=good)
    woo.tick(1200)
    woo.change(1, price="3")
    sync = read(inside, SyncKind.DELTA)
    assert sync.counts == {"webhook_back": 1, "price": 1}
    assert {hook["status"] for hook in woo.webhooks.values()} == {"active"}
    assert woo.deliver(1, UPDATED) == 200


def test_keys_that_may_only_read_are_enough(inside, woo):
    Store.objects.update(base_url="https://desk.example")
    woo.may_write = False
    woo.put(woo.simple(1, "Mug"))
    assert read(inside).counts == {"webhook_refused": 1, "new": 1}
