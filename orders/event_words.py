"""What exactly an event in an order's history changed, for the shop's people, in the reader's language."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.money import format_money
from orders.amounts import amount_of
from orders.models import Fulfilment, Order, OrderEvent

FIELDS = {
    "address": _("Delivery address"),
    "carrier": _("Carrier"),
    "carrier_number": _("Tracking number"),
    "expected_on": _("Expected on"),
    "fulfilment": _("Delivery or pickup"),
    "wished_on": _("Wished for"),
    "wished_at": _("At"),
    "delivery_fee": _("Delivery fee"),
    "discount": _("Discount"),
    "notes": _("Customer's notes"),
    "internal_notes": _("Internal notes"),
}
DAYS = frozenset({"expected_on", "wished_on"})
MONEY = frozenset({"delivery_fee", "discount"})


def changes_of(order: Order, event: OrderEvent, *, hidden: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """(what, before, after) for each detail that was changed, empty for nothing; not those that are `hidden`."""
    changes = event.data.get("changes", {})
    return [
        (str(label), _value(order, name, changes[name][0]), _value(order, name, changes[name][1]))
        for name, label in FIELDS.items()
        if name in changes and name not in hidden
    ]


def lines_of(event: OrderEvent) -> list[str]:
    """What was in the order from then on: `2 pieces Coffee mug`."""
    return [_line(text) for text in event.data.get("lines", [])]


def _line(text: str) -> str:
    """As orders.models.OrderLine writes itself down; anything else stays as it is."""
    quantity, _space, rest = text.partition(" ")
    unit, _space, name = rest.partition(" ")
    try:
        return f"{amount_of(Decimal(quantity), unit)} {name}"
    except (InvalidOperation, KeyError):
        return text


def _value(order: Order, name: str, text: str) -> str:
    if name in MONEY and text:
        return format_money(Decimal(text), order.currency, get_language() or "en")
    if name == "fulfilment" and text:
        return str(Fulfilment(text).label)
    if name == "wished_at" and text:
        return formats.time_format(time.fromisoformat(text), "H:i")
    return formats.date_format(date.fromisoformat(text)) if name in DAYS and text else text
