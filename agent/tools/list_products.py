"""`list_products`: what the shop sells."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.facts import product_facts
from catalog import selectors

MOST = 40


class ListProducts(Arguments):
    category: str = Field("", max_length=120, description="Only this category. Empty for everything.")


def run(context: ToolContext, arguments: ListProducts) -> Receipt:
    rows = selectors.list_products(category=arguments.category, limit=MOST + 1)
    return {
        "kind": "products",
        "products": [product_facts(row, context) for row in rows[:MOST]],
        "more": len(rows) > MOST,
    }


tool = Tool(
    name="list_products",
    description="List what the shop sells, with unit, price and product_id. Use it for 'what do you have?'.",
    arguments=ListProducts,
    run=run,
)
