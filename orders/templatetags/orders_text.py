"""Money and quantities as the reader's language writes them, and an order's status as a sentence."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from catalog.models import Product, Unit
from catalog.selectors import list_by_public_id
from lib.money import plain_number
from orders import amounts, event_words
from orders.models import ChangeRequest, Order, OrderEvent, OrderLine
from orders.payments.words import STATUSES, money, sentence_of, title_of
from orders.progress import INTERNAL, SENTENCES, label_of

register = template.Library()
# `{{ product.step|plain }}`: as inputs of type number want it in every language.
register.filter("plain", plain_number)
# `{{ order.total|money:order.currency }}`: `₪150.00`, `150,00 €`.
register.filter("money", money)

WISHES: dict[str, Promise] = {
    "add": gettext_lazy("Add %(amount)s %(name)s"),
    "remove": gettext_lazy("Take out %(amount)s %(name)s"),
    "set": gettext_lazy("Make it %(amount)s %(name)s"),
    "replace": gettext_lazy("Instead of everything: %(amount)s %(name)s"),
}


@register.filter
def machine_time(at: datetime) -> str:
    """For `<time datetime>`, on the clock that the page shows. Django's own `date:"c"` takes twenty times as long."""
    return timezone.localtime(at).isoformat()


@register.filter
def amount(line: OrderLine) -> str:
    """How much of a line's product: `0.5 kg`, `3 pieces`."""
    return amounts.amount_of(line.quantity, line.unit)


@register.filter
def wish_lines(request: ChangeRequest) -> list[str]:
    """What a customer wishes, a line for each thing, in the reader's language."""
    wish = request.wish
    names = _names_now(wish)
    said = [
        str(words) % {"name": names.get(str(row["product"])) or row["name"], "amount": _wished(row)}
        for how, words in WISHES.items()
        for row in wish.get(how, [])
    ]
    said += [_("New address: %(text)s") % {"text": wish["address"]}] if "address" in wish else []
    said += [_("New note: %(text)s") % {"text": wish["notes"]}] if "notes" in wish else []
    said += [_("In their words: %(text)s") % {"text": wish["words"]}] if "words" in wish else []
    return said or [_("Cancel the order")]


def _names_now(wish: Mapping[str, Any]) -> dict[str, str]:
    """What the products are called in the reader's language; those that are gone keep the name they had."""
    ids = [row["product"] for how in WISHES for row in wish.get(how, [])]
    language = get_language() or "en"
    return {str(product.public_id): product.text("name", language) for product in list_by_public_id(ids)}


def _wished(row: Mapping[str, str | None]) -> str:
    """`2 kg`; nothing where all of it is meant."""
    if row["quantity"] is None:
        return ""
    unit = str(row["unit"])
    return f"{row['quantity']} {unit_name(unit) if unit in Unit.values else unit}".strip()


@register.filter
def product_name(line: OrderLine) -> str:
    """What was ordered, in the reader's language where the shop has a name in it, else as it was ordered."""
    return line.product.text("name", get_language() or "en", written=line.name)


@register.filter
def named(product: Product) -> str:
    """The product's name in the reader's language."""
    return product.text("name", get_language() or "en")


@register.filter
def unit_name(unit: str) -> str:
    """What a price is for: `kg`, `piece`."""
    return amounts.unit_name(unit)


@register.filter
def customer_sentence(order: Order) -> Promise | str:
    """The order's status as the shop would say it to the customer."""
    return SENTENCES[order.status]


@register.filter
def event_title(event: OrderEvent) -> Promise | str:
    """What happened, for the staff's history of an order."""
    return title_of(event) or label_of(event.kind, event.to_status) or INTERNAL.get(event.kind, event.kind)


@register.filter
def payment_state(order: Order) -> Promise | str:
    """What is known of the order's money, for staff: `Paid`, `Partly refunded`."""
    return STATUSES[order.payment_status]


@register.filter
def event_changes(event: OrderEvent) -> Sequence[tuple[str, str, str]]:
    """(what, before, after) for each detail that it changed."""
    return event_words.changes_of(event.order, event)


@register.filter
def event_lines(event: OrderEvent) -> list[str]:
    """What was in the order from then on, where that is what changed."""
    return event_words.lines_of(event) if event.kind in {"changed", "repriced"} else []


@register.filter
def payment_sentence(order: Order) -> str:
    """How the order is paid, as the shop would say it to the customer; empty when there is nothing to say."""
    return sentence_of(order)
