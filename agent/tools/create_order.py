"""`create_order`: a new pending order."""

from pydantic import Field

from agent.playbooks.promises import keep_promise
from agent.tools.base import Receipt, Tool, ToolContext
from agent.tools.items import WantedItem, resolve
from agent.tools.wishes import Wishes
from conversations.services import remember_customer
from orders import services
from orders.facts import order_facts
from orders.items import add_up
from orders.models import Actor
from orders.selectors import find_repeat


class CreateOrder(Wishes):
    items: list[WantedItem] = Field(min_length=1, max_length=50)
    address: str = Field("", max_length=300, description="Delivery address, if the customer gave one.")
    notes: str = Field("", max_length=1000, description="The customer's wishes for this order, in their words.")
    customer_name: str = Field("", max_length=160, description="Only if the customer said it.")
    second_order: bool = Field(
        default=False, description="True only if the customer asked for the same order once more."
    )


def run(context: ToolContext, arguments: CreateOrder) -> Receipt:
    items = resolve(arguments.items)
    if not arguments.second_order:
        quantities = add_up(items)
        repeat = find_repeat(context.conversation, list(quantities.items()))
        if repeat:
            return {"kind": "order_exists", "repeat": True, **order_facts(repeat, context.language)}
    order = services.create_order(
        context.tenant, customer=context.customer, conversation=context.conversation, items=items,
        by=services.By(Actor.AGENT), address=_address(context, arguments), notes=arguments.notes,
        wished=arguments.wished,
    )  # fmt: skip
    order = keep_promise(order, context.conversation)
    remember_customer(context.customer, name=arguments.customer_name, address=arguments.address)
    return {"kind": "order_created", **order_facts(order, context.language)}


def _address(context: ToolContext, arguments: CreateOrder) -> str:
    """What is picked up needs no address, and an old one must not refuse it."""
    known = "" if arguments.fulfilment == "pickup" else context.customer.address
    return arguments.address or known


tool = Tool(
    name="create_order",
    description=(
        "Take a new order. Use product_ids that a tool returned. The order is pending until the customer says yes "
        "to the recap; prices and totals come back in the result, never from you."
    ),
    arguments=CreateOrder,
    run=run,
    writes=True,
)
