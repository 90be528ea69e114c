"""When a promotion holds and what it takes off. Pure: no rows, no clock; Decimals in, Decimals out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from lib.errors import DomainError
from lib.money import ZERO, round_money

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Terms:
    """What a promotion promises. Exactly one of `percent` and `amount` is more than nothing.

    `starts_on` and `ends_on` are days of the shop, both included; empty `categories` and `products` mean everything.
    """

    percent: Decimal = ZERO
    amount: Decimal = ZERO
    minimum: Decimal = ZERO
    categories: frozenset[str] = frozenset()
    products: frozenset[UUID] = frozenset()
    starts_on: date | None = None
    ends_on: date | None = None
    is_active: bool = True


@dataclass(frozen=True)
class Bought:
    """A line of an order: which product, of which category, and what the line costs."""

    product: UUID
    category: str
    subtotal: Decimal


def is_running(terms: Terms, today: date) -> bool:
    """Whether it holds on this day of the shop."""
    begun = terms.starts_on is None or terms.starts_on <= today
    over = terms.ends_on is not None and terms.ends_on < today
    return terms.is_active and begun and not over


def check_running(terms: Terms, today: date) -> None:
    """Raises DomainError `promotion_over` or `promotion_not_yet`."""
    if terms.is_active and terms.starts_on and terms.starts_on > today:
        raise DomainError("promotion_not_yet", f"This promotion begins on {terms.starts_on}.")
    if not is_running(terms, today):
        raise DomainError("promotion_over", "This promotion is over. Do not promise it.")


def discount_for(terms: Terms, lines: Sequence[Bought], *, currency: str) -> Decimal:
    """What is taken off, rounded once, never more than the goods it is for.

    Raises DomainError `below_minimum` with what is missing, or `nothing_fits`.
    """
    goods = sum((line.subtotal for line in lines), ZERO)
    if goods < terms.minimum:
        missing = terms.minimum - goods
        message = f"This promotion needs goods for {terms.minimum}; {missing} is missing."
        raise DomainError("below_minimum", message, minimum=str(terms.minimum), missing=str(missing))
    base = sum((line.subtotal for line in _fitting(terms, lines)), ZERO)
    if base <= 0:
        raise DomainError("nothing_fits", "Nothing in this order is part of the promotion.")
    wished = base * terms.percent / HUNDRED if terms.percent else terms.amount
    return min(round_money(wished, currency), base)


def _fitting(terms: Terms, lines: Sequence[Bought]) -> Iterable[Bought]:
    if not terms.products and not terms.categories:
        return lines
    wanted = {name.casefold() for name in terms.categories}
    return [line for line in lines if line.product in terms.products or line.category.casefold() in wanted]
