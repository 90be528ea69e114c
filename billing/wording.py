"""Amounts for people."""

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import translation

from lib.money import format_money

# A single answer costs a fraction of a cent.
PLACES = Decimal("0.0001")


def dollars(amount: Decimal | None) -> str:
    """`$12.30`, `$0.0004`, `12,30 $US`; an unknown amount is a dash."""
    if amount is None:
        return "–"
    rounded = amount.quantize(PLACES, rounding=ROUND_HALF_UP) if amount < 1 else round(amount, 2)
    shown = format_currency(rounded, "USD", locale=locale_name(), decimal_quantization=False)
    return shown.replace("\u200f", "").replace("\u200e", "")


def money(amount: Decimal, currency: str) -> str:
    """In the language that is active."""
    return format_money(amount, currency, translation.get_language() or "en")


def unit_price(price: Decimal, currency: str) -> str:
    """A price of which many are paid keeps its fractions of a cent: `$0.0125`."""
    shown = format_currency(price, currency, locale=locale_name(), decimal_quantization=False)
    return shown.replace("\u200f", "").replace("\u200e", "").replace("\u00a0", " ")


def percent(part: Decimal | int, whole: Decimal | int) -> str:
    """`37 %`, without decimals; a dash when there is no whole."""
    return str(format_percent(Decimal(part) / Decimal(whole), locale=locale_name())) if whole else "–"


def number(count: int) -> str:
    return str(format_decimal(count, locale=locale_name()))


def locale_name() -> str:
    """Babel's name of the language that is active."""
    return (translation.get_language() or "en").replace("-", "_")
