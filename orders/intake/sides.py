"""An order as we have it and as its store has it, part by part, in a form that can be kept and compared.

Both sides are kept as they were when they last agreed. What differs from that is news; news on both sides that are not
the same is a dispute.
"""

from collections.abc import Mapping
from typing import Any, cast

from lib.money import plain_number
from lib.text import fold
from orders.intake.outside import Basket
from orders.models import Order
from orders.states import Status
from orders.woocommerce import statuses
from orders.woocommerce.parse import ShopOrder

PARTS = ("status", "lines", "address", "notes")
Side = dict[str, Any]


def our_side(order: Order) -> Side:
    lines = {
        str(line.product_id): [plain_number(line.quantity), plain_number(line.unit_price)] for line in order.lines.all()
    }
    return {
        "status": order.status,
        "lines": {"lines": lines, "total": plain_number(order.total)},
        "address": order.address,
        "notes": order.notes,
    }


def their_side(shop_order: ShopOrder, basket: Basket) -> Side:
    """`items` says which lines of the store a product of ours is; `street` is for comparing what we wrote there."""
    lines = {
        str(pk): [plain_number(quantity), plain_number(basket.prices[pk])] for pk, quantity in basket.quantities.items()
    }  # fmt: skip
    return {
        "status": shop_order.status,
        "lines": {"lines": lines, "total": plain_number(shop_order.total)},
        "address": shop_order.address,
        "notes": shop_order.notes,
        "items": {str(pk): [item for item, _quantity in items] for pk, items in basket.items.items()},
        "street": shop_order.street,
        "refunded": plain_number(shop_order.refunded),
    }


def remembered_items(theirs: Side) -> dict[int, int]:
    """Which product of ours each line of the store was, the last time."""
    return {item: int(pk) for pk, items in theirs.get("items", {}).items() for item in items}


def agree(part: str, ours: Side, theirs: Side, *, own: Mapping[str, str]) -> bool:
    """Whether both sides say the same about a part, each in its own words."""
    if part == "status":
        return statuses.agree(theirs["status"], Status(ours["status"]), own)
    if part == "lines":
        return quantities_of(ours) == quantities_of(theirs)
    if part == "address":
        return fold(ours["address"]) in {fold(theirs["address"]), fold(theirs["street"])}
    return bool(fold(ours["notes"]) == fold(theirs["notes"]))


def quantities_of(side: Side) -> dict[str, str]:
    lines = cast("dict[str, list[str]]", side["lines"]["lines"])
    return {pk: quantity for pk, (quantity, _price) in lines.items()}
