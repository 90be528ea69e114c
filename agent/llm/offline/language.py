"""Which of the five languages a message is in. Script first, then the small words that give a language away."""

import re
from collections.abc import Iterable

from agent.llm.offline.lexicon import LEXICONS, Lexicon
from agent.llm.offline.tokens import flat, fold_word, tidy, tokenize
from agent.marks import spoken

FALLBACK = "en"
# A language shows early.
_LONGEST = 1000
# Letters that only one of the five uses.
_LETTERS = {"es": "ñáíóú", "fr": "çœèêëàùûîï"}
# Signs that nobody else writes: they outweigh a short word that two languages share.
_SIGNS = {"es": "¿¡"}
# So much of one language is no name any more.
_SEVERAL = 3
# Frequent words that also stand in addresses, names of people and of products: alone they tell no language.
_ALSO_NAMES = (
    "de del la las los el al y e san santa es son su tu con sin para pan medio nada niños "
    "le les du des au aux et un une sur dans sans pas demi bonne nous enfants "
    "gan min mas bang sis di ke ya anak pedas kulit botol buah biji mbak lah nih "
    "the of and to at in on for with any not no me st road street half kids spicy stock pounds dozen"
)
_IN_NAMES = frozenset(map(fold_word, _ALSO_NAMES.split()))
_STREET = re.compile(
    r"(?<!\w)(?:st|str|street|rd|road|ave?|avenue|blvd|boulevard|lane|drive|square|apt|apartment|rue|impasse|allee|quai|"
    r"place|montee|chemin|calle|avenida|avda|plaza|paseo|carrer|via|jl|jln|jalan|gang|gg|rehov|"
    r"רחוב|רח'?|שדרות|שד'|דרך|סמטת|כיכר|שכונת)(?!\w)"
)


def is_address(text: str) -> bool:
    """A street and a house number, and nothing that a sentence would have."""
    flattened = flat(tidy(text))
    told = any(_told(flattened, lexicon) for lexicon in LEXICONS.values())
    return bool(_STREET.search(flattened) and re.search(r"\d", flattened)) and not told


def detect(texts: Iterable[str], *, otherwise: str) -> str:
    """The language of the newest text that has one; `otherwise` (or English) when all are too short to tell."""
    for text in texts:
        found = _detect_one(text)
        if found:
            return found
    return otherwise if otherwise in LEXICONS else FALLBACK


def _detect_one(text: str) -> str:
    """Empty when the text is neutral: `ok`, a number, a product's name."""
    lowered = tidy(spoken(text)[:_LONGEST]).lower()
    hebrew = sum("\u05d0" <= char <= "\u05ea" for char in lowered)
    if hebrew >= 2 and hebrew * 3 >= sum(char.isalpha() for char in lowered):
        return "" if is_address(lowered) else "he"
    scores = {
        name: (_score(lowered, lexicon), _told(lowered, lexicon)) for name, lexicon in LEXICONS.items() if name != "he"
    }
    best = max(scores, key=lambda name: scores[name])
    others = max(score for name, score in scores.items() if name != best)
    told = scores[best][1] or set(_SIGNS.get(best, "")) & set(lowered)
    tells = told or (scores[best][0] >= _SEVERAL and not _STREET.search(flat(lowered)))
    return best if scores[best] > others and tells else ""


def _told(lowered: str, lexicon: Lexicon) -> int:
    """Words that stand in no names as well: `5 Bialik St, Ramat Gan` is not Indonesian."""
    words = {token.folded for token in tokenize(lowered) if token.is_word}
    return len(words & lexicon.mark_words - _IN_NAMES)


def _score(lowered: str, lexicon: Lexicon) -> float:
    words = [token.folded for token in tokenize(lowered) if token.is_word]
    letters, signs = _LETTERS.get(lexicon.language, ""), _SIGNS.get(lexicon.language, "")
    marks = sum(word in lexicon.mark_words for word in words)
    return marks + 0.5 * sum(char in letters for char in lowered) + 1.5 * any(char in signs for char in lowered)
