"""Money and quantities as the reader's language writes them, and an order's status as a sentence."""

from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy

from catalog.models import Unit
from lib.money import format_money, format_quantity
from orders.models import Order, OrderEvent, OrderLine
from orders.progress import SENTENCES, label_of

register = template.Library()

# What concerns the shop's own people and not the customer.
STAFF_ONLY: dict[str, Promise] = {
    "merged": gettext_lazy("Two orders became one"),
    "unmerged": gettext_lazy("They were two orders after all"),
    "kept_apart": gettext_lazy("Kept as an order of its own"),
    "shop_differs": gettext_lazy("The store says something else"),
    "shop_status": gettext_lazy("Another status in the store"),
    "shop_refund": gettext_lazy("Refunded in the store"),
}

SYMBOLS: dict[str, str] = {Unit.KILOGRAM: "kg", Unit.GRAM: "g", Unit.LITRE: "l"}
COUNTED: dict[str, Promise] = {
    Unit.PIECE: ngettext_lazy("%(quantity)s piece", "%(quantity)s pieces", "count"),
    Unit.PACK: ngettext_lazy("%(quantity)s pack", "%(quantity)s packs", "count"),
    Unit.BOX: ngettext_lazy("%(quantity)s box", "%(quantity)s boxes", "count"),
    Unit.BOTTLE: ngettext_lazy("%(quantity)s bottle", "%(quantity)s bottles", "count"),
}


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """`{{ order.total|money:order.currency }}`: `₪150.00`, `150,00 €`."""
    return format_money(amount, currency, get_language() or "en")


@register.filter
def amount(line: OrderLine) -> str:
    """How much of a line's product: `0.5 kg`, `3 pieces`."""
    quantity = format_quantity(line.quantity, get_language() or "en")
    if line.unit in SYMBOLS:
        return f"{quantity} {SYMBOLS[line.unit]}"
    return COUNTED[line.unit] % {"count": int(line.quantity), "quantity": quantity}


@register.filter
def product_name(line: OrderLine) -> str:
    """What was ordered, in the reader's language where the shop has a name in it, else as it was ordered."""
    translated = line.product.translations.get(get_language() or "en", {})
    return str(translated.get("name") or line.name)


@register.filter
def unit_name(unit: str) -> str:
    """What a price is for: `kg`, `piece`."""
    return SYMBOLS.get(unit) or str(Unit(unit).label)


@register.filter
def customer_sentence(order: Order) -> Promise | str:
    """The order's status as the shop would say it to the customer."""
    return SENTENCES[order.status]


@register.filter
def event_title(event: OrderEvent) -> Promise | str:
    """What happened, for the staff's history of an order."""
    return label_of(event.kind, event.to_status) or STAFF_ONLY.get(event.kind) or event.kind
