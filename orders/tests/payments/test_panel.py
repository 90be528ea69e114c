"""The part of an order's page about its money: for staff of this shop, each by their role."""

from decimal import Decimal

import pytest

from orders.models import Payment
from orders.tests.payments.conftest import history_of, status_of
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

HTMX = {"HTTP_HX_REQUEST": "true"}


def sign_in(client, shop, role=Role.MANAGER, name="dana"):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, user=UserFactory(username=name), role=role).user)


def address(order, tail="payments", slug="valdman"):
    return f"/panel/{slug}/orders/{order.public_id}/{tail}"


def form(**values):
    return {"amount": "128.50", "method": "cash", "token": "t1", **values}


def test_the_part_shows_what_is_due_and_the_link_that_never_expires(client, till):
    order = till.order()
    sign_in(client, till.shop, Role.AGENT)
    page = client.get(address(order)).content.decode()
    assert "₪128.50" in page
    assert f"/pay/{order.tracking_key}" in page
    assert "Test mode" in page
    assert till.stripe.list_calls("POST /v1/checkout/sessions") == []


def test_a_poll_that_has_it_already_gets_nothing(client, till):
    order = till.order()
    sign_in(client, till.shop)
    mark = client.get(address(order)).context["card"].mark
    assert client.get(address(order), {"seen": mark}, **HTMX).status_code == 204
    till.hear(till.stripe.pay(till.link(order).session_id))
    assert client.get(address(order), {"seen": mark}, **HTMX).status_code == 200


def test_cash_is_recorded_once_and_by_whom(client, till):
    order = till.order()
    sign_in(client, till.shop, Role.AGENT)
    for _ in range(2):
        assert client.post(address(order, "paid"), form(), **HTMX).status_code == 200
    assert status_of(order) == ("paid", "cash")
    assert history_of(order) == [("payment", "staff", "dana", "128.5")]
    assert client.post(address(order, "paid"), form(token="t1")).status_code == 302


@pytest.mark.parametrize(
    "values", [{"amount": "128.51"}, {"amount": "abc"}, {"amount": ""}, {"amount": "-1"}, {"method": "stripe"},
               {"method": "beads"}, {"amount": "1e999"}]
)  # fmt: skip
def test_what_cannot_be_recorded_is_said_and_changes_nothing(client, till, values):
    order = till.order()
    sign_in(client, till.shop)
    before = rows_of(till.shop)
    response = client.post(address(order, "paid"), form(**values), **HTMX)
    assert (response.status_code, "notice is-error" in response.content.decode()) == (422, True)
    assert rows_of(till.shop) == before


def test_a_refund_in_the_panel_goes_through_stripe_once(client, till):
    order, charge = till.paid_order()
    sign_in(client, till.shop)
    for _ in range(2):
        response = client.post(address(order, "refund"), form(charge=charge.public_id, amount="28,50"), **HTMX)
        assert response.status_code == 200
    assert [one["amount"] for one in till.stripe.refunds.values()] == [2850]
    assert status_of(order)[0] == "partly_refunded"
    assert Payment.objects.get(kind="refund").actor_name == "dana"


def test_more_than_is_left_is_refused_in_the_readers_words(client, till):
    order, charge = till.paid_order()
    sign_in(client, till.shop)
    response = client.post(address(order, "refund"), form(charge=charge.public_id, amount="128.51"), **HTMX)
    assert response.status_code == 422
    assert "at most ₪128.50" in response.content.decode()
    assert till.stripe.refunds == {}


def test_only_managers_give_money_back(client, till):
    order, charge = till.paid_order()
    sign_in(client, till.shop, Role.AGENT)
    assert client.post(address(order, "refund"), form(charge=charge.public_id)).status_code == 403
    assert 'name="charge"' not in client.get(address(order)).content.decode()
    assert till.stripe.refunds == {}


def test_the_payment_of_another_order_cannot_be_refunded_here(client, till):
    _paid, charge = till.paid_order()
    other = till.order((till.counter.roll, 1))
    sign_in(client, till.shop)
    for name in (charge.public_id, "nonsense", ""):
        assert client.post(address(other, "refund"), form(charge=name)).status_code == 404
    assert till.stripe.refunds == {}


def test_charlie_sees_and_changes_nothing(client, till, other_shop):
    order, charge = till.paid_order()
    sign_in(client, other_shop, Role.OWNER, name="charlie")
    before = rows_of(till.shop)
    for slug in ("valdman", other_shop.slug):
        assert client.get(address(order, slug=slug)).status_code == 404
        assert client.post(address(order, "paid", slug), form()).status_code == 404
        assert client.post(address(order, "refund", slug), form(charge=charge.public_id)).status_code == 404
    assert (rows_of(till.shop), till.stripe.refunds) == (before, {})


def test_the_orders_history_names_the_money(client, till):
    order, _charge = till.paid_order()
    sign_in(client, till.shop)
    page = client.get(address(order, "")).content.decode()
    assert "₪128.50 paid · Card, by a payment link" in page
    assert "Payment link for ₪128.50" in page


def test_amounts_of_currencies_without_cents_have_none(client, shop, till):
    order = till.order()
    order.currency, order.total = "JPY", Decimal(500)
    order.save()
    sign_in(client, till.shop)
    page = client.get(address(order)).content.decode()
    assert 'step="1" value="500"' in page
