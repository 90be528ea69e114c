"""What a product is about, term by term: BM25F. Pure.

A weight depends on the product alone: field lengths are compared with usual ones and not with the shop's average.
So a change touches one product's postings, and an index grown change by change equals one made anew.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag
from hashlib import sha256
from typing import Any

from catalog.models import LONGEST_TERM, Product
from catalog.searching import analysis
from lib.text import fold

# How soon more of the same stops to count (BM25's k1), and what a weight therefore never reaches.
SATURATION = 0.9
CEILING = SATURATION + 1
# The term that every product has.
EVERY = ""
# Identifiers stand in a name space of their own: no word of a text begins with this.
IDENTIFIER = "="
# So do categories, whole: a filter by category is a term like any other, in every language of the shop.
SECTION = "#"


class Field(IntFlag):
    """Where a term stands."""

    NAME = 1
    CATEGORY = 2
    BRAND = 4
    MODEL = 8
    DESCRIPTION = 16
    ATTRIBUTES = 32
    SKU = 64
    EAN = 128


@dataclass(frozen=True)
class FieldRule:
    """How much a field says, and how much less a word says in a long one."""

    weight: float
    length_matters: float = 0.0
    usual_length: int = 1


# The middle of a plateau on the judged queries of bench/search.py: docs/decisions/search.md.
RULES = {
    Field.NAME: FieldRule(3.0, 0.4, 9),
    Field.CATEGORY: FieldRule(0.5, 1.0, 1),
    Field.BRAND: FieldRule(0.5),
    Field.MODEL: FieldRule(0.5),
    Field.DESCRIPTION: FieldRule(1.0, 0.75, 12),
    Field.ATTRIBUTES: FieldRule(0.25, 0.6, 50),
}
Postings = Mapping[str, tuple[float, int]]


def postings(product: Product) -> Postings:
    """{term: (impact, fields)}; a product in several languages is worth for a term what its best language is."""
    shared = {
        Field.BRAND: analysis.terms(product.brand),
        Field.MODEL: analysis.terms(product.model),
        Field.ATTRIBUTES: analysis.terms(attribute_text(product.attributes)),
    }
    found: dict[str, tuple[float, int]] = {EVERY: (0.0, 0)}
    for texts in _languages(product):
        fields = shared | {field: analysis.terms(text) for field, text in texts.items()}
        for term, (impact, places) in _weigh(fields).items():
            best, known = found.get(term, (0.0, 0))
            found[term] = (max(best, impact), known | places)
    return found | _identifiers(product) | _sections(product)


def section(category: str) -> str:
    """The term of the products in a category."""
    return (SECTION + fold(category))[:LONGEST_TERM]


def text_hash(product: Product) -> str:
    """Changes exactly when what is indexed and embedded changes: not with a price, not with the stock."""
    parts = [product.name, product.category, product.description, product.brand, product.model, product.sku,
             *product.eans, attribute_text(product.attributes), repr(sorted(product.translations.items()))]  # fmt: skip
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def embedded_texts(product: Product, *, longest: int = 300) -> dict[str, str]:
    """{language: what a model is shown}: name, category, how the description begins. "" is the shop's own."""
    codes = ["", *product.translations]
    return {
        code: ". ".join(part for part in (*(texts[field] for field in (Field.NAME, Field.CATEGORY)),
                                          texts[Field.DESCRIPTION][:longest]) if part)
        for code, texts in zip(codes, _languages(product), strict=True)
    }  # fmt: skip


def attribute_text(attributes: Mapping[str, Any]) -> str:
    """Values that are words. Numbers without their unit (`weight: 46.0`) are filtered by and not searched for."""
    values = (part for value in attributes.values() for part in (value if isinstance(value, list) else [value]))
    return " | ".join(value for value in values if isinstance(value, str))


def _languages(product: Product) -> Iterator[dict[Field, str]]:
    own = {"name": product.name, "category": product.category, "description": product.description}
    for texts in (own, *product.translations.values()):
        yield {
            Field.NAME: str(texts.get("name") or ""),
            Field.CATEGORY: str(texts.get("category") or ""),
            Field.DESCRIPTION: str(texts.get("description") or ""),
        }


def _weigh(fields: Mapping[Field, Sequence[str]]) -> Postings:
    weights: defaultdict[str, float] = defaultdict(float)
    places: defaultdict[str, int] = defaultdict(int)
    for field, found in fields.items():
        rule = RULES[field]
        shrink = 1 - rule.length_matters + rule.length_matters * len(found) / rule.usual_length
        for term, times in Counter(found).items():
            weights[term[:LONGEST_TERM]] += rule.weight * times / shrink
            places[term[:LONGEST_TERM]] |= field
    return {term: (weight * CEILING / (SATURATION + weight), places[term]) for term, weight in weights.items()}


def _sections(product: Product) -> dict[str, tuple[float, int]]:
    names = (texts[Field.CATEGORY] for texts in _languages(product))
    return {section(name): (0.0, Field.CATEGORY) for name in names if name.strip()}


def _identifiers(product: Product) -> dict[str, tuple[float, int]]:
    found: dict[str, tuple[float, int]] = {}
    codes = [(Field.SKU, analysis.code(product.sku))]
    # `Keyboard` is no model number: who asks for keyboards does not mean this one.
    codes += [(Field.MODEL, analysis.code(product.model))] if any(map(str.isdigit, product.model)) else []
    codes += [(Field.EAN, analysis.barcode(ean)) for ean in product.eans]
    for field, code in codes:
        if code and len(code) < LONGEST_TERM:
            found[IDENTIFIER + code] = (0.0, found.get(IDENTIFIER + code, (0.0, 0))[1] | field)
    return found
