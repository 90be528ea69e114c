"""The discount of an order that has a promotion: kept true while its lines change."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from conversations.merging import person_ids
from conversations.models import Customer
from lib.errors import DomainError
from lib.money import ZERO
from orders.models import Order, OrderLine, Promotion
from orders.promotions.rules import Bought, check_running, discount_for
from orders.states import Status

# The fields of an order that follow from its lines.
SUMS = ("total", "discount", "promotion", "discount_reason")


def follow_lines(order: Order, lines: Sequence[OrderLine]) -> None:
    """Set the discount that the order's promotion gives for these lines; without a promotion it stays as it is.

    A promotion that no longer holds is taken off. What the customer has agreed to only follows the lines.
    """
    if order.promotion is None:
        return
    try:
        order.discount = _discount(order, order.promotion, lines)
    except DomainError:
        order.promotion, order.discount, order.discount_reason = None, ZERO, ""


def check_still_true(order: Order, lines: Sequence[OrderLine]) -> None:
    """Raises DomainError `price_changed` when the promotion that was shown no longer gives this discount."""
    if order.promotion is None:
        return
    try:
        now = _discount(order, order.promotion, lines)
    except DomainError:
        now = ZERO
    if now != order.discount:
        message = f"The promotion {order.discount_reason} no longer holds as it was shown. Show the new total first."
        raise DomainError("price_changed", message, was=str(order.discount), now=str(now))


def check_uses(promotion: Promotion, *, customer: Customer, besides: Order | None = None) -> None:
    """Raises DomainError `promotion_used` (this person has had it) or `promotion_used_up` (all have)."""
    uses = Order.objects.filter(promotion=promotion).exclude(status=Status.CANCELLED)
    uses = uses.exclude(pk=besides.pk) if besides and besides.pk else uses
    if promotion.once_per_customer and uses.filter(customer_id__in=person_ids(customer)).exists():
        raise DomainError("promotion_used", "This customer has used this promotion already.")
    if promotion.most_uses is not None and uses.count() >= promotion.most_uses:
        raise DomainError("promotion_used_up", "This promotion is used up.")


def discount_of(order: Order, promotion: Promotion, lines: Sequence[OrderLine]) -> Decimal:
    """What the promotion would take off the order now. Raises what the rules raise."""
    today = timezone.localdate(timezone=order.tenant.zone)
    check_running(promotion.terms, today)
    check_uses(promotion, customer=order.customer, besides=order)
    return discount_for(promotion.terms, _bought(lines), currency=order.currency)


def _discount(order: Order, promotion: Promotion, lines: Sequence[OrderLine]) -> Decimal:
    if order.state == Status.PENDING or order.state == Status.CANCELLED:
        return discount_of(order, promotion, lines)
    return discount_for(promotion.terms, _bought(lines), currency=order.currency)


def _bought(lines: Sequence[OrderLine]) -> list[Bought]:
    return [Bought(line.product.public_id, line.product.category, line.subtotal) for line in lines]
