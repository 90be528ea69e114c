"""The buttons under an order, and what a tap on one stands for. Pure.

The id of a button names what was shown with it: `confirm:ORD-2026-000123:2` is a yes to version 2 of that order and to
nothing else, however much later it is tapped.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

VERBS = ("confirm", "change", "cancel")
_ORDER_TAP = re.compile(r"(confirm|change|cancel):(ORD-\d{4}-\d{1,9}):(\d{1,9})")

Choices = list[dict[str, str]]


@dataclass(frozen=True)
class Tap:
    """A button that stood under an order: `verb` is confirm, change or cancel."""

    verb: str
    number: str
    version: int


def order_choices(number: str, version: int, titles: Mapping[str, str]) -> Choices:
    """The answers to an order's recap; `titles` by verb. "3" may be a quantity: an order is not cancelled by it unless
    the customer saw that number."""
    chosen = [{"id": f"{verb}:{number}:{version}", "title": titles[verb]} for verb in VERBS]
    *harmless, cancel = chosen
    return [*harmless, cancel | {"is_drastic": "yes"}]


def read_tap(media: Iterable[Mapping[str, Any]]) -> Tap | None:
    """The button under an order that a message's media speak of; None when it was another one, or none."""
    for medium in media:
        match = _ORDER_TAP.fullmatch(str(medium.get("id", ""))) if medium.get("kind") == "choice" else None
        if match:
            return Tap(match[1], match[2], int(match[3]))
    return None
