"""What the shop's people do to orders: how they get there, what they cost beside the goods, many at once."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, time
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from lib.errors import DomainError
from lib.money import round_money
from orders.delivery.services import locate
from orders.items import Changes
from orders.lines import SUMS, total_up
from orders.models import Actor, Order
from orders.services import By, bump, change_order, lock_order, move_order, record_event
from orders.states import SHOP_MAY_CHANGE, Status, check_shop_may_change, check_under_way

MOST_AT_ONCE = 200
CHARGES = ("delivery_fee", "discount")
EMPTYING = frozenset({"no_date", "no_wish"})
LONGEST = {"address": 300, "carrier": 80, "carrier_number": 80, "notes": 5000, "internal_notes": 5000}
# Nobody promises a delivery for the next decade; it is a year with a wrong digit.
FURTHEST_DAYS = 730


@dataclass(frozen=True)
class Details:
    """What to write about an order; None leaves a thing as it is. `expected_on` may be emptied by `no_date`, the
    customer's wish for a day and time by `no_wish`."""

    address: str | None = None
    notes: str | None = None
    internal_notes: str | None = None
    carrier: str | None = None
    carrier_number: str | None = None
    expected_on: date | None = None
    no_date: bool = False
    fulfilment: str | None = None
    wished_on: date | None = None
    wished_at: time | None = None
    no_wish: bool = False
    delivery_fee: Decimal | None = None
    discount: Decimal | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one order of many; `refusal` is None when it went well."""

    order: Order
    refusal: DomainError | None = None


@transaction.atomic
def edit_details(order: Order, *, details: Details, by: By) -> Order:
    """Write what is different, with what it was before in the history; nothing happens when nothing is.

    Internal notes can always be written. Raises DomainError `too_late` or `already_cancelled` for anything else of an
    order that has arrived or for the charges of one that is packed, `too_long`, `bad_date`, `bad_charge`.
    """
    locked = lock_order(order)
    wishes = _different(locked, details)
    if not wishes:
        return locked
    _check(locked, wishes)
    was = {name: _as_text(getattr(locked, name)) for name in wishes}
    for name, value in wishes.items():
        setattr(locked, name, value)
    if "discount" in wishes:
        # What a person sets by hand no longer follows the rules of a promotion.
        locked.promotion, locked.discount_reason = None, ""
    if set(wishes) & {*CHARGES, "address", "fulfilment"}:
        _settle_fee(locked, wishes)
    bump(locked, *{*SUMS, *wishes})
    record_event(
        locked, kind="noted" if set(wishes) == {"internal_notes"} else "edited", by=by,
        changes={name: [was[name], _as_text(value)] for name, value in wishes.items()},
    )  # fmt: skip
    return locked


@transaction.atomic
def edit_order(order: Order, *, version: int, changes: Changes, details: Details, by: By) -> Order:
    """Lines and details at once, of the version that the person saw.

    Raises DomainError `changed_meanwhile`, and everything that `change_order` and `edit_details` raise; then nothing
    has changed.
    """
    current = lock_order(order)
    if current.version != version:
        raise DomainError("changed_meanwhile", "The order has changed meanwhile. Look at it again.")
    if details.discount == current.discount:
        # Nobody touched it: a promotion's discount goes with the lines.
        details = replace(details, discount=None)
    if details.delivery_fee == current.delivery_fee:
        # Nor the fee: it may follow from the new lines.
        details = replace(details, delivery_fee=None)
    lowers = details.discount is not None and details.discount < current.discount
    if lowers:
        # A discount must never be more than the rest, not even between the two steps.
        edit_details(order, details=details, by=by)
    if any((changes.add, changes.remove, changes.set)):
        order = change_order(order, changes=changes, by=by)
    return lock_order(order) if lowers else edit_details(order, details=details, by=by)


def move_orders(orders: Iterable[Order], *, to: Status, by: By, note: str = "") -> list[Outcome]:
    """Each by itself: what cannot go there stays where it is and says why. Raises DomainError `too_many`."""
    chosen = list(orders)
    if len(chosen) > MOST_AT_ONCE:
        raise DomainError("too_many", f"At most {MOST_AT_ONCE} orders at once.", most=MOST_AT_ONCE)
    return [_move_one(order, to, by, note) for order in chosen]


def _settle_fee(order: Order, wishes: dict[str, object]) -> None:
    """A fee that was typed stays; else it follows from the new place, as long as the order is not packed."""
    if "delivery_fee" in wishes:
        order.has_own_fee = True
    elif {"address", "fulfilment"} & set(wishes) and order.state in SHOP_MAY_CHANGE and not order.sold_elsewhere:
        locate(order, actor=Actor.STAFF)
    if order.state in SHOP_MAY_CHANGE:
        total_up(order)


def _move_one(order: Order, to: Status, by: By, note: str) -> Outcome:
    try:
        return Outcome(move_order(order, to=to, by=by, note=note))
    except DomainError as refusal:
        # The second click of a double click finds the wish fulfilled.
        order.refresh_from_db(fields=["status", "version"])
        return Outcome(order, None if order.state == to else refusal)


def _different(order: Order, details: Details) -> dict[str, object]:
    wishes: dict[str, object] = {}
    for field in fields(details):
        value = getattr(details, field.name)
        if value is None or field.name in EMPTYING:
            continue
        clean = value.strip() if isinstance(value, str) else value
        wishes[field.name] = round_money(clean, order.currency) if isinstance(clean, Decimal) else clean
    if details.no_date:
        wishes["expected_on"] = None
    if details.no_wish:
        wishes |= {"wished_on": None, "wished_at": None}
    return {name: value for name, value in wishes.items() if getattr(order, name) != value}


def _check(order: Order, wishes: dict[str, object]) -> None:
    if set(wishes) - {"internal_notes"}:
        check_under_way(order.state)
    if set(wishes) & set(CHARGES):
        check_shop_may_change(order.state)
    for name, value in wishes.items():
        longest = LONGEST.get(name) if isinstance(value, str) else None
        if longest and len(str(value)) > longest:
            raise DomainError("too_long", f"{name}: at most {longest} characters.", field=name, most=longest)
    if isinstance(day := wishes.get("expected_on"), date):
        _check_day(order, day)


def _check_day(order: Order, day: date) -> None:
    ordered = timezone.localtime(order.created_at, order.tenant.zone).date()
    if not 0 <= (day - ordered).days <= FURTHEST_DAYS:
        message = f"The order is of {ordered}: choose a day after that, within two years."
        raise DomainError("bad_date", message, field="expected_on", ordered_on=str(ordered))


def _as_text(value: object) -> str:
    return "" if value is None else str(value)
