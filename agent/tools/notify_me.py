"""`notify_me`: one message when something that is missing now is there."""

from pydantic import Field

from agent.demand import note_lack
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from catalog.demand.services import is_missing
from catalog.selectors import get_product
from lib.errors import DomainError


class NotifyMe(Arguments):
    product_id: str = Field("", max_length=64, description="Of the product that is sold out, if a tool returned it.")
    words: str = Field("", max_length=200, description="Else: what the customer wants, in their own words.")


def run(context: ToolContext, arguments: NotifyMe) -> Receipt:
    product = get_product(arguments.product_id) if arguments.product_id else None
    if product and not is_missing(product):
        raise DomainError("in_stock", f"{product.name} is there already. Offer it instead.")
    name = product.text("name", context.language) if product else arguments.words
    if note_lack(context, name, product=product, waiting=True) is None:
        raise DomainError("what", "Say what the customer waits for: product_id, or words.")
    return {"kind": "waiting", "name": name}


tool = Tool(
    name="notify_me",
    description=(
        "When a product is sold out or not found and the customer asks to be told when it is there, or says yes to "
        "your offer to tell them: they get one message here. Never without their wish."
    ),
    arguments=NotifyMe,
    run=run,
    writes=True,
)
