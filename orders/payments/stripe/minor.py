"""Amounts as Stripe writes them: whole numbers of the currency's smallest unit. Exact in both directions, or refused.

https://docs.stripe.com/currencies
"""

from decimal import Decimal

from lib.errors import DomainError
from lib.money import plain_number

_WITHOUT_DECIMALS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
# The last of their three digits has to be 0.
_THREE_DECIMALS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
# Have no decimals any more, and are still written as if they had two.
_ALWAYS_WHOLE = frozenset({"ISK", "UGX"})


def to_minor(amount: Decimal, currency: str) -> int:
    """Raises DomainError `not_exact` for an amount that cannot be charged to the last digit."""
    minor = amount.scaleb(_digits(currency))
    if minor != minor.to_integral_value() or minor % _step(currency):
        message = f"{plain_number(amount)} {currency} cannot be paid by card to the last digit."
        raise DomainError("not_exact", message, currency=currency)
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-_digits(currency))


def _digits(currency: str) -> int:
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def _step(currency: str) -> int:
    if currency in _ALWAYS_WHOLE:
        return 100
    return 10 if currency in _THREE_DECIMALS else 1
