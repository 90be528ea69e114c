"""Choosing a plan, changing it from the next month on, and the month so far."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine

from billing.models import DayReplies, Plan, Subscription
from billing.plans import choose_plan, end_plan, find_subscription, get_standing
from billing.tests.factories import make_plan
from lib.errors import DomainError
from tenants.models import AuditEvent
from tenants.scoping import tenant_scope


@pytest.fixture
def plans(db):
    return make_plan(), make_plan(name="Big", monthly_price=300, included_messages=5000)


@pytest.fixture
def _november():
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        yield


pytestmark = pytest.mark.usefixtures("_november")


def months(shop):
    rows = Subscription.objects.order_by("since")
    return [(row.plan.name, row.since.month, row.until and row.until.month) for row in rows]


def test_the_first_plan_holds_now_and_another_one_from_the_next_month(shop, plans):
    basic, big = plans
    with tenant_scope(shop):
        assert get_standing(shop) is None
        choose_plan(shop, plan_id=basic.public_id, actor="dana")
        assert months(shop) == [("Basic", 11, None)]
        choose_plan(shop, plan_id=big.public_id, actor="dana")
        choose_plan(shop, plan_id=big.public_id, actor="dana")
        assert months(shop) == [("Basic", 11, 12), ("Big", 12, None)]
        assert find_subscription(date(2026, 11, 30)).plan == basic
        assert find_subscription(date(2026, 12, 1)).plan == big
        assert get_standing(shop).following.plan == big
        choose_plan(shop, plan_id=basic.public_id, actor="dana")
        assert months(shop) == [("Basic", 11, None)]
        assert AuditEvent.objects.filter(action="plan_chosen", actor="dana").count() == 4


def test_a_plan_ends_with_the_month_and_can_be_taken_back(shop, plans):
    basic, _big = plans
    with tenant_scope(shop):
        with pytest.raises(DomainError):
            end_plan(shop, actor="dana")
        choose_plan(shop, plan_id=basic.public_id, actor="dana")
        end_plan(shop, actor="dana")
        assert (months(shop), get_standing(shop).following) == ([("Basic", 11, 12)], None)
        assert find_subscription(date(2026, 12, 1)) is None
        choose_plan(shop, plan_id=basic.public_id, actor="dana")
        assert months(shop) == [("Basic", 11, None)]


def test_what_is_not_offered_cannot_be_chosen(shop, plans):
    Plan.objects.update(is_offered=False)
    with tenant_scope(shop):
        for plan_id in (plans[0].public_id, uuid4()):
            with pytest.raises(DomainError):
                choose_plan(shop, plan_id=plan_id, actor="dana")
        assert months(shop) == []


def test_the_month_so_far_is_what_its_invoice_would_be(shop, other_shop, plans):
    with tenant_scope(other_shop):
        DayReplies.objects.create(tenant=other_shop, day=date(2026, 11, 2), replies=999)
    with tenant_scope(shop):
        choose_plan(shop, plan_id=plans[0].public_id, actor="dana")
        DayReplies.objects.create(tenant=shop, day=date(2026, 10, 31), replies=50)
        DayReplies.objects.create(tenant=shop, day=date(2026, 11, 1), replies=110)
        standing = get_standing(shop)
    assert (standing.use.messages, standing.percent, standing.bill.total) == (110, 110, Decimal("102.40"))
