"""Money and quantities as the reader's language writes them, and an order's status as a sentence."""

from decimal import Decimal

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language

from lib.money import format_money, format_quantity
from orders.models import Order
from orders.progress import SENTENCES

register = template.Library()


@register.filter
def money(amount: Decimal, currency: str) -> str:
    """`{{ order.total|money:order.currency }}`: `₪150.00`, `150,00 €`."""
    return format_money(amount, currency, get_language() or "en")


@register.filter
def quantity(amount: Decimal) -> str:
    """`2`, `0.5` or `0,5`."""
    return format_quantity(amount, get_language() or "en")


@register.filter
def customer_sentence(order: Order) -> Promise | str:
    """The order's status as the shop would say it to the customer."""
    return SENTENCES[order.status]
