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
from orders.models.payment import (
    METHOD_CHOICES,
    PAYMENT_STATUS_CHOICES,
    Payment,
    PaymentAccount,
    PaymentEvent,
    PaymentEventState,
    PaymentKind,
    PaymentState,
)

__all__ = [
    "METHOD_CHOICES",
    "PAYMENT_STATUS_CHOICES",
    "STATUS_CHOICES",
    "Actor",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderLine",
    "Payment",
    "PaymentAccount",
    "PaymentEvent",
    "PaymentEventState",
    "PaymentKind",
    "PaymentState",
    "Recap",
    "new_tracking_key",
]
