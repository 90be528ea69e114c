"""`get_live_product_details`: what the product's store says about it right now."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext, plain
from agent.tools.facts import product_facts
from catalog import selectors
from catalog.stores import live
from catalog.stores.live import Sight

# What the model has to know about where the facts come from.
MEANING = {
    "live": "The store said so within the last minute.",
    "synced_copy": "The store did not answer. These are our copy's stock and price: say how old they are.",
    "own": "The shop keeps this product here: this is the truth.",
}


class GetLiveProductDetails(Arguments):
    product_id: str = Field(max_length=64, description="From list_products or search_products.")


def run(context: ToolContext, arguments: GetLiveProductDetails) -> Receipt:
    product = selectors.get_product(arguments.product_id)
    live.look([product])
    product.refresh_from_db()
    facts = {**product_facts(product, context, details=True), "is_for_sale": product.is_available}
    return {"kind": "live_product", **facts, **_sight_facts(live.sights([product])[product.pk])}


def _sight_facts(sight: Sight) -> Receipt:
    return {
        "source": sight.source,
        "checked_at": plain(sight.at),
        "age_seconds": sight.age_seconds,
        "message": MEANING[sight.source],
    }


tool = Tool(
    name="get_live_product_details",
    description=(
        "Exact stock and price of one product that was found already, asked from its online store at this moment. Use "
        "it when the customer asks whether something is really there or is about to order the last ones."
    ),
    arguments=GetLiveProductDetails,
    run=run,
)
