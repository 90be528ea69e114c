"""The same order once more, at today's prices: what is gone or costs more is said, not hidden."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from catalog.models import Product
from catalog.selectors import lock_products
from conversations.models import Conversation, Customer
from lib.errors import DomainError
from orders.delivery.wishes import NOTHING_WISHED, Wished
from orders.items import Item
from orders.lines import lines_by_product
from orders.models import Order, OrderLine
from orders.services import By, create_order


@dataclass(frozen=True)
class Dearer:
    """A product that costs something else now; cheaper ones as well."""

    line: OrderLine
    now: Decimal


@dataclass(frozen=True)
class Repeated:
    """The new order, what could not be taken over (with how much is left of it) and what has another price."""

    order: Order
    gone: tuple[tuple[OrderLine, Decimal], ...]
    repriced: tuple[Dearer, ...]


@transaction.atomic
def repeat_order(
    source: Order, *, customer: Customer, conversation: Conversation, by: By, address: str = "",
    wished: Wished = NOTHING_WISHED,
) -> Repeated:  # fmt: skip
    """A new pending order with what is still sold of the old one, to the same address unless another is given.

    Raises DomainError `nothing_left`, and what `create_order` raises; then nothing has changed.
    """
    lines = lines_by_product(source)
    products = lock_products(lines)
    left = {pk: _left(products.get(pk), line.quantity) for pk, line in lines.items()}
    taken = [pk for pk, line in lines.items() if left[pk] >= line.quantity]
    gone = tuple((line, left[pk]) for pk, line in lines.items() if pk not in taken)
    if not taken:
        names = [line.name for line, _left in gone]
        raise DomainError("nothing_left", "Nothing of that order can be had now.", products=names)
    order = create_order(
        source.tenant, customer=customer, conversation=conversation, by=by, address=address or source.address,
        items=[Item(products[pk], lines[pk].quantity) for pk in taken],
        wished=Wished(wished.fulfilment or ("" if address else source.fulfilment), wished.on, wished.at),
    )  # fmt: skip
    repriced = tuple(
        Dearer(lines[pk], products[pk].price) for pk in taken if products[pk].price != lines[pk].unit_price
    )
    return Repeated(order, gone, repriced)


def _left(product: Product | None, wanted: Decimal) -> Decimal:
    """How much of it can be had; nothing of what is not for sale, or no longer in such steps."""
    if product is None or not product.is_available or wanted % product.step:
        return Decimal(0)
    return wanted if product.stock is None else min(product.stock, wanted)
