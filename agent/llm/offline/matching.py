"""From the customer's words for a product to one of the shop's, to a choice, or to nothing. Never invents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from rapidfuzz import fuzz

from agent.llm.offline.acts import Wish
from agent.llm.offline.situation import Call, Situation
from agent.llm.offline.tokens import fold_word, tokenize

# From here on a hit is what the customer meant, when it is this far ahead of the next.
SURE = 0.75
AHEAD = 0.05
# What is close enough to the best to be offered beside it, and what is worth mentioning at all.
RIVAL = 0.12
NEAR = 0.4
MOST_CHOICES = 6
_SEARCH_LIMIT = 8
# How alike (0-100) two words must be to be the same: `chorizos` and `chorizo`.
_ALIKE = 80
_HEBREW_PREFIXES = "הובלמכש"


@dataclass(frozen=True)
class Found:
    """A product as a tool described it."""

    product_id: str
    name: str
    unit: str
    step: str
    price_text: str
    in_stock: bool
    score: float = 1.0
    category: str = ""
    price: Decimal | None = None
    # What the search went by (catalog.searching.reasons.Code): `name`, `similar_name`, `description`...
    matched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """`product` is set when it is clear; else `choices` are the candidates, or `near` what comes closest."""

    wish: Wish
    product: Found | None = None
    choices: tuple[Found, ...] = ()
    near: tuple[Found, ...] = ()


def read_product(facts: Mapping[str, Any]) -> Found:
    return Found(
        product_id=str(facts.get("product_id", "")), name=str(facts.get("name", "")), unit=str(facts.get("unit", "")),
        step=str(facts.get("step") or "1"), price_text=str(facts.get("price_text", "")),
        in_stock=bool(facts.get("in_stock", True)), score=float(facts.get("score") or 0),
        category=str(facts.get("category", "")), matched=tuple(facts.get("matched", ())),
        price=_price(facts.get("price")),
    )  # fmt: skip


def _price(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def listed_products(situation: Situation) -> list[Found]:
    """Everything that list_products told."""
    receipts = [receipt for receipt in situation.receipts("products") if "query" not in receipt]
    return [read_product(facts) for receipt in receipts for facts in receipt["products"]]


def searches(wish: Wish) -> list[Call]:
    """Every search that may find the wish, all at once: as a whole and part by part."""
    return [_search(phrase) for phrase in (wish.phrase, *wish.parts)]


def match_all(wishes: Sequence[Wish], situation: Situation, *, known: Sequence[Found] = ()) -> list[Match]:
    """Each wish with its product; a wish of several products becomes several matches. `known` are preferred."""
    return [match for wish in wishes for match in _match_parts(wish, situation, known)]


def _match_parts(wish: Wish, situation: Situation, known: Sequence[Found]) -> Iterator[Match]:
    whole = match_one(wish, situation, known=known)
    if whole.product or not wish.parts:
        yield whole
        return
    for place, part in enumerate(wish.parts):
        yield match_one(Wish(part, wish.amount if place == 0 else None), situation, known=known)


def match_one(wish: Wish, situation: Situation, *, known: Sequence[Found] = ()) -> Match:
    hits = _hits(wish.phrase, situation)
    held = {product.product_id for product in known}
    preferred = [hit for hit in hits if hit.product_id in held and hit.score >= max(NEAR, hits[0].score - RIVAL)]
    if preferred and _leads(preferred):
        return Match(wish, preferred[0])
    same = [hit for hit in hits if _fold(hit.name) == _fold(wish.phrase)]
    if len(same) == 1:
        return Match(wish, same[0])
    if hits and hits[0].score >= SURE:
        rivals = tuple(hit for hit in hits if hits[0].score - hit.score <= RIVAL)
        return Match(wish, hits[0]) if _leads(hits) else Match(wish, choices=rivals[:MOST_CHOICES])
    return Match(wish, near=tuple(hit for hit in hits if hit.score >= NEAR)[:3])


def closest(phrase: str, names: Sequence[str], *, context: str = "") -> str:
    """The one name that holds every word of the phrase (or of `context`); empty when none does or several do."""
    said = [word for word in _fold(phrase).split() if len(word) > 1]
    known = _fold(context).split()
    holding = [name for name in names if said and all(_is_in(word, [*_fold(name).split(), *known]) for word in said)]
    naming = [name for name in holding if any(_is_in(word, _fold(name).split()) for word in said)]
    same = [name for name in naming if _fold(name) == _fold(phrase)]
    found = same or naming
    return found[0] if len(found) == 1 else ""


def _is_in(said: str, words: Sequence[str]) -> bool:
    return any(_alike(form, word) for form in {said, _bare(said)} for word in words)


def _alike(one: str, other: str) -> bool:
    """The same word, its plural, or one with a letter wrong."""
    return one == other or (min(len(one), len(other)) >= 4 and fuzz.ratio(one, other) >= _ALIKE)


def _leads(hits: Sequence[Found]) -> bool:
    return len(hits) == 1 or hits[0].score - hits[1].score >= AHEAD


def _hits(phrase: str, situation: Situation) -> list[Found]:
    result = situation.result_of(_search(phrase))
    hits = [read_product(facts) for facts in (result.receipt.get("products", []) if result else [])]
    return sorted(hits, key=lambda hit: (-hit.score, hit.name))


def _search(query: str) -> Call:
    return Call("search_products", {"query": query, "limit": _SEARCH_LIMIT})


def _bare(word: str) -> str:
    """Without what French and Hebrew glue to the beginning of a word, and Indonesian to its end."""
    if word[:2].lower() in {"l'", "d'"}:
        return word[2:]
    if word.lower().endswith("nya") and len(word) > 5:
        return word[:-3]
    is_hebrew = "\u05d0" <= word[:1] <= "\u05ea"
    return word[1:] if is_hebrew and word[0] in _HEBREW_PREFIXES and len(word) > 3 else word


def _fold(text: str) -> str:
    return " ".join(token.folded for token in tokenize(fold_word(text.lower())) if token.is_word or token.is_number)
