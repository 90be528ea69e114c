"""The money: orders, what happened to them, and what hangs on them. One file per subject."""

from orders.models.answers import ApiAnswer
from orders.models.figures import DayFigure
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
from orders.models.words import OrderWords

__all__ = [
    "STATUS_CHOICES",
    "Actor",
    "ApiAnswer",
    "DayFigure",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderLine",
    "OrderWords",
    "Recap",
    "new_tracking_key",
]
