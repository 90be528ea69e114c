"""All shops at once: for superusers, and for nobody else."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import User

from billing.models import DayReplies, DayUsage, Invoice, Issuer
from billing.operations import list_shops, sort_shops
from billing.tests.factories import make_invoice_row, make_plan, subscribe
from tenants.scoping import tenant_scope

PAGE = "/panel/operations/billing"


@pytest.fixture
def _october(shop, other_shop):
    plan = make_plan(usd_rate="3.5")
    for tenant, cost, replies in ((shop, "10", 104), (other_shop, "30", 0)):
        with tenant_scope(tenant):
            DayUsage.objects.create(
                tenant=tenant, day=date(2026, 10, 9), role="chat", provider="p", model="m", calls=3, cost_usd=cost,
                unpriced_calls=1,
            )  # fmt: skip
            DayReplies.objects.create(tenant=tenant, day=date(2026, 10, 31), replies=replies)
    with tenant_scope(shop):
        subscribe(shop, plan, since=date(2026, 10, 1))
        make_invoice_row(shop, month=date(2026, 10, 1))
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


pytestmark = pytest.mark.usefixtures("_october")


@pytest.fixture
def boss(client):
    client.force_login(User.objects.create_superuser("boss"))
    return client


def test_cost_replies_revenue_and_margin_of_each_shop():
    ours, theirs = sort_shops(list_shops(date(2026, 10, 1)), by="-revenue")
    assert (ours.tenant.slug, ours.replies, ours.calls, ours.cost_usd) == ("valdman", 104, 3, 10)
    assert (ours.revenue, ours.margin) == (100, 65)
    with tenant_scope(ours.tenant):
        Invoice.objects.all().delete()
    (again,) = [one for one in list_shops(date(2026, 10, 1)) if one.plan]
    assert (again.revenue, again.margin) == (Decimal("100.90"), Decimal("65.90"))
    assert (theirs.plan, theirs.revenue, theirs.margin, theirs.cost_usd) == (None, None, None, 30)
    orders = {
        by: [one.tenant.slug for one in sort_shops([ours, theirs], by=by)] for by in ("cost", "-margin", "name", "?")
    }
    assert orders == {
        "cost": ["valdman", "charlie"], "-margin": ["valdman", "charlie"], "name": ["charlie", "valdman"],
        "?": ["charlie", "valdman"],
    }  # fmt: skip


def test_an_operator_sees_sorts_and_takes_along(boss, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = boss.get(PAGE, {"month": "2026-10", "sort": "-margin"}).content.decode()
    assert page.index("₪65.00") < page.index("Charlie")
    assert "October 2026" in page
    assert "INV-2026-000009" in page
    assert "Name the issuer" in page
    Issuer.objects.create(pk=1, name="Desk")
    assert "Name the issuer" not in boss.get(PAGE).content.decode()
    table = boss.get(PAGE + "/csv", {"month": "2026-10"}).content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in table] == ["shop", "charlie", "valdman"]
    assert "November 2026" in boss.get(PAGE, {"month": "2999-01"}).content.decode()


def test_nobody_else_finds_it(client, charlie):
    assert {client.get(page).status_code for page in (PAGE, PAGE + "/csv")} == {302}
    client.force_login(charlie)
    assert {client.get(page).status_code for page in (PAGE, PAGE + "/csv")} == {404}
