"""Reads from the catalogue."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db.models import Q

from catalog.models import Product, StoreItem
from catalog.searching.postings import section
from lib.errors import DomainError


def list_products(*, category: str = "", limit: int = 50) -> list[Product]:
    """What is for sale in the current tenant, by category and name."""
    rows = Product.objects.filter(in_category(category), is_available=True)
    return list(rows[:limit])


def in_category(name: str) -> Q:
    """A category by its name in any language; an empty name means every category."""
    return Q(postings__term=section(name)) if name.strip() else Q()


def get_product(public_id: str) -> Product:
    """Raises DomainError `unknown_product` for an id that is not one of this shop's."""
    try:
        return Product.objects.get(public_id=UUID(str(public_id)))
    except (Product.DoesNotExist, ValueError) as error:
        raise DomainError(
            "unknown_product", f"There is no product {public_id!r}. Search for it first and use its id."
        ) from error


def list_by_public_id(public_ids: Collection[str]) -> list[Product]:
    """Those of the current tenant that are still there."""
    return list(Product.objects.filter(public_id__in=public_ids)) if public_ids else []


def lock_products(ids: Iterable[int]) -> dict[int, Product]:
    """The products, locked in the order of their keys so that two orders never wait for each other.

    Raises DomainError `unknown_product` when one of them is not this shop's.
    """
    wanted = set(ids)
    rows = {row.pk: row for row in Product.objects.order_by("pk").filter(pk__in=wanted).select_for_update()}
    if wanted - rows.keys():
        raise DomainError("unknown_product", "There is no such product. Search for it first and use its id.")
    return rows


def list_store_products() -> list[int]:
    """The keys of products that a store has and that is read: what they are is its to say."""
    rows = StoreItem.objects.filter(store__is_enabled=True, gone_at=None, product__isnull=False)
    return [pk for pk in rows.values_list("product_id", flat=True) if pk]
