"""What the conversation so far leaves open: our last question, the choices given, what was wanted but not ordered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.llm.offline.acts import Amount, Kind, Said, Wish
from agent.llm.offline.dates import is_wish
from agent.llm.offline.lexicon import LEXICONS
from agent.llm.offline.matching import closest
from agent.llm.offline.phrases import find, question_keys
from agent.llm.offline.pointing import name_places
from agent.llm.offline.quantities import read_amount
from agent.llm.offline.situation import Exchange
from agent.llm.offline.tokens import tidy, tokenize
from agent.llm.offline.understand import understand

# Older exchanges do not bear on what is said now.
_RECENT = 8
ORDER_NUMBER = re.compile(r"\bORD-\d{4}-\d+\b")
# They show one order whole: that one is spoken of, whatever other numbers stand beside it.
_SHOWING = (
    "created",
    "changed",
    "exists",
    "restored",
    "open_order",
    "shown",
    "shown_price",
    "shown_newer",
    "q_restore",
)
_CHOICE = re.compile(r"^\s*(\d+)\. (.+?)(?: – .*)?$", re.MULTILINE)
_ROW = re.compile(r"^• (.+?) – ", re.MULTILINE)
# As long as we ask these, the wishes that led to them stay on the table.
_CLARIFYING = frozenset(
    {
        "q_which",
        "q_how_much",
        "q_how_many",
        "q_what",
        "q_take_rest",
        "q_offer",
        "q_new_order",
        "q_amount_for",
        "q_pickup",
        "q_when",
    }
)
# Said of a product, these take it off the table.
_REFUSALS = (
    "sold_out", "out_of_stock", "wrong_step", "wrong_unit", "bad_quantity", "too_much", "not_for_sale", "not_found",
    "maybe",
)  # fmt: skip
# They offer to tell the customer when something is there.
_OFFERS = ("q_notify", "notify_hint")
_WANTING = (Kind.ORDER, Kind.ADD)
_ANSWERING = (*_WANTING, Kind.AMOUNT, Kind.PICK, Kind.YES, Kind.ADDRESS, Kind.NOTES, Kind.NAME, Kind.MENTION,
              Kind.WHEN, Kind.PICKUP)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What the customer wants to have in an order that does not hold it yet."""

    wishes: tuple[Wish, ...] = ()
    address: str = ""
    notes: str = ""
    name: str = ""
    # When they want it, in their words, and whether they fetch it.
    when: str = ""
    is_pickup: bool = False


@dataclass(frozen=True)
class Dialogue:
    """`asked` are the questions of our last answer with their values, `topic` the product that was spoken of."""

    asked: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    # The products that our last answer listed, in its order.
    listed: tuple[str, ...] = ()
    order_number: str = ""
    # The orders that our last answer named, as they stood there.
    orders: tuple[str, ...] = ()
    carried: Wanted = Wanted()
    topic: str = ""
    # What we said we could tell them about when it is there.
    missing: str = ""
    has_begun: bool = False

    def has_asked(self, *keys: str) -> bool:
        return any(key in self.asked for key in keys)


def read_dialogue(exchanges: Sequence[Exchange], *, language: str) -> Dialogue:
    """Folds the recent exchanges, oldest first."""
    dialogue = Dialogue()
    for exchange in exchanges[-_RECENT:]:
        said = understand(exchange.heard, otherwise=language) if exchange.heard else Said(language, ())
        dialogue = _after(dialogue, name_places(said, dialogue.listed), exchange.answer)
    return dialogue


