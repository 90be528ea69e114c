"""WooCommerce's orders, taken over and updated, by real HTTP to a shop on this machine."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.testing.fake_woocommerce import ROOT
from orders.models import Actor, Order, OrderLink, OriginPush
from orders.services import By, cancel_order, move_order
from orders.states import Status
from orders.tests.factories import STAFF
from orders.tests.stores.shop_deliveries import events, fresh, mug, push, tell
from tenants.models import Alert
from tenants.testing import rows_of

GET = f"GET {ROOT}orders/1"
CUSTOMER = By(Actor.CUSTOMER)


def test_a_new_order_is_asked_for_and_not_believed(client, woo, store):
    woo.place(woo.order(1, mug(woo)))
    lie = json.dumps({"id": 1, "total": "0.01", "status": "completed", "line_items": []}).encode()
    assert tell(client, store, topic="order.created", raw=lie) == "processed"
    order = Order.objects.get()
    line = order.lines.get()
    assert (order.status, order.total, order.source) == ("pending", Decimal("20.00"), "store")
    assert (line.product.sku, line.quantity, line.unit_price) == ("W-7", Decimal(2), Decimal(10))
    assert (order.customer.name, order.customer.phone) == ("Dana Levi", "+972501234567")
    assert order.address == "12 Herzl St, Apt 4, Haifa, 3303141, IL"
    link = order.links.get()
    assert (link.external_id, link.order_key, link.store) == ("1", "wc_order_1", store)


@pytest.mark.parametrize(
    ("there", "here"), [("processing", "pending"), ("completed", "delivered"), ("wc-odd", "pending")]
)
def test_what_a_new_order_begins_as(client, woo, store, there, here):
    woo.place(woo.order(1, mug(woo), status=there))
    tell(client, store)
    assert Order.objects.get().status == here
    assert not OriginPush.objects.exists()


@pytest.mark.parametrize("there", ["checkout-draft", "failed", "cancelled", "refunded", "trash"])
def test_what_is_no_order_yet_or_any_more_is_not_taken_over(client, woo, store, there):
    woo.place(woo.order(1, mug(woo), status=there))
    assert tell(client, store) == "ignored"
    assert not Order.objects.exists()


def test_orders_from_before_we_were_connected_are_none_of_ours(client, woo, store):
    old = woo.order(1, mug(woo)) | {"date_created_gmt": "2024-01-01T00:00:00"}
    woo.place(old)
    assert tell(client, store) == "ignored"
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "raw",
    [
        b'{"code":"woocommerce_rest_shop_order_invalid_id","data":{"status":404}}',
        b"[]",
        b"{",
        b'{"id":"1"}',
        b'{"id":-1}',
    ],
)
def test_signed_bodies_without_a_number_are_ignored(client, woo, store, raw):
    assert tell(client, store, raw=raw) == "ignored"
    assert woo.list_calls(GET) == []


def test_replays_and_repeated_news_change_nothing(client, woo, store, taken):
    before = taken.version
    for _ in range(3):
        assert tell(client, store) == "processed"
    assert (fresh(taken).version, Order.objects.count()) == (before, 1)


def test_an_answer_from_before_changes_nothing(client, woo, store, taken):
    woo.tick()
    woo.edit(1, customer_note="new")
    tell(client, store)
    woo.orders[1] |= {"customer_note": "old", "date_modified_gmt": "2026-11-20T09:00:00"}
    assert tell(client, store) == "ignored"
    assert fresh(taken).notes == "new"


def test_what_the_shop_changes_becomes_ours(client, woo, store, taken):
    woo.tick()
    woo.edit(1, line_items=[mug(woo, quantity=3), woo.line(12, "Bowl", product_id=8)], customer_note="ring",
             shipping={**woo.orders[1]["shipping"], "address_1": "3 New St"})  # fmt: skip
    tell(client, store)
    order = fresh(taken)
    assert {line.name: line.quantity for line in order.lines.all()} == {"Mug": 3, "Bowl": 1}
    assert (order.total, order.notes, order.address.startswith("3 New St")) == (Decimal("40.00"), "ring", True)
    assert {actor for _kind, actor in events(order)} == {"store"}
    woo.tick()
    woo.edit(1, line_items=[woo.line(12, "Bowl", product_id=8)])
    tell(client, store)
    assert [line.name for line in fresh(taken).lines.all()] == ["Bowl"]
    assert not OriginPush.objects.exists()


@pytest.mark.parametrize(
    ("way", "status"),
    [
        (["processing"], "confirmed"), (["processing", "completed"], "delivered"), (["cancelled"], "cancelled"),
        (["failed", "processing"], "confirmed"), (["refunded"], "cancelled"), (["trash"], "cancelled"),
    ],
)  # fmt: skip
def test_a_status_is_followed_along_the_table(client, woo, store, taken, way, status):
    for there in way:
        woo.tick()
        woo.edit(1, status=there)
        assert tell(client, store) == "processed"
    assert fresh(taken).status == status
    assert not Alert.objects.exists()


def test_a_deleted_order_is_cancelled(client, woo, store, taken):
    del woo.orders[1]
    assert tell(client, store, topic="order.deleted") == "processed"
    assert fresh(taken).status == "cancelled"
    assert tell(client, store, number=99, topic="order.deleted") == "ignored"


def test_a_step_back_is_an_alert_and_no_step(client, woo, store, taken):
    for step in (Status.CONFIRMED, Status.PROCESSING, Status.PACKAGED, Status.SHIPPED):
        move_order(taken, to=step, by=STAFF)
    push(taken)
    woo.tick()
    woo.edit(1, status="cancelled")
    assert tell(client, store) == "processed"
    assert fresh(taken).status == "shipped"
    alert = Alert.objects.get()
    assert (alert.kind, alert.subject) == ("order_differs", taken.number)
    assert ("shop_differs", "store") in events(taken)


def test_what_the_customer_cancelled_the_shop_does_not_bring_back(client, woo, store, taken):
    cancel_order(taken, by=CUSTOMER)
    push(taken)
    woo.tick()
    woo.edit(1, status="processing")
    tell(client, store)
    assert fresh(taken).status == "cancelled"
    assert Alert.objects.get().kind == "order_differs"


def test_a_refund_is_noted(client, woo, store, taken):
    woo.tick()
    woo.edit(1, refunds=[{"id": 5, "reason": "broken", "total": "-4.00"}])
    tell(client, store)
    assert fresh(taken).events.get(kind="shop_refund").data["refunded"] == "4.00"
    assert fresh(taken).status == "pending"


def test_another_currency_and_an_unreadable_order_are_alerts(client, woo, store):
    woo.place(woo.order(1, mug(woo), currency="USD"), woo.order(2, mug(woo), total=None))
    assert [tell(client, store, 1), tell(client, store, 2)] == ["failed", "failed"]
    assert {alert.kind for alert in Alert.objects.all()} == {"order_not_taken"}
    assert not Order.objects.exists()


def test_news_that_come_while_we_write_wait(client, woo, store, taken):
    OrderLink.objects.update(held_until=timezone.now() + timedelta(minutes=1))
    woo.tick()
    woo.edit(1, customer_note="x")
    assert tell(client, store) == "received"
    OrderLink.objects.update(held_until=None)
    assert tell(client, store) == "processed"
    assert fresh(taken).notes == "x"


def test_a_store_tells_only_its_own_shop(client, woo, store, other_shop):
    before = rows_of(other_shop)
    woo.place(woo.order(1, mug(woo)))
    tell(client, store)
    assert rows_of(other_shop) == before
