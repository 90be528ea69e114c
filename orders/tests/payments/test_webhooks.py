"""Stripe's messages: proved, stored, understood once, in any order, and never for somebody else's account."""

import itertools
import json
import time
from decimal import Decimal
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client
from stripe import Webhook, WebhookSignature

from lib.testing.server import Response
from orders.items import Changes, Item
from orders.models import Order, Payment, PaymentEvent
from orders.payments.accounts import connect_account
from orders.payments.checks import list_due_payments
from orders.payments.events import list_waiting_events
from orders.payments.stripe.signature import is_genuine
from orders.services import cancel_order, change_order
from orders.tests.factories import AGENT, STAFF
from orders.tests.payments.conftest import SECRET, history_of, status_of
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import rows_of

BODY = json.dumps({"id": "evt_1", "object": "event", "type": "x", "data": {"object": {}}})


def header(body=BODY, *, secret=SECRET, at=None):
    return WebhookSignature.generate_signature_header(body, secret, at)


# --- The signature ------------------------------------------------------------------------------------
def test_what_the_library_signs_is_genuine_and_what_we_accept_the_library_accepts():
    assert is_genuine(BODY.encode(), header(), SECRET)
    assert Webhook.construct_event(BODY, header(), SECRET)["id"] == "evt_1"


def test_two_secrets_during_a_change_are_both_tried():
    old, new = header(secret="whsec_old"), header()
    both = f"{old},{new.partition(',')[2]}"
    assert is_genuine(BODY.encode(), both, SECRET)


# Made when they are needed: a header that is made while tests are collected is another one in each process.
REFUSED = {
    "tampered body": lambda: (BODY + " ", header(), SECRET),
    "another secret": lambda: (BODY, header(), "whsec_another"),
    "no secret": lambda: (BODY, header(), ""),
    "blank secret": lambda: (BODY, header(), " \t"),
    "no header": lambda: (BODY, "", SECRET),
    "no signature": lambda: (BODY, "t=1", SECRET),
    "older scheme": lambda: (BODY, header().replace("v1=", "v0="), SECRET),
    "tampered signature": lambda: (BODY, header().replace("v1=", "v1=0"), SECRET),
    "stale": lambda: (BODY, header(at=int(time.time()) - 301), SECRET),
    "replayed under a new time": lambda: (BODY, f"t={int(time.time())},{header(at=9).partition(',')[2]}", SECRET),
    "no time": lambda: (BODY, "t=x,v1=é", SECRET),
    "no ASCII": lambda: (BODY, f"t={int(time.time())},v1=é", SECRET),
    "endless time": lambda: (BODY, "t=" + "9" * 5000 + ",v1=0", SECRET),
    "only commas": lambda: (BODY, ",,,=,=", SECRET),
}


@pytest.mark.parametrize("name", REFUSED)
def test_everything_else_is_refused(name):
    body, signature, secret = REFUSED[name]()
    assert not is_genuine(body.encode(), signature, secret)


def test_a_body_that_is_no_text_is_refused():
    assert not is_genuine(b"\xff\xfe", header(), SECRET)


# --- The door -----------------------------------------------------------------------------------------
def test_a_proved_message_is_stored_before_it_is_understood(till):
    assert till.post(BODY) == 200
    event = PaymentEvent.objects.get()
    assert (event.external_id, event.kind, bytes(event.body), event.state) == ("evt_1", "x", BODY.encode(), "received")


@pytest.mark.parametrize(("secret", "at"), [("whsec_wrong", None), (SECRET, 1_000_000_000)])
def test_a_forged_or_stale_message_changes_nothing(till, secret, at):
    before = rows_of(till.shop)
    assert till.post(BODY, secret=secret, at=at) == 400
    assert rows_of(till.shop) == before


def test_without_a_secret_nothing_is_believed(till):
    till.account.webhook_secret = ""
    till.account.save()
    assert till.post(BODY) == 400
    assert not PaymentEvent.objects.exists()


def test_an_unknown_door_is_no_door(till):
    assert till.post(BODY, door=f"/webhooks/payments/stripe/{uuid4()}") == 404
    assert Client().get(till.door).status_code == 405


def test_a_message_that_cannot_be_stored_is_sent_again(till):
    with patch("orders.payments.webhooks.accept_event", side_effect=DatabaseError):
        assert till.post(BODY) == 503


def test_a_message_that_is_no_event_is_kept_as_failed(till):
    till.post('{"id": "evt_2", "type": "checkout.session.completed"}')
    till.post("[1, 2]")
    till.work()
    assert set(PaymentEvent.objects.values_list("state", flat=True)) == {"failed"}
    assert till.alerts() == [("payment_unclear", ""), ("payment_unclear", "")]


