"""The index of meaning: which products have no vector yet, and giving them one.

Vectors name their model. A search compares only those of the current one, so that nothing is wrong while a new model
takes over: what has no vector yet is found by its words.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache

import structlog
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from catalog.embeddings.base import Embedder, Vector
from catalog.embeddings.registry import embedder
from catalog.models import Product, ProductVector
from catalog.searching.indexing import batches
from catalog.searching.postings import embedded_texts
from lib.errors import ProviderError
from tenants.scoping import current_tenant_id, scopes_disabled

log = structlog.get_logger(__name__)

_STORE = """
    INSERT INTO catalog_productvector (tenant_id, product_id, model, language, dimensions, text_hash, embedding)
    SELECT %(tenant)s, product, %(model)s, language, %(dimensions)s, hash, vector::vector
    FROM unnest(%(products)s::bigint[], %(languages)s::text[], %(hashes)s::text[], %(vectors)s::text[])
        AS made (product, language, hash, vector)
    ON CONFLICT (product_id, model, language) DO UPDATE
    SET text_hash = excluded.text_hash, embedding = excluded.embedding, dimensions = excluded.dimensions
    WHERE catalog_productvector.tenant_id = %(tenant)s
"""


def pending(model: Embedder) -> QuerySet[Product]:
    """Products whose text of today has no vector of this model."""
    current = ProductVector.objects.filter(
        product=OuterRef("pk"), model=model.name, language="", text_hash=OuterRef("indexed_hash")
    )
    return Product.objects.filter(~Exists(current), outside_key="").order_by("pk")


def embed_pending(*, on_progress: Callable[[int], None] = lambda _count: None) -> int:
    """Embed what waits in the current shop, batch by batch; every batch that is done stays done.

    `on_progress` hears the number so far. Raises ProviderError where the model is behind a network.
    """
    model, done, last = embedder(), 0, 0
    while batch := list(pending(model).filter(pk__gt=last)[: model.batch_size]):
        _embed(model, batch)
        done, last = done + len(batch), batch[-1].pk
        on_progress(done)
    return done


def tenants_pending() -> list[int]:
    """Shops with products that wait. All tenants."""
    with scopes_disabled():
        return sorted(set(pending(embedder()).order_by().values_list("tenant_id", flat=True)))


def forget_other_models() -> int:
    """Delete the shop's vectors of models that are not in use any more; how many."""
    return int(ProductVector.objects.exclude(model=embedder().name).delete()[0])


def query_vector(query: str) -> Vector | None:
    """What the query means; None when the model is away or does not read this script: then words alone decide."""
    model = embedder()
    try:
        return _remembered(model, query) if model.understands(query) else None
    except ProviderError as error:
        log.warning("embedding_away", code=error.code, reason=str(error))
        return None


@lru_cache(maxsize=2_000)
def _remembered(model: Embedder, query: str) -> Vector:
    """Kept: customers ask for the same things, and a model behind a network takes longer than the search."""
    return model.embed([query])[0]


def _embed(model: Embedder, products: Sequence[Product]) -> None:
    texts = [
        (product, language, text) for product in products for language, text in embedded_texts(product).items()
    ]  # fmt: skip
    vectors = [
        vector for batch in batches(texts, model.batch_size) for vector in model.embed([text for *_, text in batch])
    ]  # fmt: skip
    made = [(product, language, vector) for (product, language, _), vector in zip(texts, vectors, strict=True)]
    with transaction.atomic():
        # Also those of languages that the product no longer has.
        ProductVector.objects.filter(product__in=products, model=model.name).delete()
        _store(model, made)


def _store(model: Embedder, made: Sequence[tuple[Product, str, Vector]]) -> None:
    """In one statement; the ORM would turn every number into a numpy array and back."""
    with connection.cursor() as cursor:
        cursor.execute(_STORE, {
            "tenant": current_tenant_id(), "model": model.name, "dimensions": model.dimensions,
            "products": [product.pk for product, *_ in made],
            "hashes": [product.indexed_hash for product, *_ in made],
            "languages": [language for _, language, _ in made],
            "vectors": [as_text(vector) for *_, vector in made],
        })  # fmt: skip


def as_text(vector: Vector) -> str:
    """As pgvector reads it."""
    return "[" + ",".join(f"{value:.6g}" for value in vector) + "]"
