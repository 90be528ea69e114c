"""The public way to pay: one address that always works, and a kind word where Stripe does not."""

import pytest
from django.test import Client

from lib.testing.server import Response, Vanish
from orders.models import Payment
from orders.payments.services import record_payment
from orders.services import cancel_order
from orders.tests.factories import STAFF, make_order
from orders.tests.payments.conftest import status_of
from tenants.scoping import tenant_scope

SESSIONS = "POST /v1/checkout/sessions"
ENGLISH = {"Accept-Language": "en"}


def open_link(order, **headers):
    return Client().get(f"/pay/{order.tracking_key}", headers={**ENGLISH, **headers})


def tracking_page(order):
    return f"/track/{order.number}?key={order.tracking_key}"


def test_the_address_leads_to_a_fresh_session_and_says_nothing_of_itself(till):
    order = till.order()
    first, second = open_link(order), open_link(order)
    [session] = till.stripe.sessions.values()
    assert (first.status_code, first["Location"], second["Location"]) == (303, session["url"], session["url"])
    assert first["Referrer-Policy"] == "no-referrer"
    assert "no-store" in first["Cache-Control"]
    assert Payment.objects.get().actor == "customer"


@pytest.mark.parametrize("trouble", [Vanish(), Response(500, {}), Response(429, {}), Response(401, {})])
def test_when_stripe_is_away_the_order_is_safe_and_is_paid_on_delivery(till, trouble):
    order = till.order()
    till.stripe.fail(SESSIONS, trouble)
    answer = open_link(order)
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "pay on delivery" in page
    assert tracking_page(order) in page
    assert status_of(order) == ("unpaid", "cash")
    assert open_link(order).status_code == 303


def test_without_an_account_it_says_how_it_is_paid(counter, stripe):
    order = make_order(counter.shop, (counter.roll, 1))
    answer = open_link(order)
    assert (answer.status_code, "paid on delivery" in answer.content.decode()) == (200, True)
    assert stripe.calls == []


def test_paid_and_cancelled_orders_lead_to_their_page(till):
    paid, _charge = till.paid_order()
    cancelled = till.order((till.counter.roll, 2))
    cancel_order(cancelled, by=STAFF)
    for order in (paid, cancelled):
        assert open_link(order)["Location"] == tracking_page(order)


def test_an_unknown_key_and_a_closed_shop_look_the_same(till):
    order = till.order()
    till.shop.is_active = False
    till.shop.save()
    answers = [open_link(order), Client().get("/pay/nonsense"), Client().get("/pay/nonsense/done")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert till.stripe.sessions == {}


def test_a_machine_that_keeps_opening_the_link_is_stopped(till, monkeypatch):
    monkeypatch.setattr("orders.payments.pages.VISITS_PER_MINUTE", 3)
    order = till.order()
    codes = [open_link(order).status_code for _ in range(4)]
    assert (codes[0], codes[-1], len(till.stripe.sessions)) == (303, 429, 1)


def test_only_looking_changes_nothing(till):
    order = till.order()
    assert Client().head(f"/pay/{order.tracking_key}").status_code == 405
    assert Client().post(f"/pay/{order.tracking_key}").status_code == 405
    assert not Payment.objects.exists()


def test_coming_back_from_stripe_leads_to_the_order_and_asks_what_became_of_it(till, monkeypatch):
    order = till.order()
    link = till.link(order)
    asked = []
    monkeypatch.setattr("orders.payments.pages.enqueue", lambda task, *ids: asked.append((task.name, *ids)))
    assert till.stripe.sessions[link.session_id]["success_url"].endswith(f"/pay/{order.tracking_key}/done")
    answer = Client().get(f"/pay/{order.tracking_key}/done")
    assert (answer.status_code, answer["Location"]) == (303, tracking_page(order))
    assert asked == [("orders.tasks.look_at_payment", till.shop.pk, link.pk)]


def test_the_orders_page_says_how_it_is_paid_and_offers_the_card(till):
    order = till.order()
    page = Client().get(tracking_page(order), headers=ENGLISH).content.decode()
    assert "You pay on delivery." in page
    assert f'href="/pay/{order.tracking_key}"' in page
    record_payment(order, method="cash", amount=order.total, by=STAFF, key="form-1")
    page = Client().get(tracking_page(order), headers=ENGLISH).content.decode()
    assert "Paid. Thank you!" in page
    assert "/pay/" not in page


def test_a_bare_number_says_nothing_about_money(till):
    order, _charge = till.paid_order()
    page = Client().get(f"/track/{order.number}", headers=ENGLISH).content.decode()
    assert "Paid" not in page


def test_the_link_of_one_shop_never_uses_the_account_of_another(till, other_shop):
    with tenant_scope(other_shop):
        theirs = make_order(other_shop)
    assert open_link(theirs).status_code == 200
    assert till.stripe.sessions == {}
