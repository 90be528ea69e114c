"""Which plan a shop has, and what this month will cost it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from billing.invoicing import Bill, Terms, Use, make_bill
from billing.models import DayUsage, Issuer, Plan, Subscription
from billing.months import last_day, next_month
from billing.periods import today
from billing.replies import get_replies
from billing.selectors import sum_days
from lib.errors import DomainError
from lib.money import ZERO
from tenants.models import Tenant
from tenants.services import record_audit


@dataclass(frozen=True)
class Standing:
    """A shop's month so far. `following` is what comes after a change that was asked for; None when nothing ends."""

    subscription: Subscription
    use: Use
    bill: Bill
    following: Subscription | None

    @property
    def percent(self) -> int | None:
        """How many of the included replies are used; None when none are included."""
        included = self.subscription.plan.included_messages
        return self.use.messages * 100 // included if included else None


def terms_of(plan: Plan) -> Terms:
    return Terms(
        plan.name, plan.currency, plan.monthly_price, plan.included_messages, plan.price_per_message,
        passes_model_cost=plan.passes_model_cost, margin_percent=plan.margin_percent, usd_rate=plan.usd_rate,
    )  # fmt: skip


def list_plans() -> QuerySet[Plan]:
    return Plan.objects.filter(is_offered=True)


def find_subscription(month: date) -> Subscription | None:
    """The current tenant's in a month, named by one of its days."""
    rows = Subscription.objects.select_related("plan").filter(since__lte=month)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=month)).first()


def get_standing(tenant: Tenant) -> Standing | None:
    """None without a plan. The bill is what it would be if the month ended now."""
    day = today(tenant.zone)
    subscription = find_subscription(day)
    if subscription is None:
        return None
    use = get_use(day)
    following = find_subscription(subscription.until) if subscription.until else None
    return Standing(subscription, use, get_bill(subscription.plan, use), following)


def get_use(month: date) -> Use:
    """What counts for the current tenant's bill of a month, named by one of its days."""
    first, last = month.replace(day=1), last_day(month)
    return Use(get_replies(first, last), sum_days(DayUsage.objects.filter(day__gte=first, day__lte=last)).cost_usd)


def get_bill(plan: Plan, use: Use) -> Bill:
    issuer = Issuer.objects.first()
    return make_bill(terms_of(plan), use, tax_percent=issuer.tax_percent if issuer else ZERO)


@transaction.atomic
def choose_plan(tenant: Tenant, *, plan_id: UUID, actor: str) -> Subscription:
    """A first plan holds from this month on, another one from the next: months are never split.

    Choosing the present plan takes a change back. Raises DomainError `no_such_plan`.
    """
    plan = Plan.objects.filter(public_id=plan_id, is_offered=True).first()
    if plan is None:
        raise DomainError("no_such_plan", "This plan cannot be chosen any more.")
    current = _open_from_now(tenant)
    month = today(tenant.zone).replace(day=1)
    if current is not None and current.plan_id == plan.pk:
        current.until = None
        current.save(update_fields=["until"])
        chosen = current
    else:
        if current is not None:
            _end(current, tenant)
        since = next_month(month) if current is not None else month
        chosen = Subscription.objects.create(tenant=tenant, plan=plan, since=since)
    record_audit(tenant, actor=actor, action="plan_chosen", target=plan.name, since=chosen.since.isoformat())
    return chosen


@transaction.atomic
def end_plan(tenant: Tenant, *, actor: str) -> None:
    """Nothing is subscribed to from the next month on. Raises DomainError `no_plan`."""
    current = _open_from_now(tenant)
    if current is None:
        raise DomainError("no_plan", "There is no plan that could end.")
    _end(current, tenant)
    record_audit(tenant, actor=actor, action="plan_ended", target=current.plan.name)


def _open_from_now(tenant: Tenant) -> Subscription | None:
    """This month's subscription, alone and locked: what was asked for later is forgotten."""
    Tenant.objects.select_for_update().get(pk=tenant.pk)
    month = today(tenant.zone).replace(day=1)
    Subscription.objects.filter(since__gt=month).delete()
    return find_subscription(month)


def _end(subscription: Subscription, tenant: Tenant) -> None:
    subscription.until = next_month(today(tenant.zone))
    subscription.save(update_fields=["until"])


def margin_of(revenue: Decimal, plan: Plan, use: Use) -> Decimal:
    """What is left of a month's amount before tax when the models are paid, in the plan's currency, not rounded."""
    return revenue - use.cost_usd * plan.usd_rate
