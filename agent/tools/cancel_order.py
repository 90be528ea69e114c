"""`cancel_order`: cancel the customer's order."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.facts import order_facts
from agent.tools.taps import list_taps
from lib.errors import DomainError
from orders import selectors, services
from orders.models import Actor, Order


class CancelOrder(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")
    reason: str = Field("", max_length=300)


def run(context: ToolContext, arguments: CancelOrder) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    _check_tap(context, order)
    order = services.cancel_order(order, by=services.By(Actor.AGENT), reason=arguments.reason)
    return {"kind": "order_cancelled", **order_facts(order, context.language)}


def _check_tap(context: ToolContext, order: Order) -> None:
    """A tapped "Cancel order" is about the order it stood under. Raises DomainError `tapped_other_order`."""
    tapped = [tap.number for tap in list_taps(context, "cancel")]
    if tapped and order.number not in tapped:
        message = f"The customer tapped Cancel under order {tapped[-1]}, not under {order.number}."
        raise DomainError("tapped_other_order", message, tapped=tapped[-1])


tool = Tool(
    name="cancel_order",
    description="Cancel a pending or confirmed order when the customer asks for it.",
    arguments=CancelOrder,
    run=run,
    writes=True,
)
