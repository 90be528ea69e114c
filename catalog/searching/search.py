"""Finding products by what customers call them. One function for the agent, the API and the panel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.embeddings.registry import embedder
from catalog.models import Product
from catalog.searching import analysis, reasons
from catalog.searching.certainty import ELSEWHERE, certainty
from catalog.searching.filters import Filters
from catalog.searching.postings import CEILING
from catalog.searching.ranking import Candidate, by_identifier, by_meaning, by_words
from catalog.searching.reasons import Code, Reason
from catalog.searching.vectors import query_vector
from catalog.searching.vocabulary import Understood, understand

# Beside CEILING, which the words can give: what meaning can add, and being exactly in the category that was named.
MEANING, CATEGORY = 0.3, 0.25


@dataclass(frozen=True)
class Hit:
    """A product, how surely it is what was meant (0-1), and why, the most convincing reason first.

    Hits come in the order of the ranking, which weighs more than `score` does.
    """

    product: Product
    score: float
    reasons: Sequence[Reason]

    @property
    def codes(self) -> list[str]:
        """The reasons for machines (catalog.searching.reasons.Code)."""
        return [reason.code.value for reason in self.reasons]

    @property
    def why(self) -> str:
        """The reasons for people, in the active language."""
        return "; ".join(map(str, self.reasons))


def search(
    query: str, *,
    limit: int = 5, category: str = "", brand: str = "", price_min: Decimal | None = None,
    price_max: Decimal | None = None, in_stock: bool = False, only_available: bool = True,
    attributes: Mapping[str, str] | None = None, only: str = "",
) -> list[Hit]:  # fmt: skip
    """The current tenant's products that fit a customer's words, best first; an empty list when none does.

    An article number or a barcode finds its product alone; a model number finds its product first. Filters work
    inside the search (catalog.searching.filters): the best of what they allow is found.
    """
    filters = Filters(category, brand, price_min, price_max, in_stock, only_available, attributes or {}, only)
    understood = understand(query)
    named = _named(understood, filters)
    ranked = [] if {Code.SKU, Code.EAN} & set(named.values()) else _ranked(query, understood, filters, limit)
    others = [one for one in ranked if one.product_id not in named]
    keys = [*named, *(one.product_id for one in others)][:limit]
    products = Product.objects.in_bulk(keys) if keys else {}
    hits = [Hit(products[key], 1.0, [Reason(code)]) for key, code in named.items() if key in products]
    return [*hits, *(_hit(products[one.product_id], one, understood) for one in others if one.product_id in products)]


def _named(understood: Understood, filters: Filters) -> dict[int, Code]:
    """The products that the whole query identifies."""
    if not understood.identifier:
        return {}
    found = by_identifier(understood.identifier, filters)
    return {product_id: reasons.of_identifier(found[product_id]) for product_id in sorted(found)}


def _ranked(query: str, understood: Understood, filters: Filters, limit: int) -> list[Candidate]:
    """By words; only when these find too little, also what is surely meant, behind everything that a word says."""
    if not understood.words:
        return []
    model, vector = embedder(), query_vector(query)
    found = _order(by_words(understood.words, filters, model=model, vector=vector, limit=limit), understood)
    if len(found) < limit and vector is not None:
        known = {one.product_id for one in found}
        near = by_meaning(vector, filters, model=model, limit=limit)
        found += [one for one in near if one.product_id not in known]
    return found


def _order(candidates: Sequence[Candidate], understood: Understood) -> list[Candidate]:
    """Words decide, meaning and category settle what they leave open.

    A product that has no vector yet is taken for as near as the others: it is neither punished nor preferred.
    """
    near = [one.meaning for one in candidates if one.meaning is not None]
    usual = sum(near) / len(near) if near else 0.0
    asked = {analysis.term(word.word) for word in understood.words}

    def points(one: Candidate) -> float:
        meaning = max(usual if one.meaning is None else one.meaning, 0.0)
        belongs = any(_is_category(category, asked) for category in one.categories)
        return CEILING * one.words + MEANING * meaning + CATEGORY * belongs

    return sorted(candidates, key=lambda one: (-points(one), one.product_id))


def _is_category(category: str, asked: set[str]) -> bool:
    """Whether all of a category's name was asked for."""
    terms = set(analysis.terms(category))
    return bool(terms) and terms <= asked


def _hit(product: Product, candidate: Candidate, understood: Understood) -> Hit:
    if not candidate.matches:
        return Hit(product, round(ELSEWHERE * (candidate.meaning or 0.0), 4), [Reason(Code.MEANING)])
    sure = certainty(product, understood.words, candidate.matches)
    return Hit(product, round(sure, 4), _reasons(candidate, understood))


def _reasons(candidate: Candidate, understood: Understood) -> Sequence[Reason]:
    words: dict[Code, list[str]] = {}
    for match in candidate.matches:
        code = reasons.of_word(match.fields, match.likeness)
        words.setdefault(code, []).append(understood.words[match.word].word)
    return [Reason(code, words[code]) for code in Code if code in words]
