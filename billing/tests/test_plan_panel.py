"""The pages of the plan and of invoices."""

from uuid import uuid4

import pytest

from billing.models import Plan, Subscription
from billing.tests.factories import make_invoice_row, make_plan
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PLAN, INVOICES = "/panel/valdman/billing/plan", "/panel/valdman/billing/invoices/"


def enter(client, shop, role):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=role)
    client.force_login(user)
    return client


@pytest.fixture
def owner(client, shop):
    return enter(client, shop, Role.OWNER)


def choose(client, plan, slug="valdman"):
    return client.post(f"/panel/{slug}/billing/plans/{plan.public_id}")


def chosen(shop):
    with tenant_scope(shop):
        return [(row.plan.name, row.until is None) for row in Subscription.objects.order_by("since")]


def test_an_owner_chooses_changes_and_ends_the_plan(owner, shop):
    basic, big = make_plan(), make_plan(name="Big", monthly_price=300)
    page = owner.get(PLAN).content.decode()
    assert "You have no plan" in page
    assert "₪99.90" in page
    assert choose(owner, basic).url == PLAN
    assert "of 100 included" in owner.get(PLAN).content.decode()
    choose(owner, big)
    choose(owner, big)
    assert chosen(shop) == [("Basic", False), ("Big", True)]
    assert "From the next month on you have the plan Big." in owner.get(PLAN).content.decode()
    choose(owner, basic)
    owner.post(PLAN + "/end")
    assert chosen(shop) == [("Basic", False)]
    assert "The plan ends with this month." in owner.get(PLAN).content.decode()
    Plan.objects.update(is_offered=False)
    choose(owner, big)
    assert "cannot be chosen any more" in owner.get(PLAN).content.decode()
    assert chosen(shop) == [("Basic", False)]


def test_a_manager_sees_the_plan_and_chooses_none(client, shop):
    plan = make_plan()
    manager = enter(client, shop, Role.MANAGER)
    assert "The owner of the shop chooses the plan." in manager.get(PLAN).content.decode()
    assert {choose(manager, plan).status_code, manager.post(PLAN + "/end").status_code} == {403}
    assert chosen(shop) == []


def test_an_invoice_is_read_and_taken_along(client, shop, django_assert_max_num_queries):
    with tenant_scope(shop):
        shop.name = "=Evil()"
        invoice = make_invoice_row(shop, state="void", void_reason="wrong address", payment_note="Bank 12")
    manager = enter(client, shop, Role.MANAGER)
    with django_assert_max_num_queries(12):
        assert invoice.number in manager.get(INVOICES).content.decode()
    page = manager.get(f"{INVOICES}{invoice.public_id}").content.decode()
    for words in ("Desk Ltd", "September 2026", "₪100.00", "This invoice is void", "wrong address", "Bank 12"):
        assert words in page
    pdf = manager.get(f"{INVOICES}{invoice.public_id}/pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pdf["Content-Disposition"] == f'attachment; filename="{invoice.number}.pdf"'
    for address in (f"{INVOICES}{invoice.public_id}/csv", INVOICES + "csv"):
        head, line = manager.get(address).content.decode("utf-8-sig").splitlines()
        assert head.startswith("number,date,month")
        assert "'=Evil()" in line


def test_who_answers_chats_sees_no_bills(client, shop):
    agent = enter(client, shop, Role.AGENT)
    assert {agent.get(page).status_code for page in (PLAN, INVOICES, INVOICES + "csv")} == {403}


def test_charlie_sees_and_changes_nothing(client, charlie, shop):
    plan = make_plan()
    with tenant_scope(shop):
        invoice = make_invoice_row(shop)
    before = rows_of(shop)
    client.force_login(charlie)
    for slug in ("valdman", "charlie"):
        root = f"/panel/{slug}/billing/invoices/{invoice.public_id}"
        assert {client.get(root + end).status_code for end in ("", "/pdf", "/csv")} == {404}
    assert invoice.number not in client.get("/panel/charlie/billing/invoices/csv").content.decode()
    assert {choose(client, plan).status_code, client.post(PLAN + "/end").status_code} == {404}
    assert client.post(f"/panel/charlie/billing/plans/{uuid4()}").status_code == 302
    assert rows_of(shop) == before
