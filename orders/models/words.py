"""What an order is found by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from orders.models.order import Order
from tenants.scoping import TenantModel


class OrderWords(TenantModel):
    """The words of an order's number and of its customer's name, phone and e-mail address.

    Written by triggers on orders and customers, never by hand: docs/decisions/orders-at-size.md. A table of its own,
    because what a word's index is written for changes hardly ever: a new status touches no index here.
    """

    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="+")
    # The order's own: what is common is found by walking from the newest.
    created_at = models.DateTimeField()
    status = models.CharField(max_length=12, db_default="pending")
    # Each begins with the shop's key: a word that another shop uses often costs this one nothing.
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="order_words"),
            models.Index(fields=["tenant", "created_at", "order"], name="order_words_by_time"),
        ]

    def __str__(self) -> str:
        return f"words of {self.order_id}"
