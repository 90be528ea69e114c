"""Promotions of a shop: which hold, giving one to an order, and how their terms are said."""

from django.db import transaction
from django.utils import timezone

from conversations.models import Customer
from lib.errors import DomainError
from lib.money import format_money, format_quantity, plain_number
from orders.chat.wording import say
from orders.facts import Facts
from orders.lines import SUMS, total_up
from orders.models import DiscountKind, Order, Promotion
from orders.promotions.discounts import check_uses, discount_of
from orders.promotions.rules import check_running
from orders.services import By, bump, lock_order, record_event
from orders.states import check_not_agreed


@transaction.atomic
def apply_promotion(order: Order, *, promotion: Promotion, by: By) -> Order:
    """Give a pending order the promotion's discount, with its name as the reason. Once: a repeat changes nothing.

    Raises DomainError `too_late`, `already_cancelled`, `has_discount`, `promotion_over`, `promotion_not_yet`,
    `promotion_used`, `promotion_used_up`, `below_minimum`, `nothing_fits`; then nothing has changed.
    """
    locked = lock_order(order)
    check_not_agreed(locked.state)
    # Whoever counts its uses waits for whoever is just using it.
    offered = Promotion.objects.select_for_update().get(pk=promotion.pk)
    if locked.promotion_id == offered.pk:
        return locked
    if locked.discount or locked.sold_elsewhere:
        raise DomainError("has_discount", "This order's price is settled already: it gets no promotion on top.")
    discount = discount_of(locked, offered, list(locked.lines.select_related("product")))
    was = str(locked.discount)
    locked.promotion, locked.discount, locked.discount_reason = offered, discount, offered.name
    total_up(locked)
    bump(locked, *SUMS)
    changes = {"discount": [was, str(discount)], "discount_reason": ["", offered.name]}
    record_event(locked, kind="edited", by=by, note=offered.name, changes=changes)
    return locked


def check_offer(promotion: Promotion, *, customer: Customer) -> None:
    """Whether this person may be told of it today. Raises DomainError with why not."""
    check_running(promotion.terms, timezone.localdate(timezone=promotion.tenant.zone))
    check_uses(promotion, customer=customer)


def promotion_facts(promotion: Promotion, language: str) -> Facts:
    """JSON-safe: everything that may be said about it. The amounts are the shop's."""
    currency = promotion.tenant.currency
    return {
        "promotion_id": str(promotion.public_id),
        "promotion": promotion.name,
        "percent": plain_number(promotion.value) if promotion.kind == DiscountKind.PERCENT else "",
        "amount": plain_number(promotion.value) if promotion.kind == DiscountKind.AMOUNT else "",
        "minimum": plain_number(promotion.minimum) if promotion.minimum else "",
        "categories": promotion.categories,
        "ends_on": promotion.ends_on.isoformat() if promotion.ends_on else "",
        "once_per_customer": promotion.once_per_customer,
        "currency": currency,
        "terms_text": terms_text(promotion, language),
    }


def terms_text(promotion: Promotion, language: str) -> str:
    """`10 % off from Rp 200.000, until 31/12/2026`: the terms, in code's words."""
    currency = promotion.tenant.currency
    if promotion.kind == DiscountKind.PERCENT:
        parts = [say(language, "promotion_percent", percent=format_quantity(promotion.value, language))]
    else:
        parts = [say(language, "promotion_amount", amount=format_money(promotion.value, currency, language))]
    if promotion.minimum:
        parts.append(say(language, "promotion_from", minimum=format_money(promotion.minimum, currency, language)))
    if promotion.categories:
        parts.append(say(language, "promotion_on", names=", ".join(promotion.categories)))
    if promotion.ends_on:
        parts.append(say(language, "promotion_until", date=f"{promotion.ends_on:%d/%m/%Y}"))
    if promotion.once_per_customer:
        parts.append(say(language, "promotion_once"))
    return ", ".join(parts)
