"""The statements of a search: products by their words, by their meaning, by an identifier.

Each names its tenant, and takes what is allowed as a query that the scoped manager made.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from catalog.embeddings.base import Embedder, Vector
from catalog.models import INDEXED_DIMENSIONS, Posting, Product
from catalog.searching.filters import Filters, allowed
from catalog.searching.postings import CEILING
from catalog.searching.vectors import as_text
from catalog.searching.vocabulary import Wanted
from tenants.scoping import current_tenant_id

# So many of the best by words are looked at again by their meaning. More changed nothing on the judged queries.
WINDOW = 100
# Most shops write in two or three.
LANGUAGES = 3
# How much a hit loses with all the words it lacks.
COVERAGE = 0.6


@dataclass(frozen=True)
class Match:
    """One wanted word in a product: which one, in which fields (postings.Field), and how surely it is meant."""

    word: int
    fields: int
    likeness: float


@dataclass(frozen=True)
class Candidate:
    """`words` and `meaning` are 0 to 1; `meaning` is None where the product has no vector of the model."""

    product_id: int
    words: float
    meaning: float | None
    matches: Sequence[Match] = ()
    # Its category, in every language.
    categories: Sequence[str] = ()


# A word with one term meets a product once; of several terms the one that says most counts.
_MET = """
    SELECT held.product_id, wanted.word, wanted.rarity, {value} AS value
    FROM wanted JOIN catalog_posting AS held ON held.tenant_id = %(tenant)s AND held.term = wanted.term
    WHERE {allowed} {grouped}
"""
_ONCE = {"value": "wanted.likeness * held.impact", "grouped": ""}
_OFTEN = {
    "value": "max(wanted.likeness * held.impact)",
    "grouped": "GROUP BY held.product_id, wanted.word, wanted.rarity",
}
# What matched is looked up for the best alone: to keep it for every product that holds a word took longer than to rank.
_BY_WORDS = """
WITH wanted AS (
    SELECT * FROM unnest(%(words)s::int[], %(terms)s::text[], %(likenesses)s::float8[], %(rarities)s::float8[])
    AS wanted (word, term, likeness, rarity)
), best AS (
    SELECT product_id, (%(least)s + %(coverage)s * sum(rarity) / %(total)s) * sum(rarity * value) AS score
    FROM ({met}) AS met GROUP BY product_id HAVING {enough}
    ORDER BY score DESC, product_id LIMIT %(window)s
)
SELECT best.product_id, best.score,
    (SELECT 1 - min(embedding <=> %(vector)s::vector) FROM catalog_productvector AS seen
     WHERE seen.tenant_id = %(tenant)s AND seen.product_id = best.product_id AND seen.model = %(model)s),
    (SELECT ARRAY[category] || ARRAY(SELECT value ->> 'category' FROM jsonb_each(translations))
     FROM catalog_product AS sold WHERE sold.tenant_id = %(tenant)s AND sold.id = best.product_id),
    matched.words, matched.fields, matched.likenesses
