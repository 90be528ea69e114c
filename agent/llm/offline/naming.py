"""Which order a customer names: by its number, by the end of it, as their newest, by its place in a list of ours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.llm.offline.acts import Kind
from agent.llm.offline.lexicon import Lexicon
from agent.llm.offline.lexicon.naming import BARE_NOUNS, LAST, NOUNS, NUMBER_SIGN, OF_DAY, ONES, STOPS
from agent.llm.offline.tokens import flat, fold_word

# Names that are no numbers: the newest order, and one named by a day, or by a place in no list of ours.
NEWEST = "newest"
UNCLEAR = "?"
_FULL = re.compile(r"(?<![a-z0-9])ord-?(\d{4})-?(\d{1,8})(?!\w)")
# Stands for a named order where a message names several; a letter of nobody's.
_MARK = 0xE000
MARKS = re.compile("[\ue000-\ue0ff]")
_CHANGING = (Kind.ADD, Kind.REMOVE, Kind.SET, Kind.REPLACE)
_WANTS = re.compile(r"\b(?:want|like|love|need|have|going|try|trying|wish|able|ready|here|how|wanna)$")


@dataclass(frozen=True)
class Named:
    """The text without the names, each replaced by a mark of its own when there are several orders."""

    text: str
    orders: Mapping[str, str]

    def of(self, clause: str, *, before: str = "") -> str:
        """The order that a clause speaks of: its own, else the only one, else the one named just before."""
        marks = MARKS.findall(clause)
        if marks:
            return self.orders[marks[0]]
        names = list(dict.fromkeys(self.orders.values()))
        return names[0] if len(names) == 1 else before


def cut_names(text: str, lexicon: Lexicon, *, listed: Sequence[str] = ()) -> Named:
    """Take the names of orders out of a tidied text. `listed` are the orders of our last answer."""
    found = sorted(set(_find(text, lexicon, listed)))
    several = len({name for _, _, name in found}) > 1
    orders: dict[str, str] = {}
    pieces, at = [], 0
    for place, (begin, end, name) in enumerate(found[:200]):
        if begin < at:
            continue
        mark = chr(_MARK + place)
        orders[mark] = name
        pieces += [text[at:begin].rstrip(" "), f" {mark} " if several else " "]
        at = end + len(text[end:]) - len(text[end:].lstrip(" :"))
    return Named("".join([*pieces, text[at:]]), orders)


def find_order(name: str, orders: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The customer's order of that name; None when there is none, or more than one."""
    if name == NEWEST:
        return next((order for order in orders if order.get("status") != "cancelled"), None)
    if name.startswith("#"):
        found = [one for one in orders if int(str(one["order_number"]).rpartition("-")[2]) == int(name[1:])]
    else:
        found = [one for one in orders if one["order_number"] == name]
    return found[0] if len(found) == 1 else None


def _find(text: str, lexicon: Lexicon, listed: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    flattened, language = flat(text), lexicon.language
    for match in _FULL.finditer(flattened):
        yield match.start(), match.end(), f"ORD-{match[1]}-{int(match[2]):06d}"
    for match in _short(language, is_bare=bool(listed)).finditer(flattened):
        if not _WANTS.search(flattened[: match.start()].rstrip()):
            number = match["marked"] or match["alone"] or match["plain"]
            # The noun stays: `cancel the order` is what the rest is read as.
            begin = match.start("sign") if match["marked"] else match.start("alone" if match["alone"] else "plain")
            yield begin - (flattened[begin - 1 : begin] == "#"), match.end(), f"#{int(number)}"
    changes = any(lexicon.patterns[kind].search(flattened) for kind in _CHANGING)
    for match in re.finditer(_words(LAST[language]), flattened):
        # `Where is my last order?` is read with its noun, in `add a mug to my last order` it would be the matter.
        yield match.start() if changes else match.end(), match.end(), NEWEST
    if changes:
        # No order's day is known here: which one is meant is asked.
        for match in re.finditer(_words(OF_DAY[language]), flattened):
            yield match.start(), match.end(), UNCLEAR
    yield from _places(flattened, lexicon, listed)


def _places(flattened: str, lexicon: Lexicon, listed: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """`The second order`; after a list of orders also `the second one`."""
    places = "|".join(sorted(map(re.escape, lexicon.ordinal_words), key=len, reverse=True))
    settles = any(lexicon.patterns[kind].search(flattened) for kind in (Kind.CONFIRM, Kind.CANCEL))
    one = ONES[lexicon.language].format(place=f"(?P<place>{places})")
    for match in re.finditer(_words(one), flattened):
        place, has_noun = lexicon.ordinal_words[fold_word(match["place"])], bool(match["noun"])
        if len(listed) > 1 and (place < 0 or place <= len(listed)):
            yield match.start(), match.end(), listed[place - 1 if place > 0 else -1]
        elif place > 0 and (has_noun or settles):
            yield match.start(), match.end(), UNCLEAR


def _short(language: str, *, is_bare: bool) -> re.Pattern[str]:
    """`order no. 12`, `#12`, and `my order 12` where no product follows that the number could count.

    `is_bare`: after a list of orders `order 12` alone is one as well.
    """
    bare, sign = BARE_NOUNS[language], NUMBER_SIGN
    noun = f"{NOUNS[language]}|{bare}" if is_bare else NOUNS[language]
    return re.compile(
        rf"(?<![\w'])(?:{NOUNS[language]}|{bare}) ?(?P<sign>{sign}) ?(?P<marked>\d{{1,8}})(?![\w-])"
        rf"|(?<![\w#&])#(?P<alone>\d{{1,8}})(?![\w-])"
        rf"|(?<![\w'])(?:{noun}) (?P<plain>\d{{1,8}})(?=\s*(?:$|[!?;:)\n]|[.,](?!\d)|(?:{STOPS[language]})(?!\w)))"
    )


def _words(pattern: str) -> str:
    return rf"(?<![\w'])(?:{pattern})(?!\w)"
