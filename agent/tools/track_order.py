"""`track_order`: where an order is."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext, plain
from orders import selectors
from orders.facts import order_facts
from orders.links import tracking_link


class TrackOrder(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")


def run(context: ToolContext, arguments: TrackOrder) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    history = order.events.filter(kind__in=["created", "status"])
    return {
        "kind": "tracking",
        **order_facts(order, context.language),
        "carrier": order.carrier,
        "carrier_number": order.carrier_number,
        "expected_on": str(order.expected_on) if order.expected_on else None,
        "history": [{"status": event.to_status, "at": plain(event.created_at)} for event in history],
        "tracking_url": tracking_link(order),
    }


tool = Tool(
    name="track_order",
    description="Status, history, carrier and tracking link of one of the customer's orders.",
    arguments=TrackOrder,
    run=run,
)
