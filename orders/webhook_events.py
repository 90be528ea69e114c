"""What other programs hear about an order: enough to know which one, and whether to ask the API for more."""

from typing import Any

from orders.models import Order, OrderEvent
from orders.states import Status
from tenants.webhooks.events import emit


def emit_order(order: Order, event: OrderEvent) -> None:
    """One webhook event for each event of the order, in its transaction."""
    emit(order.tenant, event=_name(event), data={"order": _facts(order), "change": _change(event)})


def _name(event: OrderEvent) -> str:
    if event.kind == "created":
        return "order.created"
    is_cancelled = event.to_status == Status.CANCELLED and event.from_status != Status.CANCELLED
    return "order.cancelled" if is_cancelled else "order.updated"


def _facts(order: Order) -> dict[str, Any]:
    return {
        "id": str(order.public_id), "number": order.number, "status": order.status, "version": order.version,
        "total": str(order.total), "currency": order.currency, "payment_status": order.payment_status,
    }  # fmt: skip


def _change(event: OrderEvent) -> dict[str, str]:
    return {
        "kind": event.kind, "by": event.actor, "from_status": event.from_status, "to_status": event.to_status,
        "note": event.note,
    }  # fmt: skip