FROM best CROSS JOIN LATERAL (
    SELECT array_agg(word) AS words, array_agg(fields) AS fields, array_agg(likeness) AS likenesses FROM (
        SELECT wanted.word, bit_or(held.fields) AS fields, max(wanted.likeness) AS likeness
        FROM catalog_posting AS held JOIN wanted USING (term)
        WHERE held.tenant_id = %(tenant)s AND held.product_id = best.product_id AND held.term = ANY (%(terms)s::text[])
        GROUP BY wanted.word
    ) AS each
) AS matched
"""
# The cast is the one of the index.
_BY_MEANING = """
SELECT held.product_id, 1 - (held.embedding{cast} <=> %(vector)s::vector{size}) AS meaning
FROM catalog_productvector AS held
WHERE held.tenant_id = %(tenant)s AND held.model = %(model)s AND held.dimensions = {dimensions} AND {allowed}
ORDER BY held.embedding{cast} <=> %(vector)s::vector{size} LIMIT %(limit)s
"""


def by_words(
    wanted: Sequence[Wanted], filters: Filters, *, model: Embedder, vector: Vector | None, limit: int
) -> list[Candidate]:
    """The products that hold at least half of the words, and more than a number that happens to be there."""
    known = [(number, word) for number, word in enumerate(wanted) if word.terms]
    if len(known) * 2 < len(wanted) or not known:
        return []
    pairs = [(number, word, term, sure) for number, word in known for term, sure in word.terms.items()]
    total = sum(word.rarity for word in wanted) or 1.0
    numbers = [number for number, word in enumerate(wanted) if word.is_number]
    statement = _statement(
        is_met_once=len(pairs) == len(known), count=len(wanted), has_mere_numbers=0 < len(numbers) < len(wanted)
    )
    rows = _fetch(statement, filters, {
        "words": [number for number, *_ in pairs],
        "terms": [term for *_, term, _ in pairs],
        "likenesses": [sure for *_, sure in pairs],
        "rarities": [word.rarity for _, word, *_ in pairs],
        "total": total, "count": len(wanted), "numbers": numbers,
        "least": 1 - COVERAGE, "coverage": COVERAGE, "window": max(WINDOW, limit),
        "model": model.name, "vector": None if vector is None else as_text(vector),
    })  # fmt: skip
    return [
        Candidate(pk, score / (total * CEILING), meaning,
                  [Match(*match) for match in sorted(zip(found, fields, sure, strict=True))],
                  [category for category in categories or () if category])
        for pk, score, meaning, categories, found, fields, sure in rows
    ]  # fmt: skip


def _statement(*, is_met_once: bool, count: int, has_mere_numbers: bool) -> str:
    """What need not be counted is not: there may be a row for every fifth product of a large shop."""
    met = _MET
    for name, part in (_ONCE if is_met_once else _OFTEN).items():
        met = met.replace(f"{{{name}}}", part)
    enough = ["count(*) * 2 >= %(count)s"] if count > 2 else []
    enough += ["bool_or(word <> ALL (%(numbers)s::int[]))"] if has_mere_numbers else []
    return _BY_WORDS.replace("{met}", met).replace("{enough}", " AND ".join(enough) or "TRUE")


def by_meaning(vector: Vector, filters: Filters, *, model: Embedder, limit: int) -> list[Candidate]:
    """The products nearest to the vector that are surely meant, nearest first."""
    size = f"({int(model.dimensions)})" if model.dimensions in INDEXED_DIMENSIONS else ""
    statement = _BY_MEANING.replace("{cast}", f"::vector{size}" if size else "").replace("{size}", size)
    statement = statement.replace("{dimensions}", str(int(model.dimensions)))
    # A product has a vector per language: the nearest of them counts.
    values = {"vector": as_text(vector), "model": model.name, "limit": limit * LANGUAGES}
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Without it the index gives forty neighbours of all shops, and a filter may refuse every one of them.
            cursor.execute("SELECT set_config('hnsw.iterative_scan', 'strict_order', true)")
        rows = _fetch(statement, filters, values)
    nearest = dict(reversed([(pk, meaning) for pk, meaning in rows if meaning >= model.sure_from]))
    return [Candidate(pk, 0.0, meaning) for pk, meaning in reversed(nearest.items())][:limit]


def by_identifier(identifier: str, filters: Filters) -> dict[int, int]:
    """{product: fields} of the products that have this article number, model or barcode."""
    rows = Posting.objects.filter(term=identifier, product__in=allowed(filters))
    return dict(rows.values_list("product_id", "fields"))


def _fetch(statement: str, filters: Filters, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    condition, arguments = _condition(filters)
    names = {f"allowed_{number}": argument for number, argument in enumerate(arguments)}
    condition = condition % tuple(f"%({name})s" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("{allowed}", condition), {**values, **names, "tenant": current_tenant_id()})
        return list(cursor.fetchall())


def _condition(filters: Filters) -> tuple[str, tuple[Any, ...]]:
    """Which products may be found, as SQL. Without filters the few that are not for sale are left out instead."""
    if filters.are_narrow:
        return _subquery("IN", allowed(filters))
    if filters.only_available:
        return _subquery("NOT IN", Product.objects.filter(is_available=False).order_by())
    return "TRUE", ()


def _subquery(operator: str, rows: QuerySet[Product]) -> tuple[str, tuple[Any, ...]]:
    sql, arguments = rows.values("pk").query.sql_with_params()
    return f"held.product_id {operator} ({sql})", arguments
