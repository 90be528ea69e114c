"""From a customer's words to the terms of the shop's index: other forms, beginnings, typing mistakes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import pairwise
from math import log
from operator import or_

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz import fuzz, process

from catalog.models import NO_WORD, Term
from catalog.searching import analysis
from catalog.searching.matching import FILLERS, SHORTEST_TYPO, TYPO_LIKENESS, likenesses, other_forms
from catalog.searching.postings import EVERY, IDENTIFIER
from lib.text import words

# Words of a query beyond these say nothing more, and a pasted page is no question.
MOST_WORDS = 12
FEW_WORDS = 3
# Of English, French and Spanish.
ONE_LETTER_WORDS = frozenset("aeiouy")
SAME, FORM = 1.0, 0.98
# `TN 2110` where a product has `TN-2110` or `TN2110`.
JOINED = 1.3
# A typo keeps eight letters of ten, and so most of the length.
SHORTER, LONGER = 0.66, 1.5
MOST_ALIKE = 20


@dataclass(frozen=True)
class Wanted:
    """One word of a query: the terms it may stand for, with how surely, and how much it says in this shop."""

    word: str
    terms: Mapping[str, float]
    rarity: float

    @property
    def is_number(self) -> bool:
        return self.word.isdigit()


@dataclass(frozen=True)
class Understood:
    """A query in the terms of the shop. `identifier` is set when the whole query is one."""

    words: Sequence[Wanted] = ()
    identifier: str = ""


def understand(query: str) -> Understood:
    """The telling words of a query as the current shop's index knows them. Mostly one statement; up to two more for a
    word that the shop does not know."""
    telling = _telling(query)
    guesses = _guesses(telling, analysis.joined(query))
    identifiers = _identifiers(query)
    if not guesses and not identifiers:
        return Understood()
    looked_up = {term for terms in guesses.values() for term in terms} | set(identifiers) | {EVERY}
    known = dict(Term.objects.filter(term__in=looked_up).values_list("term", "products"))
    found = {word: {term: sure for term, sure in terms.items() if term in known} for word, terms in guesses.items()}
    known |= _add_similar(found)
    shop = known.get(EVERY, 0)
    return Understood(
        words=[Wanted(word, terms, _rarity(shop, terms, known)) for word, terms in found.items()],
        identifier=next((code for code in identifiers if code in known), ""),
    )


def _telling(query: str) -> list[str]:
    """The words that say something about a product, once each.

    Digits do; a single letter does beside few other words (`d battery`, `vitamin c`) and not in a sentence.
    """
    found = list(dict.fromkeys(words(query[:1000])))
    short = len(found) <= FEW_WORDS
    return [word for word in found if _says_something(word, in_short=short)][:MOST_WORDS]


def _says_something(word: str, *, in_short: bool) -> bool:
    if len(word) > 1 or word.isdigit():
        return word not in FILLERS
    return in_short and word.isascii() and word not in ONE_LETTER_WORDS


def _guesses(telling: Sequence[str], joined: Iterable[str]) -> dict[str, dict[str, float]]:
    """{word: {term: likeness}} without asking anybody: the word, its other forms, and what it is a part of."""
    guesses: dict[str, dict[str, float]] = {}
    for word in telling:
        terms = {analysis.term(form): FORM for form in other_forms(word)} if word.isalpha() else {}
        guesses[word] = terms | {analysis.term(word): SAME}
    pairs = (first + second for first, second in pairwise(telling))
    wholes = [*joined, *(pair for pair in pairs if not pair.isalpha() and not pair.isdigit())]
    for whole in wholes:
        for word, terms in guesses.items():
            if word in whole and word != whole:
                terms[whole] = JOINED
    return guesses


def _add_similar(found: Mapping[str, dict[str, float]]) -> dict[str, int]:
    """Fill in what unknown words begin or misspell; how often those terms occur."""
    used: dict[str, int] = {}
    for word, terms in found.items():
        if not terms and word.isalpha() and len(word) >= SHORTEST_TYPO:
            similar, products = _similar(word)
            terms.update(similar)
            used |= products
    return used


def _similar(word: str) -> tuple[dict[str, float], dict[str, int]]:
    """The terms a word may stand for, with how surely and with how many products they have.

    Most mistakes leave one of the first two letters first; only when none of those is alike are all looked through.
    """
    for near in (_begins_alike, _is_alike_somewhere):
        vocabulary = _vocabulary(word, near(word))
        alike = _alike(word, vocabulary)
        if alike:
            return alike, {term: vocabulary[term] for term in alike}
    return {}, {}


def _begins_alike(word: str) -> Q:
    return Q(term__startswith=word[0]) | Q(term__startswith=word[1])


def _is_alike_somewhere(word: str) -> Q:
    """By trigrams where there are any; else one piece more than there can be mistakes: one is as the shop writes it."""
    if has_trigrams():
        return Q(term__trigram_similar=word)
    size = max(2, len(word) // (len(word) // 5 + 2))
    pieces = {word[start : start + size] for start in range(0, len(word) - 1, size)}
    return reduce(or_, (Q(term__contains=piece) for piece in sorted(pieces)))


def _vocabulary(word: str, near: Q) -> dict[str, int]:
    sizes = Q(size__range=(int(len(word) * SHORTER), int(len(word) * LONGER) + 1)) | Q(term__startswith=word)
    rows = Term.objects.alias(size=Length("term")).filter(near, sizes).exclude(term__regex=NO_WORD)
    return dict(rows.values_list("term", "products"))


def _alike(word: str, vocabulary: Iterable[str]) -> dict[str, float]:
    # rapidfuzz looks through thousands of words in a millisecond; the exact judgement is for the few that are left.
    near = [term for term, *_ in process.extract(word, list(vocabulary), scorer=fuzz.ratio, score_cutoff=TYPO_LIKENESS,
                                                 limit=MOST_ALIKE)]  # fmt: skip
    near += [term for term in vocabulary if term.startswith(word)]
    return dict(sorted(likenesses(word, near).items(), key=lambda item: (-item[1], item[0]))[:MOST_ALIKE])


@lru_cache(maxsize=1)
def has_trigrams() -> bool:
    """Whether this Postgres has pg_trgm; migration 0002 makes an index for it where it can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return cursor.fetchone() is not None


def _rarity(shop: int, terms: Mapping[str, float], known: Mapping[str, int]) -> float:
    """BM25's IDF, of the word in all its forms together: the plural of a common word is not rare."""
    having = min(shop, sum(known[term] for term in terms))
    return log(1 + (shop - having + 0.5) / (having + 0.5))


def _identifiers(query: str) -> list[str]:
    code = analysis.code(query[:200])
    if len(code) < 2:
        return []
    codes = [code, analysis.barcode(code)] if code.isdigit() and len(code) >= 8 else [code]
    return [IDENTIFIER + each for each in codes]
