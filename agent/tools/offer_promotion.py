"""`offer_promotion`: the promotion that this customer may be told of, or that there is none."""

from agent.playbooks.promises import find_offer
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from orders.promotions.services import promotion_facts


class OfferPromotion(Arguments):
    """Nothing to choose: which promotion holds for whom is decided by its rules."""


def run(context: ToolContext, arguments: OfferPromotion) -> Receipt:
    promotion = find_offer(context.conversation)
    return {"kind": "promotion_offered", **promotion_facts(promotion, context.language)}


tool = Tool(
    name="offer_promotion",
    description=(
        "The promotion that holds for this customer today. Say its terms_text. If the tool refuses there is none: "
        "promise no discount. The order that follows gets the discount by itself; never reckon it."
    ),
    arguments=OfferPromotion,
    run=run,
)
