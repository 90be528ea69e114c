"""How much of a product, as the reader's language writes it."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy, pgettext_lazy

from catalog.models import Unit
from lib.money import format_quantity

SYMBOLS: dict[str, Promise] = {
    Unit.KILOGRAM: pgettext_lazy("unit", "kg"),
    Unit.GRAM: pgettext_lazy("unit", "g"),
    Unit.LITRE: pgettext_lazy("unit", "l"),
}
COUNTED: dict[str, Promise] = {
    Unit.PIECE: ngettext_lazy("%(quantity)s piece", "%(quantity)s pieces", "count"),
    Unit.PACK: ngettext_lazy("%(quantity)s pack", "%(quantity)s packs", "count"),
    Unit.BOX: ngettext_lazy("%(quantity)s box", "%(quantity)s boxes", "count"),
    Unit.BOTTLE: ngettext_lazy("%(quantity)s bottle", "%(quantity)s bottles", "count"),
}


def amount_of(quantity: Decimal, unit: str) -> str:
    """`0.5 kg`, `3 pieces`."""
    number = format_quantity(quantity, get_language() or "en")
    if unit in SYMBOLS:
        return f"{number} {SYMBOLS[unit]}"
    return COUNTED[unit] % {"count": int(quantity), "quantity": number}


def unit_name(unit: str) -> str:
    """What a price is for: `kg`, `piece`."""
    return str(SYMBOLS.get(unit) or Unit(unit).label)
