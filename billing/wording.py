"""Amounts for people."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal
from django.utils import translation

# A single answer costs a fraction of a cent.
PLACES = Decimal("0.0001")


def dollars(amount: Decimal | None) -> str:
    """`$12.30`, `$0.0004`, `12,30 $US`; an unknown amount is a dash."""
    if amount is None:
        return "–"
    rounded = amount.quantize(PLACES, rounding=ROUND_HALF_UP) if amount < 1 else round(amount, 2)
    shown = format_currency(rounded, "USD", locale=_locale(), decimal_quantization=False)
    return shown.replace("\u200f", "").replace("\u200e", "")


def number(count: int) -> str:
    return str(format_decimal(count, locale=_locale()))


def _locale() -> str:
    return (translation.get_language() or "en").replace("-", "_")
