"""Text without a language: folding for comparison, splitting for networks with limits."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*", re.UNICODE)
# Letters before this one are Latin, with every accent.
LATIN_END = "\u0250"
# Hebrew final letters look different only at the end of a word.
HEBREW_FINALS = str.maketrans("ךםןףץ", "כמנפצ")


def fold(text: str) -> str:
    """Case, accents, Hebrew points and final letters, and spaces folded away: `Café` -> `cafe`."""
    if text.isascii():
        return _SPACES.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _SPACES.sub(" ", bare.translate(HEBREW_FINALS)).strip()


def is_storable(text: str) -> bool:
    """Whether Postgres can keep it: no null byte, and no half of a letter."""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def is_readable_in(text: str, language: str) -> bool:
    """Whether its letters are the language's own: Hebrew ones say nothing to a reader of French."""
    return language == "he" or all(char < LATIN_END or not char.isalpha() for char in text)


def words(text: str) -> list[str]:
    """The folded words of a text, in order: digits count, underscores and punctuation do not."""
    return _WORD.findall(fold(text))


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where possible, with an ellipsis when something is missing."""
    text = _SPACES.sub(" ", text).strip()
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip() + "…"


def split_text(text: str, limit: int, *, measure: str = "characters") -> list[str]:
    """Pieces of at most `limit` that together hold every word of `text`, cut at paragraphs, lines, sentences, words.

    `measure` is `characters`, `utf16` (Telegram counts code units) or `bytes` (Instagram counts UTF-8).
    """
    pieces: list[str] = []
    rest = text.strip()
    while rest and _size(rest, measure) > limit:
        cut = _cut_at(rest, limit, measure)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def _cut_at(text: str, limit: int, measure: str) -> int:
    longest = _longest_prefix(text, limit, measure)
    for mark in ("\n\n", "\n", ". ", "! ", "? ", " "):
        at = text.rfind(mark, longest // 3, longest)
        if at > 0:
            return at + len(mark)
    return longest


def _longest_prefix(text: str, limit: int, measure: str) -> int:
    """The largest index (at least 1) whose prefix fits: sizes only grow, so halving finds it."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if _size(text[:middle], measure) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _size(text: str, measure: str) -> int:
    if measure == "bytes":
        return len(text.encode())
    if measure == "utf16":
        return len(text.encode("utf-16-le")) // 2
    return len(text)
