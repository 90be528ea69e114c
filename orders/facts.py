"""An order as facts: one shape for the agent, for messages about it and for its public pages, in one language."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects

from lib.money import format_money, format_quantity, plain_number
from orders.chat.recap import day_text
from orders.delivery.services import goods_of, minimum_facts
from orders.models import ConfirmationState, Fulfilment, Order, OrderLine, RequestKind
from orders.payments.services import read_ledger
from orders.payments.states import PaymentStatus
from orders.pricing import missing_to
from orders.rules import allowed_to_customer, rules_of
from orders.states import SHOP_MAY_CHANGE, Rules, Status, list_moves

Facts = dict[str, Any]
# Where the status alone does not say how much was paid.
PARTLY = frozenset({PaymentStatus.PARTLY_PAID, PaymentStatus.OVERPAID, PaymentStatus.PARTLY_REFUNDED})


def order_facts(order: Order, language: str, *, rules: Rules | None = None) -> Facts:
    """JSON-safe. Bring `rules` along for a list of orders."""
    # Two queries for one order, none for a list that brought its lines along.
    prefetch_related_objects([order], "lines__product")
    return {
        "order_number": order.number,
        "status": order.status,
        "payment_status": order.payment_status,
        "version": order.version,
        "currency": order.currency,
        "total": _plain(order.total),
        "total_text": format_money(order.total, order.currency, language),
        "charges": _charges(order, language),
        **_paid(order, language),
        "address": order.address,
        **_coming(order, language),
        "notes": order.notes,
        **_possible(order, rules or rules_of(order.tenant_id)),
        "ordered_at": _plain(order.created_at),
        "lines": [_line(line, order.currency, language) for line in order.lines.all()],
    }


def is_restorable(order: Order) -> bool:
    """Whether it was cancelled only because the customer did not answer: their late yes may bring it back."""
    if order.state != Status.CANCELLED:
        return False
    confirmation = getattr(order, "confirmation", None)
    return confirmation is not None and confirmation.state == ConfirmationState.SILENT


def may_ask(kind: str, order: Order, rules: Rules) -> bool:
    """Whether the shop could still do what the customer may no longer do by themselves."""
    if kind == RequestKind.CHANGE:
        return order.state in SHOP_MAY_CHANGE
    return Status.CANCELLED in list_moves(order.state, rules)


def _possible(order: Order, rules: Rules) -> Facts:
    """`can_...`: what the customer does by themselves; `can_ask_...`: what the shop decides for them."""
    allowed = allowed_to_customer(order, rules)
    facts: Facts = {f"can_{action}": is_allowed for action, is_allowed in allowed.items()}
    for action, is_allowed in allowed.items():
        facts[f"can_ask_{action}"] = not is_allowed and may_ask(action, order, rules)
    return facts | ({"can_restore": True} if is_restorable(order) else {})


def _paid(order: Order, language: str) -> Facts:
    """What the shop knows of the money. Amounts only where the status does not say them: it costs a query."""
    known: Facts = {"payment_status": order.payment_status, "payment_method": order.payment_method}
    if order.payment_status not in PARTLY:
        return known
    balance = read_ledger(order).balance
    amounts = {"paid": balance.paid, "refunded": balance.refunded, "due": balance.due}
    return known | {f"{name}_text": format_money(amount, order.currency, language) for name, amount in amounts.items()}


def _charges(order: Order, language: str) -> list[Facts]:
    """What the total holds beside the lines, in the order in which it is added up; a discount is taken off."""
    amounts = {"delivery": order.delivery_fee, "fees": order.fees, "discount": order.discount}
    charges: list[Facts] = [
        {"charge": name, "amount": _plain(amount), "amount_text": format_money(amount, order.currency, language)}
        for name, amount in amounts.items()
        if amount
    ]
    if order.discount and order.discount_reason:
        charges[-1]["reason"] = order.discount_reason
    return charges


def _coming(order: Order, language: str) -> Facts:
    """How and when the order comes; what is missing to the minimum of its area."""
    facts: Facts = {"fulfilment": order.fulfilment}
    if order.fulfilment == Fulfilment.PICKUP:
        facts["pickup_at"] = order.tenant.address
    if order.wished_on:
        facts |= {
            "wished_on": str(order.wished_on),
            "wished_at": f"{order.wished_at:%H:%M}" if order.wished_at else "",
            "wished_text": day_text(order.wished_on, order.wished_at, language),
        }
    area = order.delivery_area
    if area:
        missing = missing_to(area.minimum, goods_of(order))
        facts["delivery_area"] = area.name
        if missing and order.status == Status.PENDING:
            facts["below_minimum"] = minimum_facts(area, missing, order.currency, language)
    return facts


def _line(line: OrderLine, currency: str, language: str) -> Facts:
    return {
        "product_id": str(line.product.public_id),
        "name": line.product.text("name", language),
        "quantity": _plain(line.quantity),
        "quantity_text": format_quantity(line.quantity, language),
        "unit": line.unit,
        "unit_price": _plain(line.unit_price),
        "subtotal": _plain(line.subtotal),
        "subtotal_text": format_money(line.subtotal, currency, language),
    }


def _plain(value: Decimal | datetime) -> str:
    """No exponent, no trailing zeros, ISO times."""
    return plain_number(value) if isinstance(value, Decimal) else value.isoformat()
