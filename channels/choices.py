"""One choice model for every channel: buttons or a list where it has them, else a numbered text. No models.

A tap, the number and the words of a choice mean the same thing; conversations/meaning.py reads them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

Choice = Mapping[str, str]
_FIRST_ROW = re.compile(r"^1\. ", re.MULTILINE)


def as_numbered_text(text: str, choices: Sequence[Choice], *, language: str) -> str:
    """The text, the choices with their numbers, and how to answer; the text alone when there is nothing to choose."""
    if not choices:
        return text
    rows = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, start=1)]
    return "\n".join([text, "", *rows, "", ask_for_number(language)]).strip()


def shows_numbers(parts: Sequence[Any]) -> bool:
    """Whether a channel wrote the choices as numbered text into its requests."""
    return any(_FIRST_ROW.search(text) for part in parts for text in _texts(part))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


def ask_for_number(language: str) -> str:
    with translation.override(language):
        return gettext("Reply with the number.")


def list_button(language: str) -> str:
    """What the button says that opens a list (at most 20 characters in every language)."""
    with translation.override(language):
        return gettext("Choose")
