"""The money: orders, what happened to them, and what hangs on them. One file per subject."""

from orders.models.answers import ApiAnswer
from orders.models.change_request import ChangeRequest, RequestKind, RequestState
from orders.models.confirmation import OUTSIDE, Confirmation, ConfirmationRules, ConfirmationState, OnSilence, Step
from orders.models.delivery import DAY_CHOICES, DeliveryArea, Fulfilment
from orders.models.figures import DayFigure, DaySale
from orders.models.intake import (
    LookAlike,
    LookAlikeState,
    OrderLink,
    OriginPush,
    PushState,
    Site,
    StoreIntake,
)
from orders.models.notice import Notice, NoticeState
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
from orders.models.promotion import DiscountKind, Promotion
from orders.models.rules import OrderRules
from orders.models.words import OrderWords

__all__ = [
    "DAY_CHOICES",
    "METHOD_CHOICES",
    "OUTSIDE",
    "PAYMENT_STATUS_CHOICES",
    "STATUS_CHOICES",
    "Actor",
    "ApiAnswer",
    "ChangeRequest",
    "Confirmation",
    "ConfirmationRules",
    "ConfirmationState",
    "DayFigure",
    "DaySale",
    "DeliveryArea",
    "DiscountKind",
    "Fulfilment",
    "LookAlike",
    "LookAlikeState",
    "Notice",
    "NoticeState",
    "OnSilence",
    "Order",
    "OrderCounter",
    "OrderEvent",
    "OrderLine",
    "OrderLink",
    "OrderRules",
    "OrderWords",
    "OriginPush",
    "Payment",
    "PaymentAccount",
    "PaymentEvent",
    "PaymentEventState",
    "PaymentKind",
    "PaymentState",
    "Promotion",
    "PushState",
    "Recap",
    "RequestKind",
    "RequestState",
    "Site",
    "Source",
    "Step",
    "StoreIntake",
    "new_tracking_key",
]
