"""Refunds: never more than was kept, never twice, and honest about what did not arrive."""

import itertools
import threading
from decimal import Decimal

import pytest
from django.db import connection

from catalog.tests.factories import ProductFactory
from lib.errors import DomainError
from lib.testing.server import Response, Vanish
from orders.models import Payment
from orders.payments.accounts import connect_account
from orders.payments.links import create_payment_link
from orders.payments.refunds import send_refund, start_refund
from orders.payments.services import record_payment, settle_charge
from orders.testing.fake_stripe import KEY
from orders.tests.factories import AGENT, STAFF, make_order
from orders.tests.payments.conftest import history_of, status_of
from tenants.scoping import scopes_disabled, tenant_scope

REFUNDS = "POST /v1/refunds"


def refund(charge, amount, key="form-1"):
    row = start_refund(charge, amount=Decimal(amount), by=STAFF, key=key, note="spoiled")
    send_refund(Payment.objects.select_related("order__tenant", "account__tenant").get(pk=row.pk))
    return Payment.objects.get(pk=row.pk)


def test_a_part_and_then_the_rest(till):
    order, charge = till.paid_order()
    first = refund(charge, "28.50")
    assert (first.state, first.refund_id[:3], status_of(order)[0]) == ("succeeded", "re_", "partly_refunded")
    assert till.refused_link(order) == "nothing_due"
    refund(charge, "100.00", key="form-2")
    assert status_of(order) == ("refunded", "stripe")
    assert [one["amount"] for one in till.stripe.refunds.values()] == [2850, 10000]
    assert history_of(order)[2:] == [("refund", "staff", "dana", "28.5"), ("refund", "staff", "dana", "100")]
    call = till.stripe.list_calls(REFUNDS)[0]
    assert call.headers["idempotency-key"] == f"refund-{first.public_id}"
    assert call.form["metadata[payment]"] == str(first.public_id)


@pytest.mark.parametrize(
    ("amount", "code"),
    [("128.51", "too_much_back"), ("0", "bad_amount"), ("-1", "bad_amount"), ("1.001", "bad_amount"),
     ("NaN", "bad_amount")],
)  # fmt: skip
def test_what_cannot_go_back_is_refused_and_nothing_happens(till, amount, code):
    order, charge = till.paid_order()
    with pytest.raises(DomainError) as refused:
        refund(charge, amount)
    assert (refused.value.code, till.stripe.refunds, status_of(order)[0]) == (code, {}, "paid")


def test_the_same_form_twice_is_one_refund(till):
    _order, charge = till.paid_order()
    assert refund(charge, "10.00").pk == refund(charge, "10.00").pk
    assert len(till.stripe.refunds) == 1


def test_two_refunds_together_never_exceed_the_payment(till):
    _order, charge = till.paid_order()
    start_refund(charge, amount=Decimal("100.00"), by=STAFF, key="form-1")
    with pytest.raises(DomainError) as refused:
        start_refund(charge, amount=Decimal("28.51"), by=STAFF, key="form-2")
    assert refused.value.facts["most"] == "28.5"


def test_a_link_that_is_not_paid_cannot_be_refunded(till):
    link = till.link(till.order())
    with pytest.raises(DomainError):
        refund(link, "1.00")


def test_cash_goes_back_on_paper_only(till):
    order = till.order()
    cash = record_payment(order, method="cash", amount=Decimal("128.50"), by=STAFF, key="form-0")
    assert status_of(order) == ("paid", "cash")
    assert refund(cash, "28.50").state == "succeeded"
    assert (status_of(order), till.stripe.refunds) == (("partly_refunded", "cash"), {})
    assert history_of(order) == [("payment", "staff", "dana", "128.5"), ("refund", "staff", "dana", "28.5")]


@pytest.mark.parametrize("trouble", [Vanish(), Response(503, {"error": {"message": "down"}})])
def test_a_lost_answer_is_asked_for_again_and_refunds_once(till, trouble):
    order, charge = till.paid_order()
    till.stripe.fail(REFUNDS, trouble)
    row = refund(charge, "28.50")
    assert (row.state, row.attempts, status_of(order)[0]) == ("started", 1, "paid")
    # Stripe has forgotten the key meanwhile: the refund itself is looked for.
    till.stripe._answers.clear()
    Payment.objects.filter(pk=row.pk).update(due_at="2026-01-01T00:00:00Z")
    till.sweep()
    row.refresh_from_db()
    assert (row.state, len(till.stripe.refunds), status_of(order)[0]) == ("succeeded", 1, "partly_refunded")


