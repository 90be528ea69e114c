"""The money: orders, what happened to them, and what hangs on them. One file per subject."""

from orders.models.change_request import ChangeRequest, RequestKind, RequestState
from orders.models.intake import (
    LookAlike,
    LookAlikeState,
    OrderLink,
    OriginPush,
    PushState,
    Site,
    StoreIntake,
)
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
    "STATUS_CHOICES",
    "Actor",
    "ChangeRequest",
    "LookAlike",
    "LookAlikeState",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderLine",
    "OrderLink",
    "OrderRules",
    "OriginPush",
    "PushState",
    "Recap",
    "RequestKind",
    "RequestState",
    "Site",
    "Source",
    "StoreIntake",
    "new_tracking_key",
]
