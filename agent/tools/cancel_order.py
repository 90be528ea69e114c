"""`cancel_order`: cancel the customer's order."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.facts import order_facts
from orders import selectors, services
from orders.models import Actor


class CancelOrder(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")
    reason: str = Field("", max_length=300)


def run(context: ToolContext, arguments: CancelOrder) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    order = services.cancel_order(order, by=services.By(Actor.AGENT), reason=arguments.reason)
    return {"kind": "order_cancelled", **order_facts(order, context.language)}


tool = Tool(
    name="cancel_order",
    description="Cancel a pending or confirmed order when the customer asks for it.",
    arguments=CancelOrder,
    run=run,
    writes=True,
)
