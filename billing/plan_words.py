"""Plans and the month so far, in words, for the panel."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from billing.invoicing import BillLine
from billing.models import Plan
from billing.plans import Standing
from billing.wording import money, number, unit_price


@dataclass(frozen=True)
class WordedPlan:
    public_id: UUID
    name: str
    price: str
    details: tuple[str, ...]
    is_current: bool
    is_next: bool


@dataclass(frozen=True)
class WordedStanding:
    """`percent` is None when no replies are included; `ends` when the plan ends and what comes then, else empty."""

    name: str
    replies: str
    included: str
    percent: int | None
    lines: tuple[tuple[str, str], ...]
    total: str
    ends: str

    @property
    def state(self) -> str:
        return "is-full" if (self.percent or 0) >= 100 else "is-high" if (self.percent or 0) >= 80 else ""


def word_plans(plans: Iterable[Plan], standing: Standing | None) -> list[WordedPlan]:
    """The plans on offer; which one holds now, and which one follows."""
    current = standing.subscription if standing else None
    following = standing.following if standing else None
    return [
        WordedPlan(
            plan.public_id, plan.name, money(plan.monthly_price, plan.currency), _details(plan),
            is_current=bool(current and current.plan_id == plan.pk),
            is_next=bool(following and following.plan_id == plan.pk),
        )
        for plan in plans
    ]  # fmt: skip


def word_standing(standing: Standing) -> WordedStanding:
    plan, bill = standing.subscription.plan, standing.bill
    lines = [(_line_name(line), money(line.amount, plan.currency)) for line in bill.lines]
    if bill.tax:
        lines.append((_("Tax"), money(bill.tax, plan.currency)))
    return WordedStanding(
        plan.name, number(standing.use.messages), number(plan.included_messages), standing.percent, tuple(lines),
        money(bill.total, plan.currency), _ends(standing),
    )  # fmt: skip


def _ends(standing: Standing) -> str:
    if standing.following:
        return _("From the next month on you have the plan %(name)s.") % {"name": standing.following.plan.name}
    return _("The plan ends with this month.") if standing.subscription.until else ""


def _line_name(line: BillLine) -> str:
    names = {"plan": _("Plan"), "messages": _("Replies above the plan"), "model_cost": _("Cost of the models")}
    return names[line.kind]


def _details(plan: Plan) -> tuple[str, ...]:
    words = []
    if plan.included_messages:
        words.append(_("%(count)s replies of the agent included") % {"count": number(plan.included_messages)})
    if plan.price_per_message:
        price = unit_price(plan.price_per_message.normalize(), plan.currency)
        words.append(_("%(price)s for each reply above") % {"price": price})
    if plan.passes_model_cost:
        words.append(_("plus what the models cost"))
    return tuple(words)
