"""What was sold of each product on a day: the statement that counts it, for rows that are kept and live."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from orders.models import DaySale, Order
from tenants.analytics.day_sums import DaySums, oldest
from tenants.analytics.periods import Period
from tenants.scoping import current_tenant_id

SALES = """
SELECT (sold.created_at AT TIME ZONE %(zone)s)::date AS day, line.product_id, sold.currency, count(*),
    sum(line.quantity), sum(line.subtotal)
FROM orders_order AS sold JOIN orders_orderline AS line ON line.order_id = sold.id
WHERE sold.tenant_id = %(shop)s AND sold.created_at >= %(start)s AND sold.created_at < %(end)s
    AND sold.status <> 'cancelled'
GROUP BY 1, 2, 3
"""
KEEP = f"""
INSERT INTO orders_daysale (tenant_id, day, product_id, currency, orders, quantity, total)
SELECT %(shop)s, sums.* FROM ({SALES}) AS sums
"""  # noqa: S608


class Sale(NamedTuple):
    """Of one product, day and currency; an order has a product once."""

    day: date
    product_id: int
    currency: str
    orders: int
    quantity: Decimal
    total: Decimal


def count_sales(period: Period) -> list[Sale]:
    """Of the current tenant, from the orders themselves."""
    with connection.cursor() as cursor:
        cursor.execute(SALES, _values(period))
        return [Sale(*row) for row in cursor.fetchall()]


def insert(period: Period) -> None:
    """Keep the sums of days that have no rows."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP, _values(period))


def _values(period: Period) -> dict[str, Any]:
    return {"shop": current_tenant_id(), "zone": period.zone.key, "start": period.start, "end": period.end}


SUMS = DaySums("orders", (DaySale,), insert, lambda: oldest(Order))
