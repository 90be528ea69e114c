"""Questions about products: what to look up, and which products answer them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.llm.offline.acts import Kind, Wish
from agent.llm.offline.case import Case
from agent.llm.offline.knowing import knows
from agent.llm.offline.lexicon.traits import ABSENT, CARRIERS, CHEAPEST, NEGATIONS, TRAITS
from agent.llm.offline.matching import Found, Match, listed_products, match_all, match_one, read_product, searches
from agent.llm.offline.situation import Call
from agent.llm.offline.tokens import fold_word, tokenize

_MOST_DETAILS = 5
# So many of the products that fit are listed.
MOST_LISTED = 6
# `Something vegan?` can only be answered by looking at everything.
_MOST_CHECKED = 40
_FEW = 3
# So short a rest of a phrase names nothing.
_SCRAP = 3
# What may stand beside a product that is named without saying anything about it.
_CHATTER = frozenset({Kind.MENTION, Kind.GREET, Kind.THANK, Kind.UNKNOWN})
_OPEN = ("q_which", "q_how_much", "q_how_many", "q_what")


@dataclass(frozen=True)
class Trait:
    """`not spicy` -> spicy, unwanted."""

    name: str
    is_wanted: bool


@dataclass(frozen=True)
class Question:
    """A product phrase and what the product should be like; the phrase is empty for `something not spicy`."""

    phrase: str
    wish: Wish
    # Only mentioned, beside something that was clearly said: not worth a word when it is no product.
    is_aside: bool = False
    traits: tuple[Trait, ...] = ()
    is_about_price: bool = False


@dataclass(frozen=True)
class Answer:
    """`details` are the facts of the products that fit; `near` is what came up when nothing surely does."""

    question: Question
    details: tuple[Mapping[str, Any], ...] = ()
    listed: tuple[Found, ...] = ()
    near: tuple[Found, ...] = ()


def questions_of(case: Case) -> list[Question]:
    """What is asked about products; wishes about the same thing (`for kids? not spicy?`) become one question."""
    questions = [_question(wish, is_aside=is_aside) for wish, is_aside in _wishes(case)]
    if knows(case):
        # `Is your meat kosher?` is answered; what only sounds like it would be noise.
        questions = [question for question in questions if _is_named(question, case)]
    named = [question for question in questions if question.phrase]
    loose = [trait for question in questions if not question.phrase for trait in question.traits]
    if not named:
        return questions[:1] if questions else []
    last = named[-1]
    return [*named[:-1], replace(last, traits=(*last.traits, *loose))]


def lookups(case: Case) -> Iterator[Call]:
    for question in questions_of(case):
        yield from searches(question.wish)
        if question.phrase:
            yield from searches(_searched(question))
        else:
            yield Call("list_products", {})


def details(case: Case) -> Iterator[Call]:
    """Descriptions of the one product that was meant, or of those that may have the trait."""
    for question in questions_of(case):
        for product in _candidates(question, case):
            yield Call("get_product", {"product_id": product.product_id})


def answer(question: Question, case: Case) -> Answer:
    match = match_all([_searched(question)], case.situation)
    if question.is_about_price:
        return Answer(question, listed=_cheapest(match, case))
    candidates = _candidates(question, case)
    facts = [receipt for product in candidates if (receipt := _details(product, case))]
    fitting = [receipt for receipt in facts if all(_fits(receipt, trait) for trait in question.traits)]
    if facts and any(one.product for one in match):
        # One product was meant: it is described whatever it is like.
        return Answer(question, tuple(facts))
    if question.traits and len(fitting) > 1:
        return Answer(question, listed=tuple(read_product(receipt) for receipt in fitting))
    if question.traits:
        return Answer(question, tuple(fitting), near=() if fitting else tuple(candidates))
    listed = tuple(product for one in match for product in _listed(one))
    return Answer(question, listed=listed, near=tuple(product for one in match for product in one.near))


def _wishes(case: Case) -> Iterator[tuple[Wish, bool]]:
    """Each product asked about, and whether it was only mentioned beside other things."""
    open_question = case.dialogue.has_asked(*_OPEN)
    acts = [*case.answered, *case.said.acts]
    beside = any(act.kind not in _CHATTER for act in acts)
    for act in acts:
        if act.kind == Kind.ASK or (act.kind == Kind.MENTION and not open_question):
            for wish in act.wishes:
                yield wish, act.kind == Kind.MENTION and beside
    if case.asks_about_topic:
        yield Wish(case.dialogue.topic), False


def _is_named(question: Question, case: Case) -> bool:
    """Whether a product's whole name was said."""
    said = set(_words(" ".join(case.situation.heard)))
    found = (product for one in match_all([question.wish], case.situation) for product in _everything(one))
    return any(set(_words(product.name)) <= said for product in found)