def merge(dialogue: Dialogue, said: Said) -> Wanted:
    """What is wanted now: the wishes on the table completed by the answer, and the new ones."""
    carried = dialogue.carried if said.has(*_ANSWERING) else Wanted()
    wishes = [wish for wish in _new_wishes(dialogue, said) if wish.phrase]
    address = said.last_text(Kind.ADDRESS)
    # A yes to picking it up; an address since then takes it back.
    fetches = said.has(Kind.PICKUP) or (said.has(Kind.YES) and dialogue.has_asked("q_pickup"))
    is_pickup = fetches or (carried.is_pickup and not address)
    kept = [wish for wish in carried.wishes if not any(_answers(wish, new, dialogue) for new in wishes)]
    return Wanted(
        (*kept, *wishes),
        "" if is_pickup else address or carried.address,
        said.last_text(Kind.NOTES) or carried.notes,
        said.last_text(Kind.NAME) or carried.name,
        _when(dialogue, said, has_wishes=bool(wishes)) or carried.when,
        is_pickup,
    )


def _when(dialogue: Dialogue, said: Said, *, has_wishes: bool) -> str:
    """A day alone is a wish when it says so (`for Friday`), or when we have asked for it."""
    text = said.last_text(Kind.WHEN)
    refers = said.has(Kind.AGAIN, Kind.ORDERS, Kind.TRACK, Kind.CANCEL, Kind.HOURS, Kind.DELIVERY)
    if has_wishes or said.has(Kind.PICKUP) or dialogue.has_asked("q_when"):
        return text
    return text if text and is_wish(text) and not (refers and not said.has(Kind.AGAIN)) else ""


def _after(dialogue: Dialogue, said: Said, answer: str) -> Dialogue:
    """The state after an exchange."""
    asked = _read_questions(answer)
    wanted = merge(dialogue, said)
    numbers = tuple(dict.fromkeys(ORDER_NUMBER.findall(answer)))
    if not _CLARIFYING & asked.keys():
        wanted = Wanted()
    elif numbers and "q_new_order" not in asked:
        wanted = Wanted(tuple(wish for wish in wanted.wishes if _is_asked(wish, asked)))
    else:
        refused = [text for key in _REFUSALS for values in find(answer, key) for text in values.values()]
        wanted = replace(wanted, wishes=tuple(wish for wish in wanted.wishes if not _is_one_of(wish, refused)))
    names = [values["name"] for values in asked.values() if "name" in values]
    spoken = [wish.phrase for wish in said.wishes(Kind.ASK, Kind.MENTION, Kind.SET, *_WANTING)]
    return Dialogue(
        asked=asked,
        choices=_read_choices(answer),
        listed=() if numbers else _read_choices(answer) or tuple(_ROW.findall(answer)),
        order_number=_spoken_of(answer, numbers) if numbers else dialogue.order_number,
        orders=numbers,
        carried=wanted,
        topic=next(iter([*names, *reversed(spoken)]), dialogue.topic),
        missing=next((values["name"] for key in _OFFERS for values in find(answer, key)), ""),
        has_begun=True,
    )


def _spoken_of(answer: str, numbers: Sequence[str]) -> str:
    """The order that `it` means from now on; empty after a list, when it could be any of them."""
    if len(numbers) == 1:
        return numbers[0]
    shown = {values["number"] for key in _SHOWING for values in find(answer, key)}
    return shown.pop() if len(shown) == 1 else ""


def _new_wishes(dialogue: Dialogue, said: Said) -> list[Wish]:
    wishes: list[Wish] = []
    open_question = dialogue.has_asked("q_which", "q_how_much", "q_how_many", "q_what")
    for act in said.acts:
        if act.kind in _WANTING or (act.kind == Kind.MENTION and open_question):
            wishes += [_resolve(dialogue, wish) for wish in act.wishes]
        elif act.kind == Kind.PICK:
            wishes.append(_pick(dialogue, int(act.text), act.wishes[0].amount if act.wishes else None))
        elif act.kind == Kind.AMOUNT and act.wishes:
            wishes.append(_measured(dialogue, act.wishes[0].amount))
    takes_it = any(act.kind in _WANTING and not act.wishes for act in said.acts)
    if not wishes and (said.has(Kind.YES) or takes_it):
        wishes = _accepted(dialogue)
    return wishes


