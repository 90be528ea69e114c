"""The one place that checks quantities and adds money up. Pure: Decimals in, Decimals out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lib.errors import DomainError
from lib.money import ZERO, plain_number, round_money

# More than this of anything is a mistake or an attack, in any unit.
MOST = Decimal(10_000)
# Digits before the point beyond which a number is not even written out: `1e999999` would fill a megabyte.
LONGEST = 12
# How many of the second unit make one of the first.
CONVERSIONS: dict[tuple[str, str], Decimal] = {
    ("g", "kg"): Decimal("0.001"),
    ("kg", "g"): Decimal(1000),
    ("lb", "kg"): Decimal("0.45359237"),
    ("oz", "kg"): Decimal("0.028349523"),
    ("ml", "l"): Decimal("0.001"),
    ("l", "ml"): Decimal(1000),
    ("dozen", "piece"): Decimal(12),
}
COUNTED = frozenset({"piece", "pack", "box", "bottle"})


@dataclass(frozen=True)
class Charges:
    """What an order costs beside its lines, none of it negative: `fees` are everything else that a store adds."""

    delivery: Decimal = ZERO
    fees: Decimal = ZERO
    discount: Decimal = ZERO


NO_CHARGES = Charges()


@dataclass(frozen=True)
class Totals:
    """Subtotals in the order of the lines, their sum, and the total with the charges, all rounded to the currency."""

    subtotals: tuple[Decimal, ...]
    goods: Decimal
    total: Decimal


def charges_between(goods: Decimal, total: Decimal, *, delivery: Decimal = ZERO) -> Charges:
    """The charges with which goods and delivery come to a total that somebody else has reckoned."""
    rest = total - goods - delivery
    return Charges(delivery, fees=max(rest, ZERO), discount=max(-rest, ZERO))


def delivery_fee(goods: Decimal, *, fee: Decimal, free_from: Decimal | None) -> Decimal:
    """What it costs to bring goods of this worth to an area."""
    return ZERO if free_from is not None and goods >= free_from else fee


def missing_to(minimum: Decimal, goods: Decimal) -> Decimal:
    """How much more has to be ordered before an area is served; zero when it is enough."""
    return max(minimum - goods, ZERO)


def add_lines(lines: Iterable[tuple[Decimal, Decimal]], currency: str) -> Decimal:
    """What the goods cost by themselves."""
    return sum((round_money(price * quantity, currency) for price, quantity in lines), ZERO)


def price_lines(lines: Iterable[tuple[Decimal, Decimal]], currency: str, charges: Charges = NO_CHARGES) -> Totals:
    """Add up (unit price, quantity) pairs: each line and each charge is rounded once, the total is their sum.

    Raises DomainError `bad_charge` for a negative charge, or a discount on more than there is.
    """
    subtotals = tuple(round_money(price * quantity, currency) for price, quantity in lines)
    goods = sum(subtotals, ZERO)
    return Totals(subtotals, goods, add_charges(goods, charges, currency))


def add_charges(goods: Decimal, charges: Charges, currency: str) -> Decimal:
    """What is to be paid for lines that cost `goods`. Raises DomainError `bad_charge`."""
    for name in ("delivery", "fees", "discount"):
        if getattr(charges, name) < 0:
            raise DomainError("bad_charge", f"The {name} cannot be less than nothing.", charge=name)
    full = goods + round_money(charges.delivery, currency) + round_money(charges.fees, currency)
    discount = round_money(charges.discount, currency)
    if discount > full:
        message = f"A discount of {discount} is more than the {full} that the order costs."
        raise DomainError("bad_charge", message, charge="discount", most=str(full))
    return full - discount


def read_quantity(value: object, *, given_unit: str, unit: str, step: Decimal) -> Decimal:
    """The quantity in the product's own unit, a multiple of its step.

    Raises DomainError `bad_quantity` (not a number, not positive, absurd), `wrong_unit` (a kilogram of a
    thing sold by the piece) or `wrong_step` (0.3 pieces), each with what would be right.
    """
    quantity = _number(value) * _factor(given_unit or unit, unit)
    if quantity <= 0:
        raise DomainError("bad_quantity", "A quantity must be more than zero.", unit=unit, step=plain_number(step))
    check_most(quantity, unit=unit)
    if quantity % step:
        nearest, steps = _nearest(quantity, step), plain_number(step)
        message = f"This is sold in steps of {steps} {unit}. Order {' or '.join(nearest)} instead."
        raise DomainError("wrong_step", message, unit=unit, step=steps, nearest=nearest)
    return quantity


def check_most(quantity: Decimal, *, unit: str) -> None:
    """Raises DomainError `bad_quantity` for more than anybody orders."""
    if quantity > MOST:
        message = f"Nobody orders {plain_number(quantity)} {unit}: at most {MOST}."
        raise DomainError("bad_quantity", message, unit=unit, most=str(MOST))


def _nearest(quantity: Decimal, step: Decimal) -> list[str]:
    """What could be sold instead: the amounts below and above, in whole steps."""
    below = quantity // step * step
    return [plain_number(amount) for amount in (below, below + step) if amount > 0]


def _number(value: object) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise DomainError(
            "bad_quantity", f"{str(value)[:40]!r} is not a number. Send one, such as 2 or 0.5."
        ) from error
    if not number.is_finite():
        raise DomainError("bad_quantity", f"{value!r} is not a number. Send one, such as 2 or 0.5.")
    if number and not -LONGEST < number.adjusted() < LONGEST:
        raise DomainError("bad_quantity", f"Nobody orders {number} of anything: at most {MOST}.", most=str(MOST))
    return number


def _factor(given: str, unit: str) -> Decimal:
    if given == unit or (given == "piece" and unit in COUNTED):
        return Decimal(1)
    if (given, unit) in CONVERSIONS:
        return CONVERSIONS[given, unit]
    message = f"This is sold by the {unit}, not by the {given}."
    raise DomainError("wrong_unit", message, unit=unit, given=given)


@dataclass(frozen=True)
class Balance:
    """The money of an order: its total, what came in, what went back, and what is on its way back."""

    total: Decimal
    paid: Decimal = ZERO
    refunded: Decimal = ZERO
    returning: Decimal = ZERO

    @property
    def kept(self) -> Decimal:
        return self.paid - self.refunded

    @property
    def due(self) -> Decimal:
        """What the customer still owes: money that the shop gave back is not asked for again."""
        return max(self.total - self.paid, ZERO)

    @property
    def excess(self) -> Decimal:
        return max(self.kept - self.total, ZERO)

    @property
    def refundable(self) -> Decimal:
        return max(self.kept - self.returning, ZERO)


def add_up_payments(
    total: Decimal, *, paid: Iterable[Decimal], refunded: Iterable[Decimal], returning: Iterable[Decimal]
) -> Balance:
    return Balance(total, sum(paid, ZERO), sum(refunded, ZERO), sum(returning, ZERO))
