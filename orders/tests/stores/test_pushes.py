"""What changes here is told to WooCommerce: what, when, once, and what is left to staff."""

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
from orders.models import Actor, OrderLink, OriginPush, PushState, StoreIntake
from orders.services import By, change_order, move_order
from orders.states import Status
from orders.stores import pushes
from orders.stores.pushes import list_waiting_pushes
from orders.tests.factories import AGENT, STAFF
from orders.tests.stores.shop_deliveries import fresh, push, tell
from tenants.models import Alert

PUT = f"PUT {ROOT}orders/1"
CUSTOMER = By(Actor.CUSTOMER)


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
