"""Choices -> buttons or a list, where all of them fit.

https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-list-messages
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.choices import list_button
from channels.whatsapp.markup import without_marks
from lib.text import shorten

LONGEST_BODY = 1024
MOST_BUTTONS = 3
LONGEST_BUTTON = 20
MOST_ROWS = 10
LONGEST_ROW = 24
LONGEST_DESCRIPTION = 72
LONGEST_LIST_BUTTON = 20
LONGEST_ID = 256


@dataclass(frozen=True)
class Option:
    id: str
    title: str


def offer(choices: Sequence[Mapping[str, str]], *, language: str) -> dict[str, Any] | None:
    """The `interactive` object without its body; None when the choices have to be numbered text instead: too many,
    too long, or not to be told apart."""
    options = [Option(choice["id"], shorten(without_marks(choice["title"]), 1000)) for choice in choices]
    if not options or not _are_distinct(options):
        return None
    if len(options) <= MOST_BUTTONS and all(len(option.title) <= LONGEST_BUTTON for option in options):
        return {"type": "button", "action": {"buttons": [_button(option) for option in options]}}
    if len(options) <= MOST_ROWS and all(len(option.title) <= LONGEST_DESCRIPTION for option in options):
        sections = [{"rows": [_row(option) for option in options]}]
        return {"type": "list", "action": {"button": _list_button(language), "sections": sections}}
    return None


def _are_distinct(options: Sequence[Option]) -> bool:
    """WhatsApp refuses equal ids and equal titles of buttons; customers could not tell equal rows apart."""
    ids, titles = {option.id for option in options}, {option.title for option in options}
    fits = all(0 < len(option.id) <= LONGEST_ID and option.title for option in options)
    return fits and len(ids) == len(titles) == len(options)


def _list_button(language: str) -> str:
    return shorten(list_button(language), LONGEST_LIST_BUTTON)


def _button(option: Option) -> dict[str, Any]:
    return {"type": "reply", "reply": {"id": option.id, "title": option.title}}


def _row(option: Option) -> dict[str, str]:
    """A title that had to be cut is whole in the description, and a tap brings both back."""
    if len(option.title) <= LONGEST_ROW:
        return {"id": option.id, "title": option.title}
    return {"id": option.id, "title": shorten(option.title, LONGEST_ROW), "description": option.title}
