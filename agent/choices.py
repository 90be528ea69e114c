"""What a customer can tap under a reply, and what a tap stands for.

The id of a button under an order names what was shown with it: `confirm:ORD-2026-000123:2` is a yes to version 2 of
that order and to nothing else, however much later it is tapped.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.llm.offline.phrases import find, question_keys, say
from agent.plain import newest_recap, shows
from conversations.models import Author, Conversation, Message

_ORDER_TAP = re.compile(r"(confirm|change|cancel):(ORD-\d{4}-\d{1,9}):(\d{1,9})")
OPTION = "option:"
_VERBS = ("confirm", "change", "cancel")
# Beside these the buttons under a recap still answer the question; beside any other question they would not.
_FITTING = frozenset({"q_confirm", "q_address"})
FEWEST, MOST = 2, 10

Choices = list[dict[str, str]]
Receipt = Mapping[str, Any]


@dataclass(frozen=True)
class Tap:
    """A button that stood under an order: `verb` is confirm, change or cancel."""

    verb: str
    number: str
    version: int


def choices_for(text: str, receipts: Sequence[Receipt], *, offered: Sequence[Receipt], language: str) -> Choices:
    """What stands under a reply: what the agent offered last, else an answer to the recap that it shows."""
    if offered:
        return [dict(choice) for choice in offered[-1]["choices"]]
    recap = newest_recap(receipts)
    if recap is None or not shows(text, recap) or not _asks_for_yes(text, recap, receipts):
        return []
    return [
        {"id": f"{verb}:{recap['order_number']}:{recap['version']}", "title": say(language, f"choice_{verb}")}
        for verb in _VERBS
    ]


def option_choices(titles: Iterable[str]) -> Choices:
    """Options of the agent's own; a tap says what its title says."""
    return [{"id": f"{OPTION}{place}", "title": title} for place, title in enumerate(titles, 1)]


def read_tap(media: Iterable[Mapping[str, Any]]) -> Tap | None:
    """The button under an order that a message's media speak of; None when it was another one, or none."""
    for medium in media:
        match = _ORDER_TAP.fullmatch(str(medium.get("id", ""))) if medium.get("kind") == "choice" else None
        if match:
            return Tap(match[1], match[2], int(match[3]))
    return None


def list_taps(conversation: Conversation, *, up_to_seq: int) -> list[Tap]:
    """The buttons under orders that the customer tapped since our last answer, in order."""
    rows = Message.objects.filter(
        conversation=conversation, author=Author.CUSTOMER, kind="choice",
        seq__gt=conversation.answered_seq, seq__lte=up_to_seq,
    )  # fmt: skip
    found = (read_tap(media) for media in rows.order_by("seq").values_list("media", flat=True))
    return [tap for tap in found if tap]


def _asks_for_yes(text: str, recap: Receipt, receipts: Sequence[Receipt]) -> bool:
    """A yes would be clear: one pending order is shown, and no question of ours asks for something else."""
    others = [
        receipt for receipt in receipts
        if receipt.get("lines") and receipt["order_number"] != recap["order_number"] and shows(text, receipt)
    ]  # fmt: skip
    asked = {key for key in question_keys() if any(True for _ in find(text, key))}
    return not others and asked <= _FITTING
