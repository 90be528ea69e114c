"""An invoice in words, for its page, its PDF and its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date, format_skeleton
from django.utils import translation
from django.utils.translation import gettext as _

from billing.models import Invoice, InvoiceLine, LineKind
from billing.wording import locale_name, money, number, unit_price
from lib.money import format_quantity, plain_number, round_money

HEAD = (
    "number", "date", "month", "state", "shop", "line", "plan", "replies", "quantity", "unit price", "amount",
    "subtotal", "tax percent", "tax", "total", "currency",
)  # fmt: skip


@dataclass(frozen=True)
class WordedLine:
    """`what` may be followed by an explanation."""

    what: str
    note: str
    quantity: str
    price: str
    amount: str


def month_name(invoice: Invoice) -> str:
    """`October 2026`, in the language that is active."""
    return str(format_skeleton("yMMMM", invoice.month, locale=locale_name()))


def day_name(invoice: Invoice) -> str:
    return str(format_date(invoice.issued_on, "long", locale=locale_name()))


def word_lines(invoice: Invoice) -> list[WordedLine]:
    """In the language that is active."""
    return [_word(line, invoice.currency) for line in invoice.lines.all()]


def table_of(invoices: list[Invoice]) -> list[Sequence[object]]:
    """A row for each line, for programs: the head in English, amounts as plain numbers."""
    return [HEAD, *(_cells(one, line) for one in invoices for line in one.lines.all())]


def _cells(one: Invoice, line: InvoiceLine) -> list[object]:
    return [
        one.number, one.issued_on.isoformat(), f"{one.month:%Y-%m}", one.state, one.shop_name, line.kind, line.plan,
        line.messages, plain_number(line.quantity), plain_number(line.unit_price),
        round_money(line.amount, one.currency), round_money(one.subtotal, one.currency), plain_number(one.tax_percent),
        round_money(one.tax, one.currency), round_money(one.total, one.currency), one.currency,
    ]  # fmt: skip


def _word(line: InvoiceLine, currency: str) -> WordedLine:
    what, note = _what(line)
    quantity = format_quantity(line.quantity, translation.get_language() or "en")
    price = unit_price(line.unit_price.normalize(), currency)
    return WordedLine(what, note, quantity, price, money(line.amount, currency))


def _what(line: InvoiceLine) -> tuple[str, str]:
    if line.kind == LineKind.PLAN:
        note = _("%(count)s replies of the agent included") % {"count": number(line.messages)}
        return _("Plan %(name)s") % {"name": line.plan}, note if line.messages else ""
    if line.kind == LineKind.MESSAGES:
        note = _("%(count)s replies were sent in the month") % {"count": number(line.messages)}
        return _("Replies above the plan"), note
    return _("Cost of the models"), ""
