"""All shops at once, for those who run the installation: cost, replies, plan and margin of a month."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum

from billing.invoicing import Use, make_bill
from billing.models import DayReplies, DayUsage, Invoice, InvoiceState, Plan, Subscription
from billing.months import last_day
from billing.plans import margin_of, terms_of
from lib.money import ZERO
from tenants.models import Tenant
from tenants.scoping import scopes_disabled

NOTHING: dict[str, Any] = {"calls": 0, "unpriced_calls": 0, "cost_usd": ZERO}


@dataclass(frozen=True)
class ShopLine:
    """Amounts before tax in the plan's currency, the cost of models in US dollars; None without a plan."""

    tenant: Tenant
    plan: Plan | None
    replies: int
    calls: int
    unpriced_calls: int
    cost_usd: Decimal
    revenue: Decimal | None
    margin: Decimal | None
    invoice: Invoice | None


SORTS: dict[str, Callable[[ShopLine], tuple[object, ...]]] = {
    "name": lambda line: (line.tenant.name.casefold(),),
    "plan": lambda line: (line.plan.name.casefold() if line.plan else "",),
    "replies": lambda line: (line.replies,),
    "cost": lambda line: (line.cost_usd,),
    "revenue": lambda line: (line.revenue is not None, line.revenue or ZERO),
    "margin": lambda line: (line.margin is not None, line.margin or ZERO),
}


def list_shops(month: date) -> list[ShopLine]:
    """Every shop in a month, named by its first day; of the month that runs, what it would be if it ended now."""
    with scopes_disabled():
        days = {"day__gte": month, "day__lte": last_day(month)}
        used = _by_shop(
            DayUsage.objects.filter(**days), calls=Sum("calls"), unpriced_calls=Sum("unpriced_calls"),
            cost_usd=Sum("cost_usd"),
        )  # fmt: skip
        sent = _by_shop(DayReplies.objects.filter(**days), replies=Sum("replies"))
        plans = {
            row.tenant_id: row.plan
            for row in Subscription.objects.select_related("plan")
            .filter(since__lte=month)
            .filter(Q(until__isnull=True) | Q(until__gt=month))
        }
        invoices = {row.tenant_id: row for row in Invoice.objects.filter(month=month, state=InvoiceState.ISSUED)}
        shops = list(Tenant.objects.all())
    costs = {row["tenant_id"]: row for row in used}
    replies = {row["tenant_id"]: row["replies"] for row in sent}
    return [
        _line(
            shop, plans.get(shop.pk), Use(replies.get(shop.pk, 0), costs.get(shop.pk, NOTHING)["cost_usd"]),
            costs.get(shop.pk, NOTHING), invoices.get(shop.pk),
        )
        for shop in shops
    ]  # fmt: skip


def sort_shops(lines: Iterable[ShopLine], *, by: str) -> list[ShopLine]:
    """By a name in SORTS, a minus before it for the largest first; anything else sorts by cost, the dearest first."""
    name = by.removeprefix("-")
    if name not in SORTS:
        by = name = "-cost"
    return sorted(lines, key=SORTS[name.removeprefix("-")], reverse=by.startswith("-"))


def _by_shop(rows: QuerySet[Any], **sums: Sum) -> list[dict[str, Any]]:
    return list(rows.order_by().values("tenant_id").annotate(**sums))


def _line(shop: Tenant, plan: Plan | None, use: Use, calls: dict[str, Any], invoice: Invoice | None) -> ShopLine:
    revenue = _revenue(plan, use, invoice)
    return ShopLine(
        shop, plan, use.messages, calls["calls"], calls["unpriced_calls"], use.cost_usd,
        revenue, margin_of(revenue, plan, use) if plan and revenue is not None else None, invoice,
    )  # fmt: skip


def _revenue(plan: Plan | None, use: Use, invoice: Invoice | None) -> Decimal | None:
    """What was invoiced, else what would be."""
    if invoice is not None:
        return invoice.subtotal
    return make_bill(terms_of(plan), use, tax_percent=ZERO).subtotal if plan else None
