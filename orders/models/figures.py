"""How many orders there are and what they are worth, without counting them."""

from django.db import models

from tenants.scoping import TenantModel


class DayFigure(TenantModel):
    """A change of what a shop's orders of one day add up to; the sum of all rows is the truth.

    Written by a trigger on orders in the same transaction, so nothing that changes an order can forget it, and nobody
    waits for anybody: rows are only ever added. `orders.analytics.figures.compact_figures` makes few of many.
    """

    # No foreign key in the database: the orders of a shop that is deleted are still counted down while it goes.
    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    # Of the day on which the order was made, in the shop's time zone.
    day = models.DateField()
    status = models.CharField(max_length=12)
    source = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    orders = models.BigIntegerField()
    total = models.DecimalField(max_digits=24, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["tenant", "day"], name="day_figures")]

    def __str__(self) -> str:
        return f"{self.day} {self.status}: {self.orders}"


class DaySale(TenantModel):
    """What was sold of a product in a day's orders that are not cancelled; kept by orders/analytics/day_sales.py."""

    day = models.DateField()
    # No foreign key in the database: a product that is deleted was never sold, and rows are written by the thousand.
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    currency = models.CharField(max_length=3)
    orders = models.PositiveIntegerField()
    quantity = models.DecimalField(max_digits=18, decimal_places=3)
    total = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "day", "product", "currency"], name="day_sale_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.product_id}: {self.orders}"
