"""The admin of plans and invoices: for superusers; an invoice is made void, never edited."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from billing.models import Invoice, InvoiceCounter, Issuer, Plan
from billing.tests.factories import make_invoice_row, make_plan, subscribe
from tenants.models import Role
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

ROOT = "/admin/billing/"


@pytest.fixture
def boss(client, db):
    client.force_login(User.objects.create_superuser("boss"))
    return client


def test_an_operator_offers_a_plan_and_names_the_issuer_once(boss):
    form = {"name": "Basic", "currency": "ILS", "monthly_price": "99.90", "included_messages": "100"}
    more = {"price_per_message": "0.25", "margin_percent": "0", "usd_rate": "3.7", "is_offered": "on"}
    assert boss.post(f"{ROOT}plan/add/", form | more).status_code == 302
    assert Plan.objects.get().usd_rate == Decimal("3.7")
    assert boss.post(f"{ROOT}plan/add/", form | more | {"monthly_price": "-1"}).status_code == 200
    assert boss.post(f"{ROOT}issuer/add/", {"name": "Desk Ltd", "tax_percent": "18"}).status_code == 302
    assert Issuer.objects.get().pk == 1
    assert boss.post(f"{ROOT}issuer/add/", {"name": "Second", "tax_percent": "18"}).status_code == 403
    InvoiceCounter.objects.create(year=2026, last=3)
    pages = ["plan/", f"plan/{Plan.objects.get().pk}/change/", "issuer/", "issuer/1/change/", "invoicecounter/"]
    assert {boss.get(ROOT + page).status_code for page in pages} == {200}
    assert boss.post(f"{ROOT}plan/{Plan.objects.get().pk}/delete/", {"post": "yes"}).status_code == 403


def act(client, action, invoice):
    return client.post(f"{ROOT}invoice/", {"action": action, "_selected_action": [invoice.pk]})


def states():
    with scopes_disabled():
        return [(row.state, row.total) for row in Invoice.objects.order_by("id")]


def test_an_invoice_is_replaced_or_stays_as_it_is(boss, shop):
    with tenant_scope(shop):
        subscribe(shop, make_plan(), since=date(2026, 9, 1))
        invoice = make_invoice_row(shop)
    act(boss, "replace", invoice)
    assert states() == [("issued", 100)]
    Issuer.objects.create(pk=1, name="Desk")
    act(boss, "replace", invoice)
    assert [state for state, _total in states()] == ["void", "issued"]
    act(boss, "make_void", invoice)
    assert [state for state, _total in states()] == ["void", "issued"]


def test_staff_of_a_shop_cannot_touch_them(client, shop):
    plan = make_plan()
    user = UserFactory(is_staff=True)
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.OWNER)
        invoice = make_invoice_row(shop)
    client.force_login(user)
    assert {client.get(f"{ROOT}{page}").status_code for page in ("plan/", "issuer/", "invoicecounter/")} == {403}
    assert client.post(f"{ROOT}plan/{plan.pk}/change/", {"monthly_price": "0"}).status_code == 403
    act(client, "make_void", invoice)
    assert client.post(f"{ROOT}invoice/{invoice.pk}/change/", {"total": "0"}).status_code == 403
    assert states() == [("issued", 100)]
