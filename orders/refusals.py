"""Refusals of the order rules as the shop's people read them, in the active language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lib.errors import DomainError
from orders.models import STATUS_CHOICES

LABELS: dict[str, Promise | str] = dict(STATUS_CHOICES)
# By the refusal's code, with gaps for its facts.
WORDS: dict[str, Promise] = {
    "already_cancelled": gettext_lazy("The order is already cancelled."),
    "too_late": gettext_lazy("It is too late for that: the order is already %(status)s."),
    "out_of_stock": gettext_lazy("There is not enough of %(product)s: %(available)s left."),
    "not_for_sale": gettext_lazy("%(product)s is not for sale at the moment."),
    "wrong_step": gettext_lazy("%(product)s is sold in steps of %(step)s."),
    "wrong_unit": gettext_lazy("%(product)s is not sold by that unit."),
    "bad_quantity": gettext_lazy("This quantity cannot be right. Write a number above zero."),
    "empty_order": gettext_lazy("Nothing would be left in the order. Cancel it instead."),
    "no_items": gettext_lazy("An order needs at least one product."),
    "not_in_order": gettext_lazy("%(product)s is not in the order."),
    "unknown_product": gettext_lazy("There is no such product any more. Search for it again."),
    "bad_charge": gettext_lazy("A charge cannot be negative, and a discount not more than the order costs."),
    "too_long": gettext_lazy("This is too long: at most %(most)s characters."),
    "bad_date": gettext_lazy("Choose a day after the order was placed, within two years."),
    "already_decided": gettext_lazy("Somebody has already decided this."),
    "changed_meanwhile": gettext_lazy("The order has changed meanwhile. Look at it as it is now, then save again."),
    "too_many": gettext_lazy("At most %(most)s orders at once."),
    "customer_missing": gettext_lazy(
        "Say who orders: choose a customer, or write a name, a phone or an e-mail address."
    ),
    "unknown_customer": gettext_lazy("There is no such customer any more. Choose again."),
    "bad_phone": gettext_lazy("This is no phone number. Write it with its country code, such as +972501234567."),
}


def word_refusal(refusal: DomainError) -> str:
    """What to tell the person who asked; the rule's own words where there are no others."""
    facts = {**refusal.facts, "status": _status(refusal)}
    if refusal.code == "wrong_status":
        return _wrong_status(refusal)
    try:
        return str(WORDS[refusal.code]) % facts
    except KeyError:
        return refusal.message


def _wrong_status(refusal: DomainError) -> str:
    allowed = ", ".join(str(LABELS.get(name, name)) for name in refusal.facts.get("allowed", ()))
    if not allowed:
        return _("The order is %(status)s, and nothing about that can change any more.") % {"status": _status(refusal)}
    return _("The order is %(status)s. It can become: %(allowed)s.") % {"status": _status(refusal), "allowed": allowed}


def _status(refusal: DomainError) -> str:
    name = str(refusal.facts.get("status", ""))
    return str(LABELS.get(name, name)).lower()
