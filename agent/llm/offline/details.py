"""Addresses, notes and names: cut out of a message before the rest is understood."""

import re
from dataclasses import dataclass

from agent.llm.offline.acts import Act, Kind
from agent.llm.offline.dates import is_wish
from agent.llm.offline.lexicon import Lexicon
from agent.llm.offline.tokens import flat, fold_word

_LONGEST = {Kind.ADDRESS: 300, Kind.NOTES: 1000, Kind.NAME: 160}
_NAME_WORDS = 4
_LETTER = r"[^\W\d_]"
# A full stop ends a detail unless it belongs to an abbreviation ("Herzl St. 15").
_STOP = {
    Kind.ADDRESS: re.compile(rf"\n|[!?;]|(?<!\b{_LETTER})(?<!\b{_LETTER}{{2}})(?<!\b{_LETTER}{{3}})\.(?=\s|$)|\.$"),
    Kind.NOTES: re.compile(r"\n|[!?;](?=\s)|\.(?=\s)"),
    Kind.NAME: re.compile(r"[\n.,!?;:()]"),
}
# A number to call, written in one of the usual ways.
_PHONE = re.compile(
    r"(?<!\w)(?:\+\d{1,3}|0)[ .-]?\d(?:[ .-]?\d){6,12}(?!\w)|(?<!\w)[679]\d\d[ .-]\d{3}[ .-]\d{3}(?!\w)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_EDGES = " \t,;:.-–—\"'"


@dataclass(frozen=True)
class Details:
    """What was found, and the message without it."""

    acts: tuple[Act, ...]
    rest: str


def cut_details(text: str, lexicon: Lexicon) -> Details:
    """Take every labelled address, note and name out of a tidied text; a question is never a detail."""
    acts: list[Act] = []
    for pattern in (_PHONE, _EMAIL):
        contact = pattern.search(text)
        if contact and not lexicon.labels[Kind.NOTES].search(flat(text)):
            acts.append(Act(Kind.CONTACT, text=contact[0]))
            text = f"{text[: contact.start()]}\n{text[contact.end() :]}"
    fetched = lexicon.pickup_pattern.search(flat(text))
    if fetched:
        acts.append(Act(Kind.PICKUP))
        text = f"{text[: fetched.start()]} {text[fetched.end() :]}"
    for kind in (Kind.NOTES, Kind.WHEN, Kind.ADDRESS, Kind.NAME):
        found = _find_time(text, lexicon) if kind == Kind.WHEN else _find(text, kind, lexicon)
        if found:
            begin, end, value = found
            acts.append(Act(kind, text=value))
            # A time stands inside a sentence, everything else ends one.
            text = f"{text[:begin]}{' ' if kind == Kind.WHEN else chr(10)}{text[end:]}"
    return Details(tuple(acts), text)


def _find_time(text: str, lexicon: Lexicon) -> tuple[int, int, str] | None:
    match = lexicon.time_pattern.search(flat(text))
    if match is None or (_is_question(text, match.start(), match.end()) and not _names_order(text, match, lexicon)):
        return None
    return match.start(), match.end(), text[match.start() : match.end()].strip()


def _names_order(text: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """`Is my order from Monday on its way?` tells which order; `can it come on Monday?` asks."""
    return not is_wish(match[0]) and lexicon.order_pattern.search(flat(text)) is not None


def _find(text: str, kind: Kind, lexicon: Lexicon) -> tuple[int, int, str] | None:
    for match in lexicon.labels[kind].finditer(flat(text)):
        end = _end_of(text, match.end(), kind, lexicon)
        value = text[match.end() : end].strip(_EDGES)
        if value and not _is_question(text, match.start(), end):
            return match.start(), end, value[: _LONGEST[kind]]
    return None


def _end_of(text: str, begin: int, kind: Kind, lexicon: Lexicon) -> int:
    """Where the detail stops: a sentence's end, the next label, or an `and` that begins something else."""
    flattened = flat(text)
    stops = [match.start() for match in [_STOP[kind].search(text, begin)] if match]
    for other, labels in lexicon.labels.items():
        match = labels.search(flattened, begin + 1)
        if match and other != kind:
            stops.append(match.start())
    following = lexicon.next_thing.search(flattened, begin)
    if following and kind != Kind.NOTES:
        stops.append(following.start())
    end = min([*stops, len(text)])
    return _cut_name(text, begin, end, lexicon) if kind == Kind.NAME else end


def _cut_name(text: str, begin: int, end: int, lexicon: Lexicon) -> int:
    """A few words, without the small ones behind them: `Bar by the way` is called Bar."""
    words = list(re.finditer(r"\S+", text[begin:end]))[:_NAME_WORDS]
    while len(words) > 1 and fold_word(words[-1][0].lower()) in lexicon.filler_words:
        words.pop()
    return begin + words[-1].end() if words else end


def _is_question(text: str, begin: int, end: int) -> bool:
    """`Do you deliver to Haifa?` tells no address."""
    mark = re.search(r"[.!?\n]", text[end:] if text[end - 1 : end] != "?" else "?")
    return bool(mark and mark[0] == "?" and not re.search(r"\d", text[begin:end]))
