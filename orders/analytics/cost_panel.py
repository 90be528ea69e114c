"""The panel's page about what conversations and orders cost in models."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.asked_days import asked_period
from billing.selectors import TalkCost, list_dear_conversations
from billing.wording import dollars, number
from conversations.models import Conversation
from orders.analytics.costs import MOST_ORDERS, average, count_orders, list_order_costs
from tenants.analytics.periods import PRESETS, Period
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

SHOWN = 20


@dataclass(frozen=True)
class TalkLine:
    """A conversation's cost in words; `orders` is how many came from it. One that was erased has no customer."""

    conversation: Conversation | None
    calls: str
    tokens: str
    cost: str
    orders: int
    is_priced: bool


@require_safe
@member_view(role=Role.MANAGER)
def costs(request: MemberRequest) -> HttpResponse:
    """The dearest conversations and orders of some days. 422 for days that cannot be."""
    period, problem = asked_period(request.GET, zone=request.tenant.zone)
    orders = list_order_costs(period)
    context = page_context(
        request, section="billing", part="costs", period=period, presets=PRESETS, problem=problem,
        talks=_talk_lines(period), average=dollars(average(orders)), looked_at=len(orders), most=MOST_ORDERS,
        orders=[(one, dollars(one.cost_usd)) for one in orders[:SHOWN]], language_next=request.get_full_path(),
    )  # fmt: skip
    return render(request, "panel/costs.html", context, status=422 if problem else 200)


@require_safe
@member_view(role=Role.MANAGER)
def order_average(request: MemberRequest) -> HttpResponse:
    """The average alone, for the page of usage."""
    period, _problem = asked_period(request.GET, zone=request.tenant.zone)
    context = {"tenant": request.tenant, "period": period, "average": dollars(average(list_order_costs(period)))}
    return render(request, "panel/order_average.html", context)


def _talk_lines(period: Period) -> list[TalkLine]:
    dear = list_dear_conversations(period.first, period.last, count=SHOWN)
    rows = Conversation.objects.select_related("customer").filter(public_id__in=[one.conversation_id for one in dear])
    known = {row.public_id: row for row in rows}
    counts = count_orders([row.pk for row in known.values()])
    return [_talk_line(one, known.get(one.conversation_id), counts) for one in dear]


def _talk_line(one: TalkCost, conversation: Conversation | None, counts: dict[int, int]) -> TalkLine:
    orders = counts.get(conversation.pk, 0) if conversation else 0
    return TalkLine(
        conversation, number(one.calls), number(one.tokens), dollars(one.cost_usd), orders, is_priced=one.is_priced
    )
