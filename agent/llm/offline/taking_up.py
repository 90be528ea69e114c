"""An answer to "which order do you mean?": what was said before the question is meant for that order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from agent.llm.offline.acts import Kind, Said
from agent.llm.offline.dialogue import Dialogue
from agent.llm.offline.naming import UNCLEAR
from agent.llm.offline.phrases import find
from agent.llm.offline.situation import Exchange
from agent.llm.offline.understand import understand

QUESTIONS = ("q_which_order", "q_cancel_which")
_TELLING = (Kind.TRACK, Kind.AMOUNT, Kind.PICK)
# What an answer may consist of.
_NAMING = frozenset({Kind.TRACK, Kind.AMOUNT, Kind.PICK, Kind.YES, Kind.THANK, Kind.ORDERS, Kind.ORDER, Kind.DONE})


def take_up(said: Said, dialogue: Dialogue, earlier: Sequence[Exchange]) -> Said:
    """What was said, or what it answers: the words before our question, with the order that was named now."""
    name = _named(said, dialogue) if dialogue.has_asked(*QUESTIONS) else ""
    if not name:
        return said
    meant = next(_questions(earlier, said.language), said)
    # An order of nobody's that was named before asked nothing itself.
    acts = [act for act in meant.acts if act.kind != Kind.TRACK or not act.order] or list(meant.acts)
    # The yes was one to our recap, of which only the order was not clear.
    kinds = {Kind.YES: Kind.YES if meant.has(Kind.CANCEL) else Kind.CONFIRM}
    return Said(said.language, tuple(replace(act, kind=kinds.get(act.kind, act.kind), order=name) for act in acts))


def _questions(earlier: Sequence[Exchange], language: str) -> Iterator[Said]:
    """What we asked about, newest first: an answer that we had to ask about once more is none of it."""
    for exchange in takewhile(_asks_which, reversed(earlier)):
        said = understand(exchange.heard, otherwise=language)
        if not _only_names(said):
            yield said


def _asks_which(exchange: Exchange) -> bool:
    return bool(exchange.heard) and any(True for key in QUESTIONS for _ in find(exchange.answer, key))


def _only_names(said: Said) -> bool:
    products = any(wish.phrase for act in said.acts for wish in act.wishes)
    return said.has(*_TELLING) and not products and all(act.kind in _NAMING for act in said.acts)


def _named(said: Said, dialogue: Dialogue) -> str:
    """The order, when nothing but an order was said; UNCLEAR when it could be one or another."""
    if not _only_names(said):
        return ""
    named = [act.order for act in said.acts if act.order]
    return named[-1] if named else _placed(said, dialogue.orders) or UNCLEAR


def _placed(said: Said, orders: Sequence[str]) -> str:
    """`2` is the second that was listed, or the one whose number ends so; nothing when it could be either."""
    amounts = [wish.amount.value for wish in said.wishes(Kind.AMOUNT) if wish.amount and not wish.amount.unit]
    places = [int(act.text) for act in said.all(Kind.PICK)]
    if places:
        return orders[places[0] - 1 if places[0] > 0 else -1] if places[0] <= len(orders) else ""
    if len(amounts) != 1 or amounts[0] != int(amounts[0]):
        return ""
    number = int(amounts[0])
    ending = {order for order in orders if int(order.rpartition("-")[2]) == number}
    placed = {orders[number - 1]} if 0 < number <= len(orders) else set[str]()
    both = ending | placed
    return both.pop() if len(both) == 1 else ""
