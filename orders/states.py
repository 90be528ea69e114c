"""The life of an order: the one transition table. Pure."""

from collections.abc import Set
from enum import StrEnum

from lib.errors import DomainError


class Status(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    PACKAGED = "packaged"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


# What the shop may do. The first entry of each row is the usual next step.
TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.PENDING: (Status.CONFIRMED, Status.CANCELLED),
    Status.CONFIRMED: (Status.PROCESSING, Status.CANCELLED),
    Status.PROCESSING: (Status.PACKAGED, Status.CANCELLED),
    Status.PACKAGED: (Status.SHIPPED, Status.CANCELLED),
    Status.SHIPPED: (Status.DELIVERED,),
    Status.DELIVERED: (),
    Status.CANCELLED: (),
}
# The stations of the way, for progress bars.
WAY = (Status.PENDING, Status.CONFIRMED, Status.PROCESSING, Status.PACKAGED, Status.SHIPPED, Status.DELIVERED)
# While an order is in one of these the customer may still change or cancel it in the chat.
CUSTOMER_MAY_CHANGE = frozenset({Status.PENDING})
CUSTOMER_MAY_CANCEL = frozenset({Status.PENDING, Status.CONFIRMED})
# Until it is packed the shop itself can change what is in it.
SHOP_MAY_CHANGE = frozenset({Status.PENDING, Status.CONFIRMED, Status.PROCESSING})


def next_status(status: Status) -> Status | None:
    """The usual next step, or None at the end of the way."""
    following = [step for step in TRANSITIONS[status] if step != Status.CANCELLED]
    return following[0] if following else None


def check_move(current: Status, target: Status) -> None:
    """Raises DomainError `wrong_status` with what is possible instead."""
    if target in TRANSITIONS[current]:
        return
    allowed = [step.value for step in TRANSITIONS[current]]
    wish = "already is" if current == target else f"is {current.value} and cannot become"
    hint = f" Possible now: {', '.join(allowed)}." if allowed else " Nothing can change any more."
    message = f"The order {wish} {target.value}.{hint}"
    raise DomainError("wrong_status", message, status=current.value, allowed=allowed)


def check_customer_may(action: str, current: Status) -> None:
    """`action` is `change` or `cancel`. Raises DomainError `too_late` or `already_cancelled`."""
    allowed = CUSTOMER_MAY_CANCEL if action == "cancel" else CUSTOMER_MAY_CHANGE
    _check(current, allowed, f"The order is {current.value}: only the shop can {action} it now.")


def check_shop_may_change(current: Status) -> None:
    """Raises DomainError `too_late` when the lines are fixed for everybody."""
    _check(current, SHOP_MAY_CHANGE, f"The order is {current.value}: it cannot be changed any more.")


def _check(current: Status, allowed: Set[Status], message: str) -> None:
    if current in allowed:
        return
    if current == Status.CANCELLED:
        raise DomainError("already_cancelled", "The order is already cancelled.", status=current.value)
    raise DomainError("too_late", message, status=current.value)
