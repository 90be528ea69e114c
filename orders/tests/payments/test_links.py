"""The link: one session for exactly this order as it is, whoever asks how often, and whatever dies in between."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from lib.errors import DomainError, ProviderError
from lib.testing.server import Response, Vanish
from orders.items import Changes, Item
from orders.models import Order, Payment
from orders.payments import links as payment_links
from orders.payments.accounts import connect_account
from orders.payments.services import record_payment
from orders.services import cancel_order, change_order, confirm_order, record_recap
from orders.testing.fake_stripe import KEY
from orders.tests.factories import AGENT, STAFF
from orders.tests.payments.conftest import history_of, status_of
from tenants.scoping import scopes_disabled, tenant_scope

SESSIONS = "POST /v1/checkout/sessions"


def test_a_link_is_for_this_order_this_version_and_this_amount(till):
    order = till.order()
    link = till.link(order)
    session = till.stripe.sessions[link.session_id]
    assert (link.state, link.amount, link.currency, link.order_version) == ("open", Decimal("128.5"), "ILS", 1)
    assert (session["amount_total"], session["currency"]) == (12850, "ils")
    assert session["client_reference_id"] == str(order.public_id)
    assert session["metadata"] == {"order": str(order.public_id), "payment": str(link.public_id), "version": "1"}
    call = till.stripe.list_calls(SESSIONS)[0]
    assert call.headers["idempotency-key"] == f"{order.public_id}-v1-12850-0"
    assert call.form["payment_intent_data[metadata][payment]"] == str(link.public_id)
    assert (call.form["adaptive_pricing[enabled]"], call.form["mode"]) == ("false", "payment")
    assert status_of(order) == ("unpaid", "cash")
    assert history_of(order) == [("payment_link", "agent", "", "128.5")]


def test_the_second_click_gets_the_same_session(till):
    order = till.order()
    assert till.link(order).url == till.link(order).url
    assert len(till.stripe.sessions) == len(till.stripe.list_calls(SESSIONS)) == 1


def test_a_changed_order_closes_its_link_at_stripe_and_gets_a_new_one(till):
    order = till.order()
    old = till.link(order)
    change_order(order, changes=Changes(add=[Item(till.counter.roll, 1)]), by=AGENT)
    new = till.link(order)
    assert (new.amount, new.order_version) == (Decimal("133.00"), 2)
    assert till.stripe.sessions[old.session_id]["status"] == "expired"
    assert till.stripe.sessions[new.session_id]["status"] == "open"
    assert Payment.objects.get(pk=old.pk).state == "expired"


def test_a_change_alone_closes_the_link_as_soon_as_a_worker_looks(till, django_capture_on_commit_callbacks):
    order = till.order()
    old = till.link(order)
    change_order(order, changes=Changes(add=[Item(till.counter.roll, 1)]), by=AGENT)
    till.sweep()
    assert till.stripe.sessions[old.session_id]["status"] == "expired"
    assert len(till.stripe.sessions) == 1


def test_a_confirmed_order_keeps_its_link(till):
    order = till.order()
    record_recap(order, conversation=till.counter.conversation, seq=1)
    link = till.link(order)
    confirm_order(order, conversation=till.counter.conversation, seq=2, by=AGENT)
    till.sweep()
    assert till.link(order).session_id == link.session_id
    assert till.stripe.sessions[link.session_id]["status"] == "open"


def test_a_cancelled_order_cannot_be_paid(till):
    order = till.order()
    link = till.link(order)
    cancel_order(order, by=STAFF)
    till.sweep()
    assert till.stripe.sessions[link.session_id]["status"] == "expired"
    with pytest.raises(DomainError) as refused:
        till.link(order)
    assert refused.value.code == "cancelled"


def test_only_what_is_still_due_is_asked_for(till):
    order = till.order()
    record_payment(order, method="cash", amount=Decimal("28.50"), by=STAFF, key="form-1")
    assert till.stripe.sessions[till.link(order).session_id]["amount_total"] == 10000
    record_payment(order, method="transfer", amount=Decimal("100.00"), by=STAFF, key="form-2")
    with pytest.raises(DomainError) as refused:
        till.link(order)
    assert (refused.value.code, status_of(order)) == ("nothing_due", ("paid", "transfer"))


def test_without_an_account_nobody_is_asked(counter, stripe):
    from orders.tests.factories import make_order

    order = make_order(counter.shop, (counter.roll, 1))
    with pytest.raises(DomainError) as refused:
        payment_links.create_payment_link(order, by=AGENT)
    assert (refused.value.code, stripe.calls, Payment.objects.count()) == ("no_account", [], 0)


@pytest.mark.parametrize("trouble", [Vanish(), Response(500, {"error": {"message": "oops", "type": "api_error"}})])
def test_a_lost_answer_costs_no_second_session(till, trouble):
    order = till.order()
    till.stripe.fail(SESSIONS, trouble)
    with pytest.raises(ProviderError):
        till.link(order)
    assert Payment.objects.get().state == "started"
    till.link(order)
    assert len(till.stripe.sessions) == Payment.objects.count() == 1
    assert len({call.headers["idempotency-key"] for call in till.stripe.list_calls(SESSIONS)}) == 1


def test_a_death_between_stripes_answer_and_our_commit_costs_no_second_session(till, monkeypatch):
    order = till.order()

    def die(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(payment_links, "_keep", die)
        with pytest.raises(KeyboardInterrupt):
            till.link(order)
    [made] = till.stripe.sessions
    assert Payment.objects.get().session_id == ""
    link = till.link(order)
    assert (link.session_id, len(till.stripe.sessions)) == (made, 1)


def test_a_payment_of_a_session_that_we_never_wrote_down_is_found_by_its_name(till, monkeypatch):
    order = till.order()
    with monkeypatch.context() as patched:
        patched.setattr(payment_links, "_keep", lambda payment, session: payment)
        till.link(order)
    [session] = till.stripe.sessions
    till.hear(till.stripe.pay(session))
    row = Payment.objects.get()
    assert (row.state, row.session_id, status_of(order)) == ("succeeded", session, ("paid", "stripe"))


def test_other_words_for_the_same_request_are_given_up_for_a_fresh_one(till, settings):
    order = till.order()
    till.stripe.fail(SESSIONS, Vanish())
    with pytest.raises(ProviderError):
        till.link(order)
    settings.PUBLIC_URL = "https://new.example.com"
    link = till.link(order)
    assert link.state == "open"
    assert till.stripe.sessions[link.session_id]["success_url"].startswith("https://new.example.com/pay/")
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["expired", "open"]


def test_a_link_that_ends_soon_is_replaced(till):
    order = till.order()
    old = till.link(order)
    Payment.objects.update(expires_at=timezone.now() + timedelta(minutes=20))
    new = till.link(order)
    assert new.session_id != old.session_id
    assert till.stripe.sessions[old.session_id]["status"] == "expired"


def test_a_key_that_stripe_does_not_take_any_more_is_told_to_the_shop(till):
    order = till.order()
    till.stripe.key = "sk_test_another"
    with pytest.raises(ProviderError) as failed:
        till.link(order)
    assert (failed.value.permanent, till.alerts()) == (True, [("payments_stopped", "")])
    connect_account(till.shop, key="sk_test_another")
    assert till.alerts() == []


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_make_one_session(shop, stripe):
    from catalog.tests.factories import ProductFactory
    from orders.tests.factories import make_order

    with tenant_scope(shop):
        connect_account(shop, key=KEY)
        order = make_order(shop, (ProductFactory(tenant=shop, stock=5), 2))
    links, errors = [], []

    def click():
        try:
            with tenant_scope(shop):
                links.append(payment_links.create_payment_link(Order.objects.get(pk=order.pk), by=AGENT).url)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert (len(links), len(set(links)), len(stripe.sessions)) == (10, 1, 1)
    with scopes_disabled():
        assert Payment.objects.count() == 1
