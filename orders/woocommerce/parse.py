"""From WooCommerce's answer to an order as we see it. Pure: no rows, no clock, no network.

Prices are the ones that the shop shows: with tax where it enters them so, else without, and the tax is a charge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from lib.markup import plain_name
from lib.money import ZERO, round_money
from lib.text import shorten
from orders.woocommerce.payloads import WooAddress, WooLine, WooOrder

LONGEST_ADDRESS, LONGEST_NAME, LONGEST_NOTE = 300, 200, 5000
MOST_MONEY = Decimal(10) ** 12
MOST_LINES = 500
LANGUAGE_KEYS = ("wpml_language", "_wpml_language", "lang", "trp_language")


class UnreadableOrder(Exception):
    """It has no number, no total, or nothing in it."""


@dataclass(frozen=True)
class ShopLine:
    """`numbers` name the product, the variation first. `subtotal` and `total` are the store's own, without tax."""

    item_id: int
    numbers: tuple[int, ...]
    name: str
    sku: str
    quantity: Decimal
    unit_price: Decimal
    subtotal: Decimal
    total: Decimal


@dataclass(frozen=True)
class Contact:
    """What the buyer left at the checkout, as written. `country` is an ISO code."""

    name: str = ""
    phone: str = ""
    email: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True)
class ShopOrder:
    """`street` is the first line of the delivery address, where we write one that a customer told us."""

    number: int
    shown_number: str
    order_key: str
    status: str
    currency: str
    total: Decimal
    delivery: Decimal
    refunded: Decimal
    lines: Sequence[ShopLine]
    contact: Contact
    address: str
    street: str
    notes: str
    created_at: datetime | None
    modified_at: datetime | None
    is_paid: bool


def parse_order(row: object) -> ShopOrder:
    """Raises UnreadableOrder."""
    try:
        order = WooOrder.model_validate(row)
    except ValidationError as error:
        raise UnreadableOrder(f"{error.errors()[0]['loc']}") from None
    if order.total is None or not ZERO <= order.total < MOST_MONEY or len(order.currency) != 3:
        raise UnreadableOrder("total, currency")
    sold = [line for line in order.line_items if line.quantity and line.quantity > 0]
    if len(sold) > MOST_LINES:
        raise UnreadableOrder("line_items")
    goes_to = order.shipping if _has_place(order.shipping) else order.billing
    tax = order.shipping_tax if order.prices_include_tax else None
    return ShopOrder(
        number=order.id, shown_number=order.number[:100] or str(order.id), order_key=order.order_key[:100],
        status=order.status[:40], currency=order.currency.upper(), total=round_money(order.total, order.currency),
        delivery=_money(order.shipping_total, tax, order.currency),
        refunded=sum((abs(refund.total or ZERO) for refund in order.refunds), ZERO),
        lines=[_line(line, order) for line in sold], contact=_contact(order),
        address=_address(goes_to, order.billing), street=goes_to.address_1.strip(),
        notes=order.customer_note.strip()[:LONGEST_NOTE], created_at=order.date_created_gmt,
        modified_at=order.date_modified_gmt, is_paid=order.date_paid_gmt is not None,
    )  # fmt: skip


def _line(line: WooLine, order: WooOrder) -> ShopLine:
    quantity, subtotal = line.quantity or Decimal(1), max(line.subtotal or ZERO, ZERO)
    shown = subtotal + max(line.subtotal_tax or ZERO, ZERO) if order.prices_include_tax else subtotal
    numbers = (int(number) for number in (line.variation_id, line.product_id) if number and number > 0)
    return ShopLine(
        item_id=line.id, numbers=tuple(numbers), name=_name(line), sku=line.sku.strip()[:64], quantity=quantity,
        unit_price=round_money(shown / quantity, order.currency), subtotal=subtotal,
        total=max(line.total if line.total is not None else subtotal, ZERO),
    )  # fmt: skip


def _name(line: WooLine) -> str:
    """With what the buyer chose beside the product, as an add-on's plugin shows it."""
    name = plain_name(line.name) or f"#{line.id}"
    chosen = [
        f"{plain_name(meta.display_key)}: {plain_name(meta.display_value)}"
        for meta in line.meta_data
        if meta.key and not meta.key.startswith("_") and meta.display_value and meta.display_key
        and plain_name(meta.display_value) not in name
    ]  # fmt: skip
    return shorten(f"{name} ({', '.join(chosen)})" if chosen else name, LONGEST_NAME)


def _money(amount: Decimal | None, tax: Decimal | None, currency: str) -> Decimal:
    return round_money(max((amount or ZERO) + (tax or ZERO), ZERO), currency)


def _has_place(address: WooAddress) -> bool:
    return bool(address.address_1.strip() or address.city.strip() or address.postcode.strip())


def _address(to: WooAddress, billing: WooAddress) -> str:
    """In one line; the receiver's name only when it is somebody else."""
    receiver = _full_name(to) if _full_name(to) != _full_name(billing) else ""
    parts = (receiver, to.company, to.address_1, to.address_2, to.city, to.state, to.postcode, to.country)
    if not _has_place(to):
        return ""
    return shorten(", ".join(part.strip() for part in parts if part.strip()), LONGEST_ADDRESS)


def _full_name(address: WooAddress) -> str:
    return " ".join(part.strip() for part in (address.first_name, address.last_name) if part.strip())


def _contact(order: WooOrder) -> Contact:
    billing, shipping = order.billing, order.shipping
    spoken = next((meta.value for key in LANGUAGE_KEYS for meta in order.meta_data if meta.key == key), "")
    return Contact(
        name=(_full_name(billing) or _full_name(shipping) or billing.company.strip())[:160],
        phone=(billing.phone or shipping.phone).strip()[:40], email=billing.email.strip()[:254],
        country=(billing.country or shipping.country).strip().upper()[:2], language=spoken[:2].lower(),
    )  # fmt: skip
