"""`search_products`: find products by the customer's words."""

from decimal import Decimal

from django.utils.translation import override
from pydantic import Field

from agent.demand import note_search
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.facts import product_facts
from catalog.searching.search import Hit, search


class SearchProducts(Arguments):
    query: str = Field(min_length=1, max_length=200, description="What the customer calls it, in their own words.")
    category: str = Field("", max_length=120)
    brand: str = Field("", max_length=120)
    budget_min: Decimal | None = Field(None, ge=0, max_digits=12, description="In the shop's currency.")
    budget_max: Decimal | None = Field(None, ge=0, max_digits=12, description="In the shop's currency.")
    in_stock: bool = Field(default=False, description="Only what can be had now.")
    attributes: dict[str, str] = Field(
        default_factory=dict,
        max_length=5,
        description="Details that must be exactly so, by the names get_product shows.",
    )
    limit: int = Field(5, ge=1, le=20)


def run(context: ToolContext, arguments: SearchProducts) -> Receipt:
    hits = search(
        arguments.query, limit=arguments.limit, category=arguments.category, brand=arguments.brand,
        price_min=arguments.budget_min, price_max=arguments.budget_max, in_stock=arguments.in_stock,
        attributes=arguments.attributes,
    )  # fmt: skip
    note_search(context, arguments.query, hits)
    return {"kind": "products", "query": arguments.query, "products": [_facts(hit, context) for hit in hits]}


def _facts(hit: Hit, context: ToolContext) -> Receipt:
    with override(context.language):
        why = hit.why
    return product_facts(hit.product, context) | {"score": hit.score, "why": why, "matched": hit.codes}


tool = Tool(
    name="search_products",
    description=(
        "Find products by name, use, description or article number, within the limits that the customer set. "
        "Returns product_id, unit, step, price, stock and why each was found."
    ),
    arguments=SearchProducts,
    run=run,
)
