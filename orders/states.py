"""The life of an order: the one transition table, and what a shop may allow of it. Pure."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import timedelta
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


# Everything that can happen to an order. The first entry of each row is the usual next step; from where a shop lets
# its orders be cancelled is narrower than this (`Rules`). What was cancelled begins anew.
TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.PENDING: (Status.CONFIRMED, Status.CANCELLED),
    Status.CONFIRMED: (Status.PROCESSING, Status.CANCELLED),
    Status.PROCESSING: (Status.PACKAGED, Status.CANCELLED),
    Status.PACKAGED: (Status.SHIPPED, Status.CANCELLED),
    Status.SHIPPED: (Status.DELIVERED, Status.CANCELLED),
    Status.DELIVERED: (),
    Status.CANCELLED: (Status.PENDING,),
}
# The stations of the way, for progress bars.
WAY = (Status.PENDING, Status.CONFIRMED, Status.PROCESSING, Status.PACKAGED, Status.SHIPPED, Status.DELIVERED)
# Until it is packed the shop itself can change what is in it, and until it has arrived how it gets there.
SHOP_MAY_CHANGE = frozenset({Status.PENDING, Status.CONFIRMED, Status.PROCESSING})
UNDER_WAY = frozenset(WAY) - {Status.DELIVERED}


@dataclass(frozen=True)
class Rules:
    """What a shop allows, by status. `grace` counts from the confirmation; None: as long as the status allows."""

    customer_changes: Set[Status] = frozenset({Status.PENDING})
    customer_cancels: Set[Status] = frozenset({Status.PENDING, Status.CONFIRMED})
    shop_cancels: Set[Status] = frozenset({Status.PENDING, Status.CONFIRMED, Status.PROCESSING, Status.PACKAGED})
    grace: timedelta | None = None


USUAL = Rules()


def next_status(status: Status) -> Status | None:
    """The usual next step, or None at the end of the way."""
    return WAY[WAY.index(status) + 1] if status in UNDER_WAY else None


def list_moves(current: Status, rules: Rules = USUAL) -> list[Status]:
    """What the order may become in this shop."""
    cancels = current in rules.shop_cancels
    return [step for step in TRANSITIONS[current] if step != Status.CANCELLED or cancels]


def check_move(current: Status, target: Status, rules: Rules = USUAL) -> None:
    """Raises DomainError `wrong_status` with what is possible instead."""
    possible = list_moves(current, rules)
    if target in possible:
        return
    allowed = [step.value for step in possible]
    wish = "already is" if current == target else f"is {current.value} and cannot become"
    hint = f" Possible now: {', '.join(allowed)}." if allowed else " Nothing can change any more."
    message = f"The order {wish} {target.value}.{hint}"
    raise DomainError("wrong_status", message, status=current.value, allowed=allowed)


def customer_may(action: str, current: Status, *, rules: Rules = USUAL, age: timedelta | None = None) -> bool:
    """Whether the customer may `change` or `cancel` by themselves. `age` is the time since the confirmation."""
    allowed = rules.customer_cancels if action == "cancel" else rules.customer_changes
    in_time = current == Status.PENDING or rules.grace is None or age is None or age <= rules.grace
    return current in allowed and in_time


def check_customer_may(action: str, current: Status, *, rules: Rules = USUAL, age: timedelta | None = None) -> None:
    """`action` is `change` or `cancel`. Raises DomainError `too_late` or `already_cancelled`."""
    if not customer_may(action, current, rules=rules, age=age):
        _refuse(current, f"The order is {current.value}: only the shop can {action} it now.")


def check_shop_may_change(current: Status) -> None:
    """Raises DomainError `too_late` when the lines are fixed for everybody, or `already_cancelled`."""
    if current not in SHOP_MAY_CHANGE:
        _refuse(current, f"The order is {current.value}: what is in it cannot be changed any more.")


def check_not_agreed(current: Status) -> None:
    """Raises DomainError `too_late` when the customer has agreed to the prices, or `already_cancelled`."""
    if current != Status.PENDING:
        _refuse(current, f"The order is {current.value}: the prices that were agreed on hold.")


def check_under_way(current: Status) -> None:
    """Raises DomainError `too_late` when how the order gets there is history, or `already_cancelled`."""
    if current not in UNDER_WAY:
        _refuse(current, f"The order is {current.value}: how it gets there cannot be changed any more.")


def _refuse(current: Status, message: str) -> None:
    if current == Status.CANCELLED:
        raise DomainError("already_cancelled", "The order is already cancelled.", status=current.value)
    raise DomainError("too_late", message, status=current.value)