def test_a_worker_that_died_is_found_by_the_sweep(till):
    order = till.order()
    till.post(till.stripe.pay(till.link(order).session_id))
    with scopes_disabled():
        assert list_waiting_events() == []
        PaymentEvent.objects.update(received_at="2026-01-01T00:00:00Z")
    assert list_waiting_events() == [(till.shop.pk, PaymentEvent.objects.get().pk)]


# --- Payments -----------------------------------------------------------------------------------------
def test_a_payment_marks_the_order_paid_once_however_often_it_is_told(till):
    order = till.order()
    event = till.stripe.pay(till.link(order).session_id)
    till.hear(event, event)
    again = till.stripe.event("checkout.session.completed", till.stripe.sessions[till.link_id(order)])
    till.hear(again)
    payment = Payment.objects.get()
    assert (payment.state, payment.amount, payment.intent_id[:3]) == ("succeeded", Decimal("128.500"), "pi_")
    assert status_of(order) == ("paid", "stripe")
    assert history_of(order)[1:] == [("payment", "system", "Stripe", "128.5")]
    assert (Order.objects.get(pk=order.pk).version, Order.objects.get(pk=order.pk).status) == (1, "pending")
    assert till.alerts() == []


@pytest.mark.parametrize("order_of_news", list(itertools.permutations(range(3))))
def test_a_payment_that_takes_days_ends_paid_in_whatever_order_it_is_told(till, order_of_news):
    order = till.order()
    session = till.link(order).session_id
    news = [till.stripe.promise(session), till.stripe.break_promise(session), till.stripe.keep_promise(session)]
    for place in order_of_news:
        till.hear(news[place], news[place])
    assert status_of(order) == ("paid", "stripe")


def test_a_payment_on_its_way_is_pending_and_cannot_be_paid_twice(till):
    order = till.order()
    session = till.link(order).session_id
    till.hear(till.stripe.promise(session))
    assert status_of(order) == ("pending", "stripe")
    assert till.refused_link(order) == "on_its_way"
    till.hear(till.stripe.break_promise(session))
    assert status_of(order) == ("failed", "cash")
    assert till.link(order).session_id != session


def test_a_link_that_ran_out_leaves_the_order_unpaid(till):
    order = till.order()
    till.hear(till.stripe.run_out(till.link(order).session_id))
    assert (Payment.objects.get().state, status_of(order)) == ("expired", ("unpaid", "cash"))


def test_a_payment_for_an_older_version_is_recorded_and_told(till):
    order = till.order()
    session = till.link(order).session_id
    change_order(order, changes=Changes(add=[Item(till.counter.roll, 1)]), by=AGENT)
    till.hear(till.stripe.pay(session))
    assert status_of(order) == ("partly_paid", "stripe")
    assert till.alerts() == [("payment_differs", "payment_old_version")]
    assert till.stripe.sessions[till.link(order).session_id]["amount_total"] == 450


def test_a_payment_of_another_amount_is_recorded_as_it_came_and_told(till):
    order = till.order()
    till.hear(till.stripe.pay(till.link(order).session_id, amount=10000))
    assert (Payment.objects.get().amount, status_of(order)) == (Decimal(100), ("partly_paid", "stripe"))
    assert till.alerts() == [("payment_differs", "payment_other_amount")]


def test_a_payment_in_another_currency_is_recorded_but_pays_nothing(till):
    order = till.order()
    session = till.link(order).session_id
    till.stripe.sessions[session]["currency"] = "usd"
    till.hear(till.stripe.pay(session))
    assert (Payment.objects.get().currency, status_of(order)[0]) == ("USD", "unpaid")
    assert till.alerts() == [("payment_differs", "payment_other_amount")]


def test_paying_two_links_is_too_much_and_told(till):
    order = till.order()
    first = till.link(order).session_id
    change_order(order, changes=Changes(add=[Item(till.counter.roll, 1)]), by=AGENT)
    second = till.link(order).session_id
    till.hear(till.stripe.pay(second), till.stripe.pay(first))
    assert status_of(order) == ("overpaid", "stripe")
    assert till.alerts() == [("payment_differs", "payment_too_much")]


def test_a_payment_for_a_cancelled_order_is_offered_for_refund_and_not_refunded(till):
    order = till.order()
    session = till.link(order).session_id
    cancel_order(order, by=STAFF)
    till.hear(till.stripe.pay(session))
    till.sweep()
    assert (status_of(order), till.stripe.refunds) == (("paid", "stripe"), {})
    assert till.alerts() == [("payment_on_cancelled", "")]


