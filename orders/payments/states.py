"""What is known about the money of an order: how far a payment may move, and what the sums mean. Pure."""

from enum import StrEnum

from lib.money import ZERO
from orders.pricing import Balance


class Method(StrEnum):
    """How an order is paid. Cash on delivery unless something else has happened."""

    CASH = "cash"
    STRIPE = "stripe"
    TRANSFER = "transfer"
    OTHER = "other"


class PaymentStatus(StrEnum):
    UNPAID = "unpaid"
    PENDING = "pending"
    FAILED = "failed"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"


# Messages arrive in any order: a state with a lower rank is older news. A link that we closed may still turn out paid,
# money is never taken back by a late "failed"; a refund that had succeeded may bounce.
_CHARGE = {"started": 0, "open": 1, "expired": 2, "pending": 3, "failed": 4, "succeeded": 5}
_REFUND = {"started": 0, "pending": 1, "succeeded": 2, "failed": 3}


def is_forward(kind: str, *, current: str, to: str) -> bool:
    """Whether a charge or a refund in state `current` may move `to`."""
    ranks = _REFUND if kind == "refund" else _CHARGE
    return ranks[to] > ranks[current]


def read_status(balance: Balance, *, is_coming: bool, has_failed: bool) -> PaymentStatus:
    """The payment status of an order. `is_coming`: a payment is on its way; `has_failed`: the newest did not come."""
    if balance.paid == ZERO:
        if is_coming:
            return PaymentStatus.PENDING
        return PaymentStatus.FAILED if has_failed else PaymentStatus.UNPAID
    if balance.kept <= ZERO:
        return PaymentStatus.REFUNDED
    if balance.excess:
        return PaymentStatus.OVERPAID
    if balance.kept == balance.total:
        return PaymentStatus.PAID
    return PaymentStatus.PARTLY_REFUNDED if balance.refunded else PaymentStatus.PARTLY_PAID
