"""How text becomes index terms. Pure, and the same for products and for queries."""

import re
from functools import lru_cache
from itertools import pairwise

from lib.text import fold, words

# Longer runs are no words: base64, links.
LONGEST_WORD = 40
SHORTEST_CODE = 4
# `500 GB` and `500GB` are the same; the joined form is rarer and says more.
UNITS = frozenset(
    """
    mm cm m km in inch ft kg g mg lb oz l ml cl gb mb tb kb ghz mhz hz w kw v mah ah wh dpi ppm rpm mp px p db va
    pcs pack bit core port
    """.split()  # noqa: SIM905  # a list of quoted words would be unreadable
)
_CODE = re.compile(r"[^\W_]+(?:[-_/.+][^\W_]+)*")
_MARKS = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def terms(text: str) -> list[str]:
    """The terms of a product's text, in order and with repetitions."""
    found = [term(word) for word in words(text) if len(word) <= LONGEST_WORD]
    return [*found, *joined(text)]


@lru_cache(maxsize=200_000)
def term(word: str) -> str:
    """A folded word without the ending of a plural: what its singular and its plural have in common."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def joined(text: str) -> list[str]:
    """What is also written in one piece: `TN-2110` as `tn2110`, `500 GB` as `500gb`."""
    pieces = _CODE.findall(fold(text))
    codes = [code(piece) for piece in pieces if not piece.isalnum() and _has_digit(piece)]
    measures = [first + second for first, second in pairwise(pieces)
                if second in UNITS and _NUMBER.fullmatch(first)]  # fmt: skip
    return [piece for piece in (*codes, *measures) if SHORTEST_CODE <= len(piece) <= LONGEST_WORD]


def code(text: str) -> str:
    """An article number, model or barcode as it is compared: folded, without spaces and punctuation."""
    return _MARKS.sub("", fold(text))


def barcode(digits: str) -> str:
    """A GTIN without its leading zeros: a UPC and the EAN-13 that it is part of are one."""
    return digits.lstrip("0")


def _has_digit(piece: str) -> bool:
    return any(char.isdigit() for char in piece)
