"""`search_products`: find products by the customer's words."""

from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.facts import product_facts
from catalog.search import search


class SearchProducts(Arguments):
    query: str = Field(min_length=1, max_length=200, description="What the customer calls it, in their own words.")
    category: str = Field("", max_length=120)
    limit: int = Field(5, ge=1, le=20)


def run(context: ToolContext, arguments: SearchProducts) -> Receipt:
    hits = search(arguments.query, limit=arguments.limit, category=arguments.category)
    return {
        "kind": "products",
        "query": arguments.query,
        "products": [product_facts(hit.product, context) | {"score": hit.score, "why": hit.reason} for hit in hits],
    }


tool = Tool(
    name="search_products",
    description="Find products by name, use or description. Returns product_id, unit, step, price and stock.",
    arguments=SearchProducts,
    run=run,
)
