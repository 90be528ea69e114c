"""The money: orders, what happened to them, and what hangs on them. One file per subject."""

from orders.models.change_request import ChangeRequest, RequestKind, RequestState
from orders.models.confirmation import OUTSIDE, Confirmation, ConfirmationRules, ConfirmationState, OnSilence, Step
from orders.models.order import (
    STATUS_CHOICES,
    Actor,
    Order,
    OrderCounter,
    OrderEvent,
    OrderLine,
    Recap,
    Source,
    new_tracking_key,
)
from orders.models.rules import OrderRules

__all__ = [
    "OUTSIDE",
    "STATUS_CHOICES",
    "Actor",
    "ChangeRequest",
    "Confirmation",
    "ConfirmationRules",
    "ConfirmationState",
    "OnSilence",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderLine",
    "OrderRules",
    "Recap",
    "RequestKind",
    "RequestState",
    "Source",
    "Step",
    "new_tracking_key",
]
