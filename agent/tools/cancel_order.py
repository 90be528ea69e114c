"""`cancel_order`: cancel the customer's order."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.taps import list_taps
from lib.errors import DomainError
from orders import selectors, services
from orders.editing.requests import request_cancel
from orders.facts import order_facts
from orders.models import Actor, Order


class CancelOrder(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")
    reason: str = Field("", max_length=300)


def run(context: ToolContext, arguments: CancelOrder) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    _check_tap(context, order)
    by = services.By(Actor.AGENT)
    try:
        order = services.cancel_order(order, by=by, reason=arguments.reason)
    except DomainError as refusal:
        if refusal.code != "too_late":
            raise
        request_cancel(order, by=by, conversation=context.conversation, reason=arguments.reason)
        return {"kind": "cancel_requested", "nothing_changed_yet": True, **order_facts(order, context.language)}
    return {"kind": "order_cancelled", **order_facts(order, context.language)}


def _check_tap(context: ToolContext, order: Order) -> None:
    """A tapped "Cancel order" is about the order it stood under. Raises DomainError `tapped_other_order`."""
    tapped = [tap.number for tap in list_taps(context, "cancel")]
    if tapped and order.number not in tapped:
        message = f"The customer tapped Cancel under order {tapped[-1]}, not under {order.number}."
        raise DomainError("tapped_other_order", message, tapped=tapped[-1])


tool = Tool(
    name="cancel_order",
    description=(
        "Cancel an order when the customer asks for it. If the result's kind is cancel_requested it was too late: the "
        "order is NOT cancelled, the shop was asked. Say exactly that."
    ),
    arguments=CancelOrder,
    run=run,
    writes=True,
)
