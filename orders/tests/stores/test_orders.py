"""WooCommerce's orders: taken over, updated and told back, by real HTTP to a shop on this machine."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Product
from catalog.testing.fake_woocommerce import ROOT
from catalog.tests.factories import ProductFactory
from lib.testing.server import Response, Vanish
from orders.editing.services import Details, edit_details
from orders.items import Changes, Item
from orders.models import Actor, Order, OrderLink, OriginPush, PushState, StoreIntake
from orders.services import By, cancel_order, change_order, move_order
from orders.states import Status
from orders.stores import polls, pushes
from orders.stores.polls import begin_polls, poll_orders
from orders.stores.pushes import list_waiting_pushes
from orders.tests.factories import AGENT, STAFF
from orders.tests.stores.shop_deliveries import mug, push, tell
from tenants.models import Alert
from tenants.testing import rows_of

PUT, GET = f"PUT {ROOT}orders/1", f"GET {ROOT}orders/1"
CUSTOMER = By(Actor.CUSTOMER)


@pytest.fixture
def taken(client, woo, store):
    """An order of two mugs on hold over there, pending here."""
    woo.place(woo.order(1, mug(woo)))
    assert tell(client, store, topic="order.created") == "processed"
    return Order.objects.get()


def fresh(order):
    return Order.objects.get(pk=order.pk)


def events(order):
    return [(event.kind, event.actor) for event in order.events.all()]


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


def test_a_confirmation_is_told_to_the_shop_with_who_said_it(woo, store, taken):
    move_order(taken, to=Status.CONFIRMED, by=AGENT)
    assert push(taken) is None
    assert woo.orders[1]["status"] == "processing"
    note = woo.notes[1][0]
    assert (taken.number in note["note"], note["customer_note"]) == (True, False)
    assert OriginPush.objects.get().state == PushState.DONE


def test_our_own_echo_is_no_news(client, woo, store, taken):
    woo.tick()
    change_order(taken, changes=Changes(address="9 Other St, Tel Aviv", notes="call", set=[
        Item(Product.objects.get(sku="W-7"), 5)]), by=AGENT)  # fmt: skip
    push(taken)
    version, puts = fresh(taken).version, len(woo.puts(1))
    for _ in range(3):
        assert tell(client, store) == "processed"
    assert (fresh(taken).version, len(woo.puts(1)), OriginPush.objects.count()) == (version, puts, 1)
    assert not Alert.objects.exists()
    assert fresh(taken).address == "9 Other St, Tel Aviv"


def test_lines_are_changed_added_and_zeroed_over_there(woo, store, taken):
    woo.tick()
    bowl, cup = Product.objects.get(sku="W-8"), Product.objects.get(sku="W-7")
    change_order(taken, changes=Changes(set=[Item(cup, 3)], add=[Item(bowl, 1)]), by=AGENT)
    push(taken)
    sent = woo.puts(1)[-1]["line_items"]
    assert {**sent[0], "subtotal": Decimal(sent[0]["subtotal"]), "total": Decimal(sent[0]["total"])} == {
        "id": 11, "quantity": 3, "subtotal": Decimal(30), "total": Decimal(30)
    }  # fmt: skip
    assert sent[1] == {"product_id": 8, "quantity": 1}
    change_order(taken, changes=Changes(replace=[Item(bowl, 1)]), by=AGENT)
    push(taken)
    assert woo.puts(1)[-1]["line_items"] == [{"id": 11, "quantity": 0}]
    assert [line["name"] for line in woo.orders[1]["line_items"]] == ["Bowl"]
    assert woo.orders[1]["total"] == str(fresh(taken).total) == "10.00"


def test_the_shops_total_counts_until_the_customer_has_agreed(woo, store, taken):
    woo.tick()
    woo.change(8, price="12.00")
    change_order(taken, changes=Changes(add=[Item(Product.objects.get(sku="W-8"), 1)]), by=AGENT)
    assert fresh(taken).total == Decimal("30.00")
    push(taken)
    order = fresh(taken)
    assert (order.total, order.events.last().actor) == (Decimal("32.00"), "store")


def test_a_line_that_the_shop_does_not_know_is_left_to_staff(woo, store, taken):
    own = ProductFactory(tenant=taken.tenant, name="Ribbon")
    change_order(taken, changes=Changes(add=[Item(own, 1)]), by=AGENT)
    assert push(taken) is None
    alert = Alert.objects.get()
    assert (alert.kind, "Ribbon" in alert.facts["why"], alert.resolved_at) == ("push_failed", True, None)
    move_order(fresh(taken), to=Status.CONFIRMED, by=STAFF)
    assert push(taken) is None
    # Its status is there now, the ribbon is not.
    assert Alert.objects.get().resolved_at is None
    ribbon = Changes(remove=[Item(own, None)])
    change_order(fresh(taken), changes=ribbon, by=STAFF)
    push(taken)
    assert Alert.objects.get().resolved_at is not None


def test_a_charge_that_the_shop_is_not_told_is_left_to_staff(woo, store, taken):
    edit_details(taken, details=Details(delivery_fee=taken.delivery_fee + 5), by=STAFF)
    assert push(taken) is None
    assert fresh(taken).total == taken.total + 5
    assert [(alert.kind, alert.resolved_at) for alert in Alert.objects.all()] == [("order_differs", None)]
    move_order(fresh(taken), to=Status.CONFIRMED, by=STAFF)
    push(taken)
    assert Alert.objects.get().resolved_at is None
    edit_details(fresh(taken), details=Details(delivery_fee=taken.delivery_fee), by=STAFF)
    push(taken)
    assert Alert.objects.get().resolved_at is not None


def test_both_sides_at_once_are_shown_to_staff_and_a_person_decides(client, woo, store, taken):
    woo.tick()
    woo.edit(1, customer_note="theirs")
    edit_details(taken, details=Details(notes="ours"), by=CUSTOMER)
    tell(client, store)
    assert (fresh(taken).notes, woo.orders[1]["customer_note"]) == ("ours", "theirs")
    assert Alert.objects.get().kind == "order_differs"
    push(taken)
    assert woo.orders[1]["customer_note"] == "theirs"
    edit_details(taken, details=Details(notes="decided"), by=STAFF)
    push(taken)
    assert woo.orders[1]["customer_note"] == "decided"
    assert fresh(taken).links.get().disputed == []


def test_a_kill_between_commit_and_push_loses_nothing(woo, store, taken, monkeypatch):
    move_order(taken, to=Status.CONFIRMED, by=AGENT)

    def die(*_args, **_kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(pushes.client, "write", die)
        with pytest.raises(SystemExit):
            push(taken)
    OrderLink.objects.update(held_until=timezone.now() - timedelta(seconds=1))
    assert list_waiting_pushes() == [(taken.tenant_id, taken.links.get().pk)]
    push(taken)
    assert (woo.orders[1]["status"], len(woo.notes[1])) == ("processing", 1)


def test_an_answer_that_was_lost_is_told_once(client, woo, store, taken):
    move_order(taken, to=Status.CONFIRMED, by=AGENT)
    woo.fail(PUT, Vanish())
    woo.fail(f"POST {ROOT}orders/1/notes", Vanish())
    assert push(taken) == pushes.FIRST_PAUSE
    assert tell(client, store) == "processed"
    assert push(taken) == 2 * pushes.FIRST_PAUSE
    assert push(taken) is None
    assert ([put.get("status") for put in woo.puts(1)], len(woo.notes[1])) == (["processing"], 1)
    assert (fresh(taken).status, Alert.objects.count()) == ("confirmed", 0)


def test_a_busy_shop_is_asked_later_and_a_refusal_is_an_alert(woo, store, taken):
    move_order(taken, to=Status.CONFIRMED, by=AGENT)
    woo.fail(PUT, Response(429, b"<html>slow down</html>", {"Retry-After": "7"}))
    assert push(taken) == 7
    woo.fail(PUT, Response(400, {"code": "woocommerce_rest_invalid_status", "message": "No."}))
    assert push(taken) is None
    assert (OriginPush.objects.get().state, Alert.objects.get().kind) == ("failed", "push_failed")


def test_what_the_shop_is_not_to_be_told_stays_here(woo, store, taken):
    StoreIntake.objects.update(statuses_there={"confirmed": ""})
    move_order(taken, to=Status.CONFIRMED, by=AGENT)
    push(taken)
    assert (woo.puts(1), len(woo.notes[1])) == ([], 1)
    StoreIntake.objects.update(tells_back=False)
    move_order(taken, to=Status.PROCESSING, by=STAFF)
    push(taken)
    assert len(woo.notes[1]) == 1


def test_news_that_come_while_we_write_wait(client, woo, store, taken):
    OrderLink.objects.update(held_until=timezone.now() + timedelta(minutes=1))
    woo.tick()
    woo.edit(1, customer_note="x")
    assert tell(client, store) == "received"
    OrderLink.objects.update(held_until=None)
    assert tell(client, store) == "processed"
    assert fresh(taken).notes == "x"


def due():
    StoreIntake.objects.update(due_at=timezone.now())
    return StoreIntake.objects.get().pk


def test_what_no_message_told_is_found_by_asking(woo, store, taken):
    woo.tick(600)
    woo.edit(1, customer_note="later")
    woo.place(woo.order(2, mug(woo)))
    assert poll_orders(due()) is None
    assert (fresh(taken).notes, Order.objects.count()) == ("later", 2)
    assert poll_orders(due()) is None
    assert Order.objects.count() == 2
    assert begin_polls() == []


def test_a_poll_goes_on_where_it_stopped(woo, store, monkeypatch):
    assert polls.PER_PAGE == 100
    monkeypatch.setattr(polls, "PER_PAGE", 10)
    for number in range(1, 13):
        woo.tick(1)
        woo.place(woo.order(number, mug(woo)))
    monkeypatch.setattr(polls, "MOST_PAGES", 1)
    assert poll_orders(due()) == 0.0
    assert Order.objects.count() == 10
    assert poll_orders(StoreIntake.objects.get().pk) is None
    assert Order.objects.count() == 12
    assert {call.query["per_page"] for call in woo.list_calls(f"GET {ROOT}orders")} == {"10"}


def test_a_firewall_pauses_the_poll_and_refused_keys_are_an_alert(woo, store):
    woo.fail(f"GET {ROOT}orders", Response(403, b"<html>blocked</html>"))
    poll_orders(due())
    intake = StoreIntake.objects.get()
    assert (intake.problem_code, intake.due_at > timezone.now(), Alert.objects.count()) == ("blocked", True, 0)
    woo.fail(f"GET {ROOT}orders", Response(401, {"code": "woocommerce_rest_cannot_view", "message": "no"}))
    poll_orders(due())
    assert Alert.objects.get().kind == "store_orders_stopped"
    poll_orders(due())
    assert (StoreIntake.objects.get().problem_code, Alert.objects.filter(resolved_at=None).count()) == ("", 0)


def test_a_store_tells_only_its_own_shop(client, woo, store, other_shop):
    before = rows_of(other_shop)
    woo.place(woo.order(1, mug(woo)))
    tell(client, store)
    assert rows_of(other_shop) == before