def test_a_worker_that_died_before_it_asked_is_found_by_the_sweep(till):
    order, charge = till.paid_order()
    start_refund(charge, amount=Decimal("28.50"), by=STAFF, key="form-1")
    assert (till.stripe.refunds, status_of(order)[0]) == ({}, "paid")
    Payment.objects.filter(kind="refund").update(due_at="2026-01-01T00:00:00Z")
    till.sweep()
    assert (len(till.stripe.refunds), status_of(order)[0]) == (1, "partly_refunded")


def test_a_refund_that_stripe_refuses_is_over_and_told(till):
    order, charge = till.paid_order()
    till.stripe.refund_in_dashboard(charge.session_id, 12850)
    row = refund(charge, "28.50")
    assert (row.state, "greater than" in row.problem, till.alerts()) == ("failed", True, [("refund_failed", "")])
    assert history_of(order)[-1][0] == "refund_failed"


@pytest.mark.parametrize("places", list(itertools.permutations(range(3))))
def test_a_refund_that_bounces_ends_failed_in_whatever_order_it_is_told(till, places):
    order, charge = till.paid_order()
    [created, _charge] = till.stripe.refund_in_dashboard(charge.session_id, 2850)
    name = created["data"]["object"]["id"]
    created["data"]["object"]["status"] = "pending"
    news = [created, till.stripe.settle_refund(name, "succeeded"), till.stripe.settle_refund(name, "failed")]
    for place in places:
        till.hear(news[place], news[place])
    row = Payment.objects.get(kind="refund")
    assert (row.state, row.amount, status_of(order)[0]) == ("failed", Decimal("28.5"), "paid")
    assert till.alerts() == [("refund_failed", "")]


def test_a_refund_made_in_stripes_dashboard_is_written_down(till):
    order, charge = till.paid_order()
    till.hear(*reversed(till.stripe.refund_in_dashboard(charge.session_id, 2850)))
    assert status_of(order)[0] == "partly_refunded"
    assert history_of(order)[-1] == ("refund", "system", "Stripe", "28.5")
    assert Payment.objects.filter(kind="refund").count() == 1


def test_our_own_refund_told_before_its_answer_is_not_doubled(till):
    order, charge = till.paid_order()
    till.stripe.fail(REFUNDS, Vanish())
    row = refund(charge, "28.50")
    [made] = till.stripe.refunds.values()
    till.hear(till.stripe.event("refund.created", made))
    row.refresh_from_db()
    assert (row.state, row.refund_id, Payment.objects.filter(kind="refund").count()) == ("succeeded", made["id"], 1)
    assert history_of(order)[-1] == ("refund", "staff", "dana", "28.5")


def test_a_refund_settles_what_was_paid_too_much(till):
    order, charge = till.paid_order()
    till.hear(till.stripe.pay(till.stripe_extra(charge)))
    assert status_of(order)[0] == "overpaid"
    refund(Payment.objects.filter(kind="charge").last(), "10.00")
    assert status_of(order)[0] == "paid"


@pytest.mark.django_db(transaction=True)
def test_eight_refunds_at_once_never_exceed_the_payment(shop, stripe):
    with tenant_scope(shop):
        connect_account(shop, key=KEY)
        order = make_order(shop, (ProductFactory(tenant=shop, price=Decimal("50.00"), stock=5), 2))
        link = create_payment_link(order, by=AGENT)
        stripe.pay(link.session_id)
        intent = stripe.sessions[link.session_id]["payment_intent"]
        settle_charge(link, amount=Decimal(100), currency="ILS", intent_id=intent)
    refused = []

    def give_back(number):
        try:
            with tenant_scope(shop):
                charge = Payment.objects.select_related("order__tenant").get(pk=link.pk)
                refund(charge, "30.00", key=f"form-{number}")
        except DomainError as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=give_back, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["too_much_back"] * 5
    assert sum(one["amount"] for one in stripe.refunds.values()) == 9000
    with scopes_disabled():
        assert Payment.objects.filter(kind="refund", state="succeeded").count() == 3
