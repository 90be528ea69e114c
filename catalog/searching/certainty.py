"""How surely a product is what the customer means, 0 to 1. Pure.

Ranking compares products with each other; this says whether the best of them is good enough to be taken at the word.
"""

from collections.abc import Mapping, Sequence

from catalog.models import Product
from catalog.searching import analysis
from catalog.searching.matching import FILLERS
from catalog.searching.postings import Field
from catalog.searching.ranking import Match
from catalog.searching.vocabulary import Wanted
from lib.text import words

# What a word is worth where it stands; a word in a name is what the product is called.
NAME, CATEGORY, ELSEWHERE = 1.0, 0.7, 0.5
# How much a name that says nothing else counts: `croissant` is the plain one before the almond one.
PRECISION = 0.15


def certainty(product: Product, wanted: Sequence[Wanted], matches: Sequence[Match]) -> float:
    total = sum(word.rarity for word in wanted)
    covered = sum(wanted[match.word].rarity * _worth(match) for match in matches)
    asked = {term for word in wanted for term in word.terms}
    return (1 - PRECISION) * min(covered / total, 1.0) + PRECISION * _precision(product, asked) if total else 0.0


def _worth(match: Match) -> float:
    sure = min(match.likeness, 1.0)
    if match.fields & Field.NAME:
        return NAME * sure
    return (CATEGORY if match.fields & Field.CATEGORY else ELSEWHERE) * sure


def _precision(product: Product, asked: set[str]) -> float:
    names = [product.name, *(_name(texts) for texts in product.translations.values())]
    return max(_share(name, asked) for name in names)


def _name(texts: Mapping[str, str]) -> str:
    return str(texts.get("name") or "")


def _share(name: str, asked: set[str]) -> float:
    telling = {analysis.term(word) for word in words(name) if word not in FILLERS}
    return len(telling & asked) / len(telling) if telling else 0.0