def _resolve(dialogue: Dialogue, wish: Wish) -> Wish:
    """A phrase that means one of the choices takes its name, and the amount that was said before."""
    phrase = dialogue.asked.get("q_which", {}).get("phrase", "")
    name = closest(wish.phrase, dialogue.choices, context=phrase)
    if not name:
        return wish
    return Wish(name, wish.amount or _carried_amount(dialogue))


def _pick(dialogue: Dialogue, place: int, amount: Amount | None = None) -> Wish:
    at = place - 1 if place > 0 else len(dialogue.choices) - 1
    name = dialogue.choices[at] if 0 <= at < len(dialogue.choices) else ""
    return Wish(name, amount or _carried_amount(dialogue))


def _measured(dialogue: Dialogue, amount: Amount | None) -> Wish:
    """An amount alone: a choice's number, what a carried wish lacks, or how much of what was spoken of."""
    is_place = amount and not amount.unit and amount.value == int(amount.value)
    if amount and is_place and 0 < amount.value <= len(dialogue.choices):
        return _pick(dialogue, int(amount.value))
    lacking = [wish for wish in dialogue.carried.wishes if wish.amount is None]
    if lacking and not dialogue.has_asked("q_how_much", "q_how_many"):
        return replace(lacking[0], amount=amount)
    return Wish(dialogue.topic, amount)


def _accepted(dialogue: Dialogue) -> list[Wish]:
    """A yes to an offer."""
    rest = dialogue.asked.get("q_take_rest")
    if rest:
        return [Wish(rest["name"], _read_text_amount(rest["available"]))]
    offer = dialogue.asked.get("q_offer")
    return [Wish(offer["name"])] if offer else []


def _carried_amount(dialogue: Dialogue) -> Amount | None:
    phrase = dialogue.asked.get("q_which", {}).get("phrase", "")
    carried = dialogue.carried.wishes
    named = [wish for wish in carried if phrase in {wish.phrase, *wish.parts}]
    return next((wish.amount for wish in named), None)


def _answers(old: Wish, new: Wish, dialogue: Dialogue) -> bool:
    """Whether the new wish says more exactly what the old one meant."""
    if old.phrase == new.phrase:
        return True
    if new.phrase in dialogue.choices:
        return dialogue.asked.get("q_which", {}).get("phrase") in {old.phrase, *old.parts}
    names = [values["name"] for values in dialogue.asked.values() if "name" in values]
    return new.phrase in names and bool(closest(old.phrase, [new.phrase]))


def _is_asked(wish: Wish, asked: Mapping[str, Mapping[str, str]]) -> bool:
    return _is_one_of(
        wish, [text for values in asked.values() for text in (values.get("phrase"), values.get("name")) if text]
    )


def _is_one_of(wish: Wish, texts: Sequence[str]) -> bool:
    return any(text in {wish.phrase, *wish.parts} or closest(wish.phrase, [text]) for text in texts)


def _read_questions(answer: str) -> dict[str, dict[str, str]]:
    asked: dict[str, dict[str, str]] = {}
    for key in question_keys():
        for values in find(answer, key):
            asked[key] = dict(values)
    if not asked and ORDER_NUMBER.search(answer) and "?" in answer[-200:]:
        # Another model asked in its own words.
        asked["q_confirm"] = {}
    return asked


def _read_choices(answer: str) -> tuple[str, ...]:
    """The numbered names; one that was too long for a button stands whole in a row above."""
    names = [name for _, name in _CHOICE.findall(answer) if not ORDER_NUMBER.fullmatch(name)]
    rows = _ROW.findall(answer)
    return tuple(next((row for row in rows if name[-1] == "…" and row.startswith(name[:-1])), name) for name in names)


def _read_text_amount(text: str) -> Amount | None:
    tokens = tokenize(tidy(text))
    for lexicon in LEXICONS.values():
        reading = read_amount(tokens, 0, lexicon) if tokens else None
        if reading and reading.amount.unit:
            return reading.amount
    reading = read_amount(tokens, 0, LEXICONS["en"]) if tokens else None
    return reading.amount if reading else None
