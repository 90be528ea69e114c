"""How the money of an order is said: to the shop's people, and to the customer."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lib.errors import DomainError
from lib.money import format_money
from orders.models import METHOD_CHOICES, PAYMENT_STATUS_CHOICES, Order, OrderEvent
from orders.payments.states import PaymentStatus

METHODS: dict[str, Promise | str] = dict(METHOD_CHOICES)
STATUSES: dict[str, Promise | str] = dict(PAYMENT_STATUS_CHOICES)
# What of it stands in the order's history, with a gap for the money.
TITLES: dict[str, Promise] = {
    "payment_link": gettext_lazy("Payment link for %(amount)s"),
    "payment": gettext_lazy("%(amount)s paid"),
    "payment_failed": gettext_lazy("The payment of %(amount)s failed"),
    "payment_disputed": gettext_lazy("The payment of %(amount)s is disputed"),
    "refund": gettext_lazy("%(amount)s refunded"),
    "refund_failed": gettext_lazy("The refund of %(amount)s failed"),
}
# What customers read on the page of their order.
SENTENCES: dict[str, Promise] = {
    PaymentStatus.UNPAID: gettext_lazy("You pay on delivery."),
    PaymentStatus.PENDING: gettext_lazy("Your payment is on its way."),
    PaymentStatus.FAILED: gettext_lazy("The payment did not come through. Try again, or simply pay on delivery."),
    PaymentStatus.PARTLY_PAID: gettext_lazy("Part of it is paid; you pay the rest on delivery."),
    PaymentStatus.PAID: gettext_lazy("Paid. Thank you!"),
    PaymentStatus.OVERPAID: gettext_lazy("Paid. Thank you!"),
    PaymentStatus.PARTLY_REFUNDED: gettext_lazy("Part of your payment was refunded."),
    PaymentStatus.REFUNDED: gettext_lazy("Your payment was refunded."),
}


def title_of(event: OrderEvent) -> str:
    """A line of the history about money, in the reader's language; empty for every other event."""
    if event.kind not in TITLES or "amount" not in event.data:
        return ""
    currency = str(event.data.get("currency", ""))
    text = str(TITLES[event.kind]) % {"amount": money(Decimal(event.data["amount"]), currency)}
    method = METHODS.get(str(event.data.get("method")), "")
    return f"{text} · {method}" if method and event.kind in {"payment", "refund"} else text


def sentence_of(order: Order) -> str:
    """How the order is paid, for its customer; empty when there is nothing to say."""
    if order.status == "cancelled" and order.payment_status in {PaymentStatus.UNPAID, PaymentStatus.FAILED}:
        return ""
    return str(SENTENCES[order.payment_status])


def explain(error: DomainError) -> str:
    """Why something was refused, for the shop's people, in their language."""
    words = {
        "bad_amount": _("Write an amount that is more than zero."),
        "too_much": _("That is more than is due: at most %(most)s."),
        "too_much_back": _("That is more than can go back: at most %(most)s."),
        "wrong_method": _("Choose how it was paid."),
        "not_exact": _("Stripe cannot move this amount to the last digit."),
    }
    facts = error.facts
    most = money(Decimal(facts["most"]), str(facts["currency"])) if "most" in facts else ""
    return words.get(error.code, error.message) % {"most": most} if error.code in words else error.message


def money(amount: Decimal, currency: str) -> str:
    """In the reader's language."""
    return format_money(amount, currency, get_language() or "en")
