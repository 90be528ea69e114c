"""`restore_order`: a yes that came after the order had been cancelled for want of one."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from lib.errors import DomainError
from orders import selectors, services
from orders.facts import is_restorable, order_facts
from orders.models import Actor


class RestoreOrder(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")


def run(context: ToolContext, arguments: RestoreOrder) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    if not is_restorable(order):
        message = f"The order is {order.status}: only what was cancelled for want of an answer can be restored."
        raise DomainError("wrong_status", message, status=order.status)
    order = services.restore_order(order, by=services.By(Actor.AGENT), note="late answer")
    return {"kind": "order_restored", **order_facts(order, context.language)}


tool = Tool(
    name="restore_order",
    description=(
        "Bring back an order with can_restore: it was cancelled because the customer did not answer in time, and now "
        "they want it after all. It is pending again: show the recap and ask for a yes."
    ),
    arguments=RestoreOrder,
    run=run,
    writes=True,
)