def _words(text: str) -> list[str]:
    return [token.folded for token in tokenize(text) if token.is_word]


def _question(wish: Wish, *, is_aside: bool) -> Question:
    words = wish.phrase.split()
    folded = [fold_word(word.lower()).strip(".'\"") for word in words]
    if CHEAPEST.search(" ".join(folded)):
        goods = CHEAPEST.sub(" ", " ".join(folded)).strip()
        return Question(goods if len(goods) > _SCRAP else "", wish, is_aside=is_aside, is_about_price=True)
    named = [place for place, word in enumerate(folded) if _trait_of(word)]
    if not named:
        return Question(wish.phrase, wish, is_aside=is_aside)
    denied = any(word in NEGATIONS or _unglued(word) in NEGATIONS for word in folded)
    traits = tuple(Trait(_trait_of(folded[place]), not denied) for place in named)
    rest = [
        word for word, bare in zip(words, folded, strict=True)
        if not _trait_of(bare) and bare not in NEGATIONS and bare not in CARRIERS
    ]  # fmt: skip
    phrase = " ".join(rest) if any(len(word) > 2 for word in rest) else ""
    return Question(phrase, wish, is_aside=is_aside, traits=traits)


def _searched(question: Question) -> Wish:
    """With a trait the products are looked for by the rest of the words; the trait is checked in their facts."""
    has_more = question.traits or question.is_about_price
    return Wish(question.phrase) if has_more and question.phrase else question.wish


def _cheapest(match: Sequence[Match], case: Case) -> tuple[Found, ...]:
    """Of what was named, else of everything: the three that cost least and are there."""
    named = [product for one in match for product in _everything(one)]
    priced = [product for product in named or listed_products(case.situation) if product.in_stock and product.price]
    return tuple(sorted(priced, key=lambda product: product.price or 0)[:_FEW])


def _candidates(question: Question, case: Case) -> Sequence[Found]:
    if question.is_about_price:
        return ()
    exact = match_one(question.wish, case.situation).product if question.traits else None
    if exact:
        # The trait is part of the name: `gluten-free loaf`.
        return [exact]
    match = match_all([_searched(question)], case.situation)
    if question.traits and not question.phrase:
        return [product for product in listed_products(case.situation) if product.in_stock][:_MOST_CHECKED]
    if question.traits:
        return tuple(product for one in match for product in _everything(one))[:_MOST_DETAILS]
    return tuple(one.product for one in match if one.product)


def _everything(match: Match) -> tuple[Found, ...]:
    return (match.product,) if match.product else match.choices or match.near


def _listed(match: Match) -> tuple[Found, ...]:
    return (match.product,) if match.product else match.choices


def _details(product: Found, case: Case) -> Mapping[str, Any] | None:
    result = case.situation.result_of(Call("get_product", {"product_id": product.product_id}))
    return result.receipt if result and not result.is_error else None


def _fits(facts: Mapping[str, Any], trait: Trait) -> bool:
    """Only what the shop wrote down counts: no entry, no claim."""
    value = str((facts.get("attributes") or {}).get(trait.name, "")).lower().split()
    if not value:
        return False
    return (value[0] in ABSENT) != trait.is_wanted


def _trait_of(word: str) -> str:
    return TRAITS.get(word) or TRAITS.get(_unglued(word), "")


def _unglued(word: str) -> str:
    return word[1:] if word[:1] in "הושבלמ" else word
