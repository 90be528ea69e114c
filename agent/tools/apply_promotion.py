"""`apply_promotion`: give a pending order the promotion that was told."""

from pydantic import Field

from agent.playbooks.promises import find_offer
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from orders import selectors
from orders.facts import order_facts
from orders.models import Actor
from orders.promotions.services import apply_promotion, promotion_facts
from orders.services import By


class ApplyPromotion(Arguments):
    order_number: str = Field("", max_length=20, description="Empty for the customer's newest order.")


def run(context: ToolContext, arguments: ApplyPromotion) -> Receipt:
    order = selectors.get_customer_order(context.customer, arguments.order_number)
    promotion = order.promotion or find_offer(context.conversation)
    order = apply_promotion(order, promotion=promotion, by=By(Actor.AGENT))
    facts = promotion_facts(promotion, context.language)
    return {"kind": "order_changed", "applied": facts, **order_facts(order, context.language)}


tool = Tool(
    name="apply_promotion",
    description=(
        "When an order was taken before the promotion was told, and the customer wants it: the discount comes back in "
        "the result. If the tool refuses, say why and promise nothing. Show the recap again."
    ),
    arguments=ApplyPromotion,
    run=run,
    writes=True,
)
