"""What a shop's orders add up to, from the figures that a trigger keeps (orders.models.DayFigure)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Sum

from lib.money import ZERO, round_money
from orders.models import STATUS_CHOICES, DayFigure
from orders.states import Status
from tenants.scoping import current_tenant_id

# Days with several rows for one thing become one row each. Whoever reads meanwhile sees the old rows or the new ones.
COMPACT = """
WITH crowded AS (
    SELECT DISTINCT day FROM (
        SELECT day FROM orders_dayfigure WHERE tenant_id = %(shop)s
        GROUP BY day, status, source, currency HAVING count(*) > 1
    ) AS days
), gone AS (
    DELETE FROM orders_dayfigure WHERE tenant_id = %(shop)s AND day IN (SELECT day FROM crowded) RETURNING *
)
INSERT INTO orders_dayfigure (tenant_id, day, status, source, currency, orders, total)
SELECT tenant_id, day, status, source, currency, sum(orders), sum(total) FROM gone
GROUP BY tenant_id, day, status, source, currency HAVING sum(orders) <> 0 OR sum(total) <> 0
"""


@dataclass(frozen=True)
class Turnover:
    """Of orders that are not cancelled, in one currency. `average` is of one order, rounded to the currency."""

    currency: str
    orders: int
    revenue: Decimal
    average: Decimal


@dataclass(frozen=True)
class Figures:
    """`statuses` has every status; `sources` only those that have orders, cancelled ones included."""

    orders: int
    statuses: dict[str, int]
    sources: dict[str, int]
    turnover: list[Turnover]


def get_figures(*, first: date | None = None, last: date | None = None) -> Figures:
    """The current tenant's orders made from `first` to `last`, both included, in the shop's own days."""
    rows = DayFigure.objects.order_by()
    if first:
        rows = rows.filter(day__gte=first)
    if last:
        rows = rows.filter(day__lte=last)
    groups = rows.values_list("status", "source", "currency").annotate(Sum("orders"), Sum("total"))
    return _add_up([group for group in groups if group[3] or group[4]])


@transaction.atomic
def compact_figures() -> None:
    """Make one row of several for the same thing: what they add up to stays what it was."""
    shop = current_tenant_id()
    with connection.cursor() as cursor:
        # The lock that changes of orders take, too: a shop that is counted anew waits for this, and this for it.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('orders_dayfigure'), %s::integer)", [shop])
        cursor.execute(COMPACT, {"shop": shop})


def _add_up(groups: Iterable[tuple[str, str, str, int, Decimal]]) -> Figures:
    statuses = dict.fromkeys((status for status, _label in STATUS_CHOICES), 0)
    sources: dict[str, int] = {}
    sold: dict[str, tuple[int, Decimal]] = {}
    for status, source, currency, orders, total in groups:
        statuses[status] += orders
        sources[source] = sources.get(source, 0) + orders
        if status != Status.CANCELLED:
            before = sold.get(currency, (0, ZERO))
            sold[currency] = (before[0] + orders, before[1] + total)
    turnover = [_turnover(currency, *sums) for currency, sums in sorted(sold.items()) if sums[0]]
    return Figures(sum(statuses.values()), statuses, dict(sorted(sources.items())), turnover)


def _turnover(currency: str, orders: int, revenue: Decimal) -> Turnover:
    return Turnover(currency, orders, revenue, round_money(revenue / orders, currency))
