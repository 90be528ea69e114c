"""Money is a Decimal and an ISO 4217 code, rounded once, at the end."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_precision

ZERO = Decimal(0)


def round_money(amount: Decimal, currency: str) -> Decimal:
    """`amount` at the currency's own precision (ILS 2, IDR 2, JPY 0), half up."""
    exponent = Decimal(1).scaleb(-get_currency_precision(currency))
    return amount.quantize(exponent, rounding=ROUND_HALF_UP)


# A shop has few prices, and a page shows a hundred amounts.
@lru_cache(maxsize=4096)
def format_money(amount: Decimal, currency: str, language: str = "en") -> str:
    """For people: `₪150.00`, `150,00 €`; whole amounts of currencies that are never seen with cents lose them."""
    text = format_currency(
        amount, currency, locale=_locale(language), currency_digits=not _shown_whole(amount, currency),
        format=None if not _shown_whole(amount, currency) else _whole_pattern(language),
    )  # fmt: skip
    return text.replace("\u200f", "").replace("\u200e", "").replace("\u00a0", " ").strip()


def format_quantity(quantity: Decimal, language: str = "en") -> str:
    """`2`, `0.5` or `0,5`: no trailing zeros."""
    return format_decimal(quantity.normalize(), format="#,##0.###", locale=_locale(language))


def plain_number(number: Decimal) -> str:
    """For programs and input fields, the same in every language: `2`, `0.5`, never an exponent or trailing zeros."""
    return f"{number.normalize():f}"


def _shown_whole(amount: Decimal, currency: str) -> bool:
    return currency == "IDR" and amount == amount.to_integral_value()


def _whole_pattern(language: str) -> str:
    return "¤#,##0" if language in {"en", "he"} else "¤ #,##0"


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
