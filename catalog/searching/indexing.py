"""Keeping the index of words right. The products of one call are of one shop.

What a product is worth for a term is catalog.searching.postings; here rows are compared and written. The counts in
Term follow by themselves: a trigger on the table of postings keeps them.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.db import connection, transaction

from catalog.models import Posting, Product
from catalog.searching.postings import Postings, attribute_text, postings, text_hash
from lib.text import fold

BATCH = 500
Row = TypeVar("Row")

_FORGET = """
    DELETE FROM catalog_posting AS stale USING unnest(%s::bigint[], %s::text[]) AS gone (product_id, term)
    WHERE stale.tenant_id = %s AND stale.product_id = gone.product_id AND stale.term = gone.term
"""
_ADD = "COPY catalog_posting (tenant_id, product_id, term, impact, fields) FROM STDIN"


def describe(product: Product) -> bool:
    """Write down what the product will be found by, before it is saved. False when nothing of that has changed."""
    known, product.indexed_hash = product.indexed_hash, text_hash(product)
    if known == product.indexed_hash:
        return False
    product.search_text = search_text(product)
    return True


def search_text(product: Product) -> str:
    """All names, categories and descriptions in all languages, folded; names stand first."""
    variants = [{"name": product.name, "category": product.category, "description": product.description}]
    variants += list(product.translations.values())
    parts = [variant.get(field, "") for field in ("name", "category", "description") for variant in variants]
    parts += [product.brand, product.model, product.sku, *product.eans, attribute_text(product.attributes)]
    return fold(" | ".join(part for part in parts if part))


@transaction.atomic
def index_products(products: Sequence[Product], *, are_new: bool = False) -> None:
    """Write the postings of saved products: only rows that differ, in three statements however many products.

    `are_new` says that none of them was indexed before: then nothing is compared.
    """
    if not products:
        return
    known = {} if are_new else _known(products)
    wanted = {product.pk: postings(product) for product in products}
    stale = [(pk, term) for pk, rows in known.items() for term in rows if wanted[pk].get(term) != rows[term]]
    fresh = [
        (pk, term, *worth) for pk, rows in wanted.items() for term, worth in rows.items()
        if known.get(pk, {}).get(term) != worth
    ]  # fmt: skip
    _write(products[0].tenant_id, stale, fresh)


def reindex() -> int:
    """Make the index of the shop's words anew; how many products it has. Searches meanwhile see the old one."""
    count = 0
    for batch in batches(Product.objects.filter(outside_key="").order_by("pk").iterator(chunk_size=BATCH)):
        Product.objects.bulk_update([row for row in batch if describe(row)], ["search_text", "indexed_hash"])
        index_products(batch)
        count += len(batch)
    return count


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterable[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _known(products: Sequence[Product]) -> dict[int, Postings]:
    rows = Posting.objects.filter(product__in=[product.pk for product in products])
    known: dict[int, dict[str, tuple[float, int]]] = {}
    for pk, term, impact, fields in rows.values_list("product_id", "term", "impact", "fields"):
        known.setdefault(pk, {})[term] = (impact, fields)
    return dict(known)


def _write(tenant: int, stale: Sequence[tuple[int, str]], fresh: Sequence[tuple[int, str, float, int]]) -> None:
    with connection.cursor() as cursor:
        if stale:
            cursor.execute(_FORGET, [[pk for pk, _ in stale], [term for _, term in stale], tenant])
        if fresh:
            # Neighbours in the index are written together.
            with cursor.copy(_ADD) as copy:
                for pk, term, impact, fields in sorted(fresh, key=lambda row: row[1]):
                    copy.write_row((tenant, pk, term, impact, int(fields)))
