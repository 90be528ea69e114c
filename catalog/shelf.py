"""The catalogue page by page, as the API and the panel show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from catalog.models import Product, StoreItem
from catalog.searching.filters import Filters, allowed
from catalog.selectors import get_product

# A shop with more categories than these finds them by typing.
MOST_CATEGORIES = 200


@dataclass(frozen=True)
class Page:
    """Some products. `after` names the one after which the next page begins; empty on the last."""

    products: Sequence[Product]
    after: str


def list_shelf(filters: Filters, *, limit: int, after: str = "") -> Page:
    """Newest first, without what is only known from orders; what comes in between moves no page.

    Raises DomainError `unknown_product` for an `after` that is none of this shop's.
    """
    rows = allowed(filters).filter(outside_key="").order_by("-pk")
    if after:
        rows = rows.filter(pk__lt=get_product(after).pk)
    found = list(rows[: limit + 1])
    shown = found[:limit]
    return Page(shown, str(shown[-1].public_id) if len(found) > limit else "")


def name_stores(products: Iterable[Product]) -> dict[int, str]:
    """{product: the name of the store it comes from}; those that are only ours are not in it."""
    rows = StoreItem.objects.filter(product__in=[product.pk for product in products], gone_at=None)
    return {pk: name for pk, name in rows.values_list("product_id", "store__name") if pk}


def list_categories() -> list[str]:
    """What products for sale are filed under, in the shop's own language."""
    rows = Product.objects.filter(is_available=True).exclude(category="").order_by("category")
    return list(rows.values_list("category", flat=True).distinct()[:MOST_CATEGORIES])
