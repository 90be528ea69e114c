"""What an order cost in models: its conversation, divided over the orders that came from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count

from billing.selectors import TalkCost, get_conversation_costs
from orders.models import Order
from tenants.analytics.periods import Period
from tenants.analytics.young_figures import at_most_a_minute_old

# An average of so many says what a look at all of them would; a year of orders is not walked for it.
MOST_ORDERS = 500


@dataclass(frozen=True)
class OrderCost:
    """`cost_usd` is this order's part of its conversation's cost, None when no price is known."""

    public_id: UUID
    number: str
    conversation_id: UUID
    orders: int
    cost_usd: Decimal | None


def list_order_costs(period: Period) -> list[OrderCost]:
    """Of the newest 500 orders of these days that came from a conversation, the dearest first."""
    return at_most_a_minute_old("order-costs", period.first, period.last, count=lambda: _list_order_costs(period))


def _list_order_costs(period: Period) -> list[OrderCost]:
    rows = list(
        Order.objects.filter(created_at__gte=period.start, created_at__lt=period.end, conversation__isnull=False)
        .order_by("-created_at", "-id")
        .values_list("public_id", "number", "conversation_id", "conversation__public_id")[:MOST_ORDERS]
    )
    shares = count_orders([row[2] for row in rows])
    costs = get_conversation_costs(row[3] for row in rows)
    found = [
        OrderCost(public_id, number, talk, shares[talk_pk], _part(costs.get(talk), shares[talk_pk]))
        for public_id, number, talk_pk, talk in rows
    ]
    return sorted(found, key=lambda one: (one.cost_usd or Decimal(0), one.number), reverse=True)


def count_orders(conversation_pks: Sequence[int]) -> dict[int, int]:
    """How many orders came from each of these conversations, whenever they were made."""
    rows = Order.objects.filter(conversation_id__in=set(conversation_pks)).order_by()
    return dict(rows.values_list("conversation_id").annotate(Count("id")))


def average(costs: Sequence[OrderCost]) -> Decimal | None:
    """Over those whose cost is known; None without any."""
    known = [one.cost_usd for one in costs if one.cost_usd is not None]
    return sum(known, Decimal(0)) / len(known) if known else None


def _part(cost: TalkCost | None, orders: int) -> Decimal | None:
    """An order whose conversation needed no model cost nothing."""
    if cost is None:
        return Decimal(0)
    return cost.cost_usd / orders if cost.cost_usd is not None else None
