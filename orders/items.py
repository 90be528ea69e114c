"""What somebody wishes for, and the quantity of each product that follows from it. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import Product
from lib.errors import DomainError
from lib.money import ZERO, plain_number
from orders.delivery.wishes import NOTHING_WISHED, Wished
from orders.pricing import check_most, read_quantity

# Quantity per product, by primary key, in the product's own unit.
Quantities = dict[int, Decimal]


@dataclass(frozen=True)
class Item:
    """A wish: how much of which product. `unit` is what the customer said; empty means the product's own."""

    product: Product
    quantity: object
    unit: str = ""


@dataclass(frozen=True)
class Changes:
    """What to change about an order. None leaves a thing as it is.

    `add` and `remove` change quantities (remove without a quantity takes the line out), `set` fixes them,
    `replace` swaps all lines for new ones.
    """

    add: Sequence[Item] = ()
    remove: Sequence[Item] = ()
    set: Sequence[Item] = ()
    replace: Sequence[Item] | None = None
    address: str | None = None
    notes: str | None = None
    wished: Wished = NOTHING_WISHED


def add_up(items: Sequence[Item]) -> Quantities:
    """Two wishes for one product are one. Raises DomainError `bad_quantity`, `wrong_unit`, `wrong_step`."""
    return apply_changes({}, Changes(replace=items))


def apply_changes(before: Mapping[int, Decimal], changes: Changes) -> Quantities:
    """What the quantities become: replaced, added to, set, then taken out of.

    Raises DomainError `not_in_order`, and everything `add_up` raises.
    """
    wanted = {} if changes.replace is not None else dict(before)
    for item in (*(changes.replace or ()), *changes.add):
        wanted[item.product.pk] = wanted.get(item.product.pk, ZERO) + _read(item)
        check_most(wanted[item.product.pk], unit=item.product.unit)
    for item in changes.set:
        wanted[item.product.pk] = _read(item)
    for item in changes.remove:
        wanted[item.product.pk] = _rest(wanted, item)
    return {product_id: quantity for product_id, quantity in wanted.items() if quantity > 0}


def _rest(held: Mapping[int, Decimal], item: Item) -> Decimal:
    """What stays of a product that is taken out in part or, without a quantity, altogether."""
    product, there = item.product, held.get(item.product.pk)
    if not there:
        raise DomainError("not_in_order", f"{product.name} is not in the order.", product=product.name)
    less = there if item.quantity is None else _read(item)
    if less > there:
        raise DomainError(
            "bad_quantity",
            f"Only {plain_number(there)} {product.unit} of {product.name} is in the order.",
            unit=product.unit, in_order=plain_number(there),
        )  # fmt: skip
    return there - less


def _read(item: Item) -> Decimal:
    """A refusal names the product: an order has many."""
    product = item.product
    try:
        return read_quantity(item.quantity, given_unit=item.unit, unit=product.unit, step=product.step)
    except DomainError as refusal:
        named = {"product": product.name, "product_id": str(product.public_id), **refusal.facts}
        raise DomainError(refusal.code, f"{product.name}: {refusal.message}", **named) from refusal
