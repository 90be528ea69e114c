"""The judged data set of bench/search.py in a shop, and how well and how fast it is searched."""

import csv
import gzip
import json
import math
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from hashlib import md5
from pathlib import Path
from typing import Any

from django.db import connection

from catalog.models import Product
from catalog.searching.indexing import batches
from catalog.searching.search import search
from catalog.searching.vectors import embed_pending
from catalog.services import save_products
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.services import create_tenant

DEPTH = 10
BATCH = 2_000
ROUNDS = 5
# {query: {article number: rating}}
Judgements = dict[str, dict[str, int]]


def read_products(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_judgements(path: Path) -> Judgements:
    """Only queries that somebody found something for: without a rating above 0 every list scores the same."""
    rated: Judgements = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rated.setdefault(row["query"], {})[row["sku"]] = int(row["rating"])
    return {query: ratings for query, ratings in rated.items() if any(ratings.values())}


def measure(
    rows: Sequence[Mapping[str, Any]], judgements: Judgements, *, times: int, verbose: bool = False
) -> dict[str, Any]:
    """Load the set `times` over into a new shop and ask every judged query."""
    shop = create_tenant(
        name=f"Bench {times}", slug=f"bench-{times}", languages=["en"], currency="EUR", timezone="UTC",
        business_type="electronics",
    )  # fmt: skip
    with tenant_scope(shop):
        seconds, count = load(shop, rows, times=times)
        scores = {query: score(query, ratings, times=times) for query, ratings in judgements.items()}
        milliseconds = sorted(duration(query) for _ in range(ROUNDS) for query in judgements)
    for query, value in sorted(scores.items(), key=lambda item: item[1]) if verbose else ():
        print(f"{value:6.3f}  {query}")
    return {
        "ndcg10": round(statistics.mean(scores.values()), 4),
        **{f"ndcg10_{half}": round(statistics.mean(values), 4) for half, values in halves(scores).items()},
        "p50_ms": round(milliseconds[len(milliseconds) // 2], 2),
        "p99_ms": round(milliseconds[len(milliseconds) * 99 // 100], 2),
        "products": count,
        "import_s": round(seconds, 1),
    }


def halves(scores: Mapping[str, float]) -> dict[str, list[float]]:
    """Two halves by a hash of the query: a change that helps one and hurts the other has learnt answers."""
    split: dict[str, list[float]] = {"half_a": [], "half_b": []}
    for query, value in scores.items():
        split["half_b" if md5(query.encode()).digest()[-1] % 2 else "half_a"].append(value)
    return {half: values or [0.0] for half, values in split.items()}


def load(shop: Tenant, rows: Sequence[Mapping[str, Any]], *, times: int) -> tuple[float, int]:
    """Seconds and number of products, with embeddings, until Postgres has nothing left to do."""
    began, count = time.perf_counter(), 0
    for batch in batches(as_products(rows, shop.pk, times=times), BATCH):
        save_products(shop, batch)
        count += len(batch)
        show(f"{count} saved and indexed, {time.perf_counter() - began:.0f} s")
    embed_pending(on_progress=lambda done: show(f"{done} embedded, {time.perf_counter() - began:.0f} s"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) catalog_product, catalog_posting, catalog_term, catalog_productvector")
    show("")
    return time.perf_counter() - began, count


def show(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{line:<60}", end="", file=sys.stderr)


def score(query: str, ratings: Mapping[str, int], *, times: int) -> float:
    """A repeated product counts once: it answers like the one it was made from."""
    found = (hit.product.sku.split("-")[0] for hit in search(query, limit=DEPTH * times))
    return ndcg(list(dict.fromkeys(found)), ratings)


def duration(query: str) -> float:
    """Milliseconds of one search."""
    began = time.perf_counter()
    search(query, limit=DEPTH)
    return (time.perf_counter() - began) * 1000


def as_products(rows: Sequence[Mapping[str, Any]], tenant_id: int, *, times: int = 1) -> Iterator[Product]:
    """The rows as products that are not saved; repeated ones have other article numbers and no barcodes."""
    for turn in range(times):
        for row in rows:
            yield _product(row, tenant_id, suffix=f"-{turn}" if turn else "")


def _product(row: Mapping[str, Any], tenant_id: int, *, suffix: str) -> Product:
    attributes = {name: value for name, value in row["attributes"].items() if name != "product_type"}
    kind = str(row["attributes"].get("product_type") or "")
    return Product(
        tenant_id=tenant_id, sku=row["sku"] + suffix, name=row["title"], description=row.get("description") or "",
        brand=row["brand"], model=row["model"], eans=[] if suffix else [ean for ean in row["ean"] if _is_gtin(ean)],
        # What kind of thing it is; some rows have a number there.
        category="" if kind.isdigit() else kind,
        price=Decimal(row["price_cents"]) / 100, image_url=row["image"], attributes=attributes,
    )  # fmt: skip


def _is_gtin(ean: str) -> bool:
    return ean.isdigit() and 8 <= len(ean) <= 14


def ndcg(skus: Sequence[str], ratings: Mapping[str, int]) -> float:
    """nDCG@10: gain = rating, discount = log2, what nobody rated = 0."""
    ideal = sorted(ratings.values(), reverse=True)[:DEPTH]
    return _gain([ratings.get(sku, 0) for sku in skus[:DEPTH]]) / _gain(ideal)


def _gain(ratings: Sequence[int]) -> float:
    return sum(rating / math.log2(place + 2) for place, rating in enumerate(ratings))
