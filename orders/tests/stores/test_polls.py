"""Asking WooCommerce for what no message told."""

from django.utils import timezone

from catalog.testing.fake_woocommerce import ROOT
from lib.testing.server import Response
from orders.models import Order, StoreIntake
from orders.stores import polls
from orders.stores.polls import begin_polls, poll_orders
from orders.tests.stores.shop_deliveries import fresh, mug
from tenants.models import Alert


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
