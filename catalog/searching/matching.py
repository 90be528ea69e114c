"""When two folded words are the same to a customer: endings, the Hebrew article, typing mistakes. Pure."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz

# Below this likeness (0-100) two words are different words and not a mistyped one.
TYPO_LIKENESS = 80
SHORTEST_TYPO = 4
SHORTEST_STEM = 3
# Letters that Hebrew writes in front of a word: the, and, in, to, from, that, as.
HEBREW_PREFIXES = "הובלמשכ"
# (ending, what stands there in the singular). Final letters are folded, as in lib.text.
ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("x", ""), ("nya", ""),
    ("ייה", ""), ("יות", ""), ("יימ", ""), ("ימ", ""), ("ות", ""), ("ית", ""), ("ה", ""), ("י", ""),
)  # fmt: skip
# Words of a question that say nothing about a product.
FILLERS = frozenset(
    """
    a about an and any are at buy can could do for get give got have hello hi how i in is it kilo kilos like
    looking me my need of on or order please sell some something thanks that the there this to want what which
    with would you your
    au aux avec avez ce cherche combien d de des du est et il je l la le les moi mon pour quel quelle qu que s
    sans un une veux voudrais vous y
    algo con cuanto del el en es hay los las me mi para por quiero quisiera si su tiene tienen una unos unas
    ada anda apa atau bisa cari dan dengan di dong ini itu kak mau mohon nya saya tolong untuk yang
    אני אפשר את בבקשה היי זה יש כמה לי לכמ מה משהו על עמ רוצה של שלכמ שלומ תודה תנ תני
    """.split()  # noqa: SIM905  # a list of quoted words would be unreadable
)


def likenesses(word: str, vocabulary: Iterable[str]) -> Mapping[str, float]:
    """Every word of the vocabulary that `word` may stand for, with how surely (0-1)."""
    rated = {other: _likeness(word, other) for other in vocabulary}
    return {other: value for other, value in rated.items() if value}


@lru_cache(maxsize=10_000)
def other_forms(word: str) -> frozenset[str]:
    """Every word that would be the same as this one to `likenesses`: its stems, and those with every ending."""
    stems = _query_stems(word)
    longer = {stem + end for stem in stems for end, _ in ENDINGS}
    exchanged = {stem[: -len(instead)] + end for stem in stems for end, instead in ENDINGS if instead and
                 stem.endswith(instead)}  # fmt: skip
    return frozenset(stems | longer | exchanged)


@lru_cache(maxsize=200_000)
def _likeness(word: str, other: str) -> float:
    """Kept: customers of a shop ask for the same words again and again."""
    if word == other:
        return 1.0
    if _query_stems(word) & _stems(other):
        return 0.95
    if min(len(word), len(other)) < SHORTEST_TYPO:
        return 0.0
    if other.startswith(word):
        return 0.85
    ratio = fuzz.ratio(word, other, score_cutoff=TYPO_LIKENESS)
    return 0.9 * ratio / 100


@lru_cache(maxsize=50_000)
def _stems(word: str) -> frozenset[str]:
    """The word and what is left of it without an ending of plural or gender."""
    shorter = (word[: -len(end)] + instead for end, instead in ENDINGS if word.endswith(end))
    return frozenset({word, *(stem for stem in shorter if len(stem) >= SHORTEST_STEM)})


@lru_cache(maxsize=10_000)
def _query_stems(word: str) -> frozenset[str]:
    """Also without what Hebrew glues to the front: only customers' sentences have that, names do not."""
    forms, rest = [word], word
    while len(forms) < 3 and len(rest) > SHORTEST_STEM and rest[0] in HEBREW_PREFIXES:
        rest = rest[1:]
        forms.append(rest)
    return frozenset(stem for form in forms for stem in _stems(form))


def shortest_stem(word: str) -> str:
    """One form for the forms of a word, to group by: `croissants` and `croissant`, `sausages` and `sausage` are one.

    Two rounds, because endings stand behind each other (נקניקיה, נקניקיות); no word of any language, and never shown.
    """
    for _round in range(2):
        word = min(_stems(word), key=lambda stem: (len(stem), stem))
    return word[:-1] if word.endswith("e") and len(word) > SHORTEST_STEM else word
