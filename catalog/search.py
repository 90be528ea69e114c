"""Finding products by what customers call them. One function for the agent, the API and the panel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import log
from operator import or_

from django.db.models import Q, QuerySet

from catalog.matching import FILLERS, likenesses
from catalog.models import Product
from catalog.selectors import in_category
from lib.text import words

# In a shop with more products than this, only those that hold one of the words as written are looked at.
SHELF_LIMIT = 3000
# What a word is worth where it stands.
NAME, CATEGORY, ELSEWHERE = 1.0, 0.7, 0.5


@dataclass(frozen=True)
class Hit:
    """A product, how well it fits (0-1) and why."""

    product: Product
    score: float
    reason: str


@dataclass(frozen=True)
class _Entry:
    """A product's words: each name in each language by itself, the categories, and everything else."""

    product: Product
    names: Sequence[frozenset[str]]
    categories: frozenset[str]
    everywhere: frozenset[str]


def search(query: str, *, limit: int = 5, category: str = "", only_available: bool = True) -> list[Hit]:
    """The current tenant's products that fit a customer's words, best first; an empty list when none does."""
    wanted = list(dict.fromkeys(_telling(words(query))))
    rows = Product.objects.filter(in_category(category))
    if only_available:
        rows = rows.filter(is_available=True)
    products = _shelf(rows, wanted)
    exact = [row for row in products if row.sku and row.sku.casefold() == query.strip().casefold()]
    if exact:
        return [Hit(exact[0], 1.0, "article number")]
    hits = _rank([_entry(product) for product in products], wanted)
    return sorted(hits, key=lambda hit: (-hit.score, hit.product.name))[:limit]


def _shelf(rows: QuerySet[Product], wanted: Sequence[str]) -> list[Product]:
    products = list(rows[: SHELF_LIMIT + 1]) if wanted else []
    if len(products) <= SHELF_LIMIT:
        return products
    holds_one = reduce(or_, (Q(search_text__contains=word) for word in wanted))
    return list(rows.filter(holds_one)[:SHELF_LIMIT])


def _telling(found: Sequence[str]) -> Sequence[str]:
    """The words that say something about a product; digits do, single letters do not."""
    return [word for word in found if word not in FILLERS and (len(word) > 1 or word.isdigit())]


def _entry(product: Product) -> _Entry:
    variants = [{"name": product.name, "category": product.category}, *product.translations.values()]
    return _Entry(
        product=product,
        names=[_words(variant.get("name", ""), telling=True) for variant in variants],
        categories=frozenset().union(*(_words(variant.get("category", "")) for variant in variants)),
        everywhere=_words(product.search_text),
    )


@lru_cache(maxsize=50_000)
def _words(text: str, *, telling: bool = False) -> frozenset[str]:
    """Kept: a shelf is read again and again, and taking its texts apart is most of the work of a search."""
    found = words(text)
    return frozenset(_telling(found) if telling else found)


def _rank(entries: Sequence[_Entry], wanted: Sequence[str]) -> list[Hit]:
    """Rare words count more than words that half of the shop shares."""
    vocabulary = frozenset().union(*(entry.everywhere for entry in entries))
    alike = {word: likenesses(word, vocabulary) for word in wanted}
    values = [{word: _value(entry, alike[word]) for word in wanted} for entry in entries]
    weights = {word: _rarity(word, values) for word in wanted}
    rated = (_hit(entry, found, weights, alike) for entry, found in zip(entries, values, strict=True))
    return [hit for hit in rated if hit]


def _rarity(word: str, values: Sequence[Mapping[str, float]]) -> float:
    having = sum(1 for found in values if found[word])
    return log(1 + len(values) / max(having, 1))


def _hit(
    entry: _Entry,
    found: Mapping[str, float],
    weights: Mapping[str, float],
    alike: Mapping[str, Mapping[str, float]],
) -> Hit | None:
    """A hit needs at least half of the words, and more than a number that happens to be there."""
    matched = [word for word, value in found.items() if value]
    only_numbers = all(word.isdigit() for word in matched) and not all(word.isdigit() for word in found)
    if not matched or len(matched) * 2 < len(found) or only_numbers:
        return None
    coverage = sum(weights[word] * value for word, value in found.items()) / sum(weights.values())
    best = max(found.values())
    reason = "name" if best >= 0.95 else "similar name" if best > CATEGORY else "description"
    return Hit(entry.product, round(0.85 * coverage + 0.15 * _precision(entry, alike), 4), reason)


def _precision(entry: _Entry, alike: Mapping[str, Mapping[str, float]]) -> float:
    """How much of a name was asked for: `croissant` is the plain one before the almond one."""
    asked = {other for others in alike.values() for other in others}
    return max((len(name & asked) / len(name) for name in entry.names if name), default=0.0)


def _value(entry: _Entry, alike: Mapping[str, float]) -> float:
    """What one wanted word is worth for this product, by the best place it was found in."""
    in_names = (_best(alike, name) for name in entry.names)
    return max(
        NAME * max(in_names, default=0.0),
        CATEGORY * _best(alike, entry.categories),
        ELSEWHERE * _best(alike, entry.everywhere),
    )


def _best(alike: Mapping[str, float], words_there: Iterable[str]) -> float:
    return max((alike[word] for word in words_there if word in alike), default=0.0)
