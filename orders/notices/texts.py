"""What a notice says, in the customer's language."""

from collections.abc import Mapping

from babel.dates import format_date
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.money import format_money
from orders.links import tracking_link
from orders.models import Order
from orders.states import Status

SUBJECTS: Mapping[str, Promise] = {
    Status.CONFIRMED: gettext_lazy("%(shop)s: order %(number)s is confirmed"),
    Status.SHIPPED: gettext_lazy("%(shop)s: order %(number)s is on its way"),
    Status.DELIVERED: gettext_lazy("%(shop)s: order %(number)s has been delivered"),
    Status.CANCELLED: gettext_lazy("%(shop)s: order %(number)s was cancelled"),
}
SENTENCES: Mapping[str, Promise] = {
    Status.CONFIRMED: gettext_lazy("Thank you! Your order %(number)s is confirmed. Total: %(total)s."),
    Status.SHIPPED: gettext_lazy("Good news: your order %(number)s is on its way."),
    Status.DELIVERED: gettext_lazy("Your order %(number)s has been delivered. Thank you, and enjoy it!"),
    Status.CANCELLED: gettext_lazy("Your order %(number)s was cancelled. If that is a mistake, just write to us."),
}


def notice_subject(order: Order, kind: str, language: str) -> str:
    with translation.override(language):
        return str(SUBJECTS[kind]) % {"shop": order.tenant.name, "number": order.number}


def notice_lines(order: Order, kind: str, language: str) -> list[str]:
    """The sentences, without the link."""
    with translation.override(language):
        total = format_money(order.total, order.currency, language)
        lines = [str(SENTENCES[kind]) % {"number": order.number, "total": total}]
        if kind == Status.SHIPPED and (order.carrier or order.carrier_number):
            lines.append(_("Carrier: %(carrier)s") % {"carrier": f"{order.carrier} {order.carrier_number}".strip()})
        if kind in {Status.CONFIRMED, Status.SHIPPED} and order.expected_on:
            day = format_date(order.expected_on, format="full", locale=language)
            lines.append(_("Expected on: %(day)s") % {"day": day})
        return lines


def notice_text(order: Order, kind: str, language: str) -> str:
    """For a chat: one line for each thing, and the way to the order's own page."""
    with translation.override(language):
        follow = _("Everything about your order: %(link)s") % {"link": tracking_link(order)}
    return "\n".join([*notice_lines(order, kind, language), follow])
