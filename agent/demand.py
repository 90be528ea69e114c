"""What the agent's tools learn about lost demand: a search without a find, an order of something sold out."""

from collections.abc import Sequence

from agent.tools.base import ToolContext
from catalog.demand.services import Asker, is_missing, record_demand
from catalog.models import LostDemand, Product
from catalog.searching.search import Hit, search
from catalog.selectors import get_product
from lib.errors import DomainError
from lib.text import words

# Refusals of an order that mean that the customer cannot have the product now.
_LACKS = frozenset({"out_of_stock", "not_for_sale"})


def note_search(context: ToolContext, query: str, hits: Sequence[Hit]) -> None:
    """Nothing was found, or only what is sold out. What is hidden but would have fitted is what they wanted."""
    if not hits:
        hidden = search(query, limit=1, only_available=False)
        if hidden and not is_missing(hidden[0].product):
            return  # it is sold here; a limit of the question, a price or a brand, left it out
        note_lack(context, query, product=hidden[0].product if hidden else None)
        return
    meant = _named(query, hits) or hits
    if all(is_missing(hit.product) for hit in meant):
        note_lack(context, query, product=meant[0].product)


def _named(query: str, hits: Sequence[Hit]) -> list[Hit]:
    """Those whose name, in any language, holds all the words: what else was found is only like it."""
    wanted = set(words(query))
    return [hit for hit in hits if any(wanted <= set(words(name)) for name in _names(hit.product))] if wanted else []


def _names(product: Product) -> list[str]:
    return [product.name, *(str(texts.get("name", "")) for texts in product.translations.values())]


def note_refusal(context: ToolContext, refusal: DomainError) -> None:
    """An order was refused. More than there is left is lost demand as well."""
    if refusal.code == "not_delivered":
        note_place(context, str(refusal.facts["address"]))
    public_id = refusal.facts.get("product_id")
    if refusal.code in _LACKS and public_id:
        product = get_product(public_id)
        note_lack(context, product.text("name", context.language), product=product)


def note_place(context: ToolContext, place: str) -> None:
    """Somebody lives where nothing is delivered."""
    record_demand(context.tenant, asker=_asker(context), asked=place, is_place=True)


def note_lack(context: ToolContext, asked: str, *, product: Product | None, waiting: bool = False) -> LostDemand | None:
    return record_demand(context.tenant, asker=_asker(context), asked=asked, product=product, waiting=waiting)


def _asker(context: ToolContext) -> Asker:
    """Who asked comes from the session, never from the model."""
    return Asker(
        customer=context.customer.public_id, conversation=context.conversation.public_id,
        language=context.language, seq=context.seq,
    )  # fmt: skip
