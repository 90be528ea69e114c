"""Which of the five languages a message is in. Script first, then the small words that give a language away."""

from collections.abc import Iterable

from agent.llm.offline.lexicon import LEXICONS, Lexicon
from agent.llm.offline.tokens import tidy, tokenize
from agent.marks import spoken

FALLBACK = "en"
# A language shows early.
_LONGEST = 1000
# Letters that only one of the five uses.
_LETTERS = {"es": "ñáíóú", "fr": "çœèêëàùûîï"}
# Signs that nobody else writes: they outweigh a short word that two languages share.
_SIGNS = {"es": "¿¡"}


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
        return "he"
    scores = {name: _score(lowered, lexicon) for name, lexicon in LEXICONS.items() if name != "he"}
    best = max(scores, key=lambda name: scores[name])
    others = max(score for name, score in scores.items() if name != best)
    return best if scores[best] > others else ""


def _score(lowered: str, lexicon: Lexicon) -> float:
    words = [token.folded for token in tokenize(lowered) if token.is_word]
    letters, signs = _LETTERS.get(lexicon.language, ""), _SIGNS.get(lexicon.language, "")
    marks = sum(word in lexicon.mark_words for word in words)
    return marks + 0.5 * sum(char in letters for char in lowered) + 1.5 * any(char in signs for char in lowered)
