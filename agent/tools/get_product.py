"""`get_product`: everything about one product."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.facts import product_facts
from catalog import selectors


class GetProduct(Arguments):
    product_id: str = Field(max_length=64, description="From list_products or search_products.")


def run(context: ToolContext, arguments: GetProduct) -> Receipt:
    product = selectors.get_product(arguments.product_id)
    return {"kind": "product", **product_facts(product, context, details=True)}


tool = Tool(
    name="get_product",
    description="Description, attributes, price and stock of one product.",
    arguments=GetProduct,
    run=run,
)
