"""The money: orders, what happened to them, and what hangs on them. One file per subject."""

from orders.models.order import (
    STATUS_CHOICES,
    Actor,
    Order,
    OrderCounter,
    OrderEvent,
    OrderLine,
    Recap,
    new_tracking_key,
)

__all__ = [
    "STATUS_CHOICES",
    "Actor",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderLine",
    "Recap",
    "new_tracking_key",
]
