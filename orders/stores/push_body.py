"""What a store has to be sent so that its order becomes ours. Pure.

https://woocommerce.github.io/woocommerce-rest-api-docs/#update-an-order: a line with quantity 0 is removed, one without
an id is new. A line's sums stay what they were when only its quantity is sent, so they are sent, too; a new line is
priced by the store. When lines or an address are sent, the store reckons taxes and the total anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from orders.intake.sides import Side, quantities_of
from orders.states import Status
from orders.woocommerce.parse import ShopLine, ShopOrder
from orders.woocommerce.statuses import to_tell

_SMALLEST = Decimal("0.000001")


@dataclass
class PushBody:
    """`values` is what is sent; `impossible` are the keys of products whose lines the store cannot have."""

    values: dict[str, Any] = field(default_factory=dict)
    impossible: list[str] = field(default_factory=list)


def make_body(
    parts: Sequence[str], *, ours: Side, theirs: Side, shop_order: ShopOrder, numbers: Mapping[str, tuple[int, int]],
    told: Mapping[str, str], own: Mapping[str, str],
) -> PushBody:  # fmt: skip
    """`numbers` are (product, variation) over there by our product's key, as far as the store has it."""
    body = PushBody()
    if "status" in parts:
        status = to_tell(Status(ours["status"]), theirs["status"], told=told, own=own)
        body.values |= {"status": status} if status else {}
    if "lines" in parts:
        _add_lines(body, ours, theirs, shop_order, numbers)
    if "address" in parts:
        # One text, as the customer said it: what stood in the other fields belongs to the old place.
        body.values["shipping"] = {
            "address_1": ours["address"], "address_2": "", "city": "", "state": "", "postcode": ""
        }  # fmt: skip
    if "notes" in parts:
        body.values["customer_note"] = ours["notes"]
    return body


def _add_lines(
    body: PushBody, ours: Side, theirs: Side, shop_order: ShopOrder, numbers: Mapping[str, tuple[int, int]]
) -> None:
    wanted, there, items = quantities_of(ours), quantities_of(theirs), theirs["items"]
    lines = {line.item_id: line for line in shop_order.lines}
    rows: list[dict[str, Any]] = []
    for pk, quantity in wanted.items():
        if quantity == there.get(pk):
            continue
        if Decimal(quantity) % 1 or (pk not in there and pk not in numbers):
            body.impossible.append(pk)
        elif pk in there:
            first, *others = items[pk]
            rows += [_changed(lines[first], int(Decimal(quantity))), *map(_removed, others)]
        else:
            rows.append(_new(numbers[pk], int(Decimal(quantity))))
    rows += [_removed(item) for pk in there if pk not in wanted for item in items[pk]]
    body.values |= {"line_items": rows} if rows else {}


def _changed(line: ShopLine, quantity: int) -> dict[str, Any]:
    """Its sums grow with it, discounts too."""
    one = {"subtotal": line.subtotal / line.quantity, "total": line.total / line.quantity}
    sums = {name: (amount * quantity).quantize(_SMALLEST, ROUND_HALF_UP) for name, amount in one.items()}
    return {"id": line.item_id, "quantity": quantity, **{name: str(amount) for name, amount in sums.items()}}


def _removed(item: int) -> dict[str, Any]:
    return {"id": item, "quantity": 0}


def _new(numbers: tuple[int, int], quantity: int) -> dict[str, Any]:
    product, variation = numbers
    named = {"product_id": product} | ({"variation_id": variation} if variation else {})
    return {**named, "quantity": quantity}
