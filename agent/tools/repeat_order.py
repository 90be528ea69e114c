"""`repeat_order`: an earlier order once more."""

from pydantic import Field

from agent.tools.base import Receipt, Tool, ToolContext, plain
from agent.tools.wishes import Wishes
from lib.money import format_money
from orders import selectors, services
from orders.facts import order_facts
from orders.models import Actor
from orders.placing.repeating import Dearer, repeat_order


class RepeatOrder(Wishes):
    # Not `order_number`: a second call must mean the same order although there is a newer one by then.
    earlier_order: str = Field("", max_length=20, description="The earlier order's number; empty for the newest.")
    address: str = Field("", max_length=300, description="Only if it is to go elsewhere this time.")


def run(context: ToolContext, arguments: RepeatOrder) -> Receipt:
    source = selectors.get_customer_order(context.customer, arguments.earlier_order)
    repeated = repeat_order(
        source, customer=context.customer, conversation=context.conversation, by=services.By(Actor.AGENT),
        address=arguments.address, wished=arguments.wished,
    )  # fmt: skip
    language = context.language
    gone = [
        {"product": line.product.text("name", language), "product_id": str(line.product.public_id), "left": plain(left)}
        for line, left in repeated.gone
    ]
    changed = [_price(one, source.currency, language) for one in repeated.repriced]
    facts = order_facts(repeated.order, language)
    return {"kind": "order_created", "repeats": source.number, "gone": gone, "repriced": changed, **facts}


def _price(one: Dearer, currency: str, language: str) -> Receipt:
    return {
        "product": one.line.product.text("name", language),
        "was": plain(one.line.unit_price),
        "was_text": format_money(one.line.unit_price, currency, language),
        "now": plain(one.now),
        "now_text": format_money(one.now, currency, language),
    }


tool = Tool(
    name="repeat_order",
    description=(
        "Take an earlier order of the customer once more, at today's prices. Find its number with get_customer_orders "
        'when they mean a certain one ("the one from Monday"). Then show the recap, and say what is in `gone` (left '
        "out) and in `repriced` (costs something else now)."
    ),
    arguments=RepeatOrder,
    run=run,
    writes=True,
)
