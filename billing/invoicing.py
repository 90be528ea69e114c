"""What a month costs a shop. Pure, and the only place where a bill is added up and rounded."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from lib.money import ZERO, round_money

Kind = Literal["plan", "messages", "model_cost"]
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Terms:
    """What a plan asks for. `usd_rate` is what one US dollar is in `currency`."""

    plan: str
    currency: str
    monthly_price: Decimal
    included_messages: int
    price_per_message: Decimal
    passes_model_cost: bool = False
    margin_percent: Decimal = ZERO
    usd_rate: Decimal = Decimal(1)


@dataclass(frozen=True)
class Use:
    """What a shop used in a month. `cost_usd` is of the calls whose price is known."""

    messages: int
    cost_usd: Decimal


@dataclass(frozen=True)
class BillLine:
    """`amount` is rounded to the currency. `messages` explains it: those included, or all that were sent."""

    kind: Kind
    messages: int
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Bill:
    """Rounded line by line; the tax once, on their sum."""

    lines: tuple[BillLine, ...]
    subtotal: Decimal
    tax_percent: Decimal
    tax: Decimal
    total: Decimal


def make_bill(terms: Terms, use: Use, *, tax_percent: Decimal) -> Bill:
    """The plan's price, the replies above those included, and what models cost where the plan passes that on."""
    above = max(use.messages - terms.included_messages, 0)
    lines = [_line(terms, "plan", Decimal(1), terms.monthly_price, messages=terms.included_messages)]
    if above and terms.price_per_message:
        lines.append(_line(terms, "messages", Decimal(above), terms.price_per_message, messages=use.messages))
    if terms.passes_model_cost and use.cost_usd:
        cost = use.cost_usd * terms.usd_rate * (HUNDRED + terms.margin_percent) / HUNDRED
        lines.append(_line(terms, "model_cost", Decimal(1), round_money(cost, terms.currency)))
    subtotal = sum((line.amount for line in lines), ZERO)
    tax = round_money(subtotal * tax_percent / HUNDRED, terms.currency)
    return Bill(tuple(lines), subtotal, tax_percent, tax, subtotal + tax)


def _line(terms: Terms, kind: Kind, quantity: Decimal, price: Decimal, *, messages: int = 0) -> BillLine:
    return BillLine(kind, messages, quantity, price, round_money(quantity * price, terms.currency))
