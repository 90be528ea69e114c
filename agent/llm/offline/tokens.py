"""A message as words with their places, so that what was understood can be cut out of what was written."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lib.text import HEBREW_FINALS

# Every kind of apostrophe and gershayim is one of two.
_QUOTES = str.maketrans({"’": "'", "‘": "'", "׳": "'", "`": "'", "´": "'", "״": '"', "“": '"', "”": '"', "‑": "-"})
_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"(?<![\w.,-])-\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*|[½¼¾⅓⅔]|{_LETTER}+(?:['\"]{_LETTER}+)*'?|\n|[^\w\s]", re.UNICODE
)
_ENDS = frozenset(".!?;\n…؟")


@dataclass(frozen=True)
class Token:
    """`folded` is for comparing, `raw` for saying back; `start` and `end` are places in the tidied message."""

    raw: str
    folded: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.raw[:1].isalpha()

    @property
    def is_number(self) -> bool:
        return self.raw[-1].isnumeric()


@dataclass(frozen=True)
class Sentence:
    tokens: tuple[Token, ...]
    is_question: bool = False


def tidy(text: str) -> str:
    """One kind of apostrophe, no invisible marks: places in the result are what tokens refer to."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if unicodedata.category(char) not in {"Cf", "Mn"}).translate(_QUOTES)


def flat(text: str) -> str:
    """Lower case without accents, each character in its place: a match in it can be cut out of the tidied text."""
    return "".join(unicodedata.normalize("NFKD", char.lower())[:1] or char for char in text).translate(HEBREW_FINALS)


def fold_word(word: str) -> str:
    """Case, accents, Hebrew points and final letters folded away. Also safe on regular expressions in lower case."""
    decomposed = unicodedata.normalize("NFKD", word)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.replace("œ", "oe").translate(HEBREW_FINALS)


def tokenize(text: str) -> list[Token]:
    """The words, numbers and marks of a tidied text."""
    return [Token(m[0], fold_word(m[0].lower()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def sentences(tokens: Sequence[Token]) -> Iterator[Sentence]:
    """Split at sentence marks and line ends; a question keeps knowing that it is one."""
    current: list[Token] = []
    for token in tokens:
        if token.raw not in _ENDS:
            current.append(token)
            continue
        if current:
            yield Sentence(tuple(current), is_question=token.raw in "?؟")
        current = []
    if current:
        yield Sentence(tuple(current))


def joined(tokens: Sequence[Token]) -> str:
    """Folded words with single spaces between them, marks left out: what patterns are matched against."""
    return " ".join(token.folded for token in tokens if token.is_word or token.is_number)


def written(tokens: Sequence[Token]) -> str:
    return " ".join(token.raw for token in tokens if token.is_word or token.is_number)