def test_cancelling_a_paid_order_offers_a_refund_and_makes_none(till):
    order, _charge = till.paid_order()
    cancel_order(order, by=STAFF)
    till.sweep()
    assert (till.alerts(), till.stripe.refunds) == ([("payment_on_cancelled", "")], {})


def test_a_session_of_something_else_the_shop_sells_is_left_alone(till):
    order = till.order()
    event = till.stripe.pay(till.link(order).session_id)
    event["data"]["object"] |= {"id": "cs_test_website", "client_reference_id": "cart-7", "metadata": {}}
    before = rows_of(till.shop)
    till.hear(event)
    after = rows_of(till.shop)
    assert PaymentEvent.objects.get().state == "ignored"
    before.pop("orders.PaymentEvent")
    after.pop("orders.PaymentEvent")
    assert after == before


def test_a_session_for_our_order_that_no_row_knows_is_not_lost(till):
    order = till.order()
    event = till.stripe.pay(till.link(order).session_id)
    Payment.objects.all().delete()
    till.hear(event)
    assert (Payment.objects.get().state, status_of(order)) == ("succeeded", ("paid", "stripe"))
    assert till.alerts() == [("payment_differs", "payment_old_version")]


def test_a_session_that_names_another_order_is_not_believed(till):
    order, other = till.order(), till.order((till.counter.roll, 3))
    event = till.stripe.pay(till.link(order).session_id)
    event["data"]["object"]["client_reference_id"] = str(other.public_id)
    till.hear(event)
    assert PaymentEvent.objects.get().state == "failed"
    assert (status_of(order)[0], status_of(other)[0]) == ("unpaid", "unpaid")


@pytest.mark.parametrize("change", [{"livemode": True}, {"account": "acct_somebody_else"}])
def test_events_of_another_mode_or_account_pay_nothing(till, change):
    order = till.order()
    till.hear(till.stripe.pay(till.link(order).session_id) | change)
    assert (PaymentEvent.objects.get().state, status_of(order)[0]) == ("ignored", "unpaid")


def test_charlies_account_cannot_pay_our_orders(till, other_shop):
    order = till.order()
    event = till.stripe.pay(till.link(order).session_id)
    with tenant_scope(other_shop):
        theirs = connect_account(other_shop, key=till.stripe.key, webhook_secret="whsec_charlie").account
    door = f"/webhooks/payments/stripe/{theirs.public_id}"
    assert till.post(event, secret="whsec_charlie") == 400
    assert till.post(event, door=door) == 400
    assert till.post(event, door=door, secret="whsec_charlie") == 200
    with tenant_scope(other_shop):
        till.work()
        assert PaymentEvent.objects.get().state == "ignored"
    assert status_of(order)[0] == "unpaid"


def test_a_dispute_is_told_once(till):
    order, charge = till.paid_order()
    event = till.stripe.dispute(charge.session_id)
    till.hear(event)
    till.hear(event | {"id": "evt_again"})
    assert till.alerts() == [("payment_disputed", "")]
    assert [row[0] for row in history_of(order)] == ["payment_link", "payment", "payment_disputed"]


def test_a_dispute_that_is_told_before_the_payment_finds_it(till):
    order = till.order()
    session = till.link(order).session_id
    till.stripe.pay(session)
    till.hear(till.stripe.dispute(session))
    assert (status_of(order)[0], till.alerts()) == ("paid", [("payment_disputed", "")])


def test_without_any_message_a_link_that_ended_is_asked_for(till):
    order = till.order()
    link = till.link(order)
    till.stripe.pay(link.session_id)
    Payment.objects.update(due_at="2026-01-01T00:00:00Z")
    till.sweep()
    assert status_of(order) == ("paid", "stripe")


def test_a_message_that_needs_stripe_waits_until_stripe_is_back(till):
    order, charge = till.paid_order()
    [_created, told] = till.stripe.refund_in_dashboard(charge.session_id, 1000)
    till.stripe.fail("GET /v1/refunds", Response(503, {"error": {"message": "down"}}))
    till.hear(told)
    waiting = PaymentEvent.objects.get(external_id=told["id"])
    assert (waiting.state, waiting.attempts, waiting.due_at is not None) == ("received", 1, True)
    till.work()
    assert (waiting.attempts, status_of(order)[0]) == (1, "partly_refunded")


def test_nothing_is_due_in_a_quiet_shop(till):
    till.paid_order()
    till.sweep()
    assert list_due_payments() == []
