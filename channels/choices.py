"""One choice model for every channel: buttons or a list where it has them, else a numbered text. No models.

A tap, the number and the words of a choice mean the same thing; conversations/meaning.py reads them.
"""

from collections.abc import Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext

Choice = Mapping[str, str]


def as_numbered_text(text: str, choices: Sequence[Choice], *, language: str) -> str:
    """The text, the choices with their numbers, and how to answer; the text alone when there is nothing to choose."""
    if not choices:
        return text
    rows = [f"{number}. {choice['title']}" for number, choice in enumerate(choices, start=1)]
    return "\n".join([text, "", *rows, "", ask_for_number(language)]).strip()


def ask_for_number(language: str) -> str:
    with translation.override(language):
        return gettext("Reply with the number.")


def list_button(language: str) -> str:
    """What the button says that opens a list (at most 20 characters in every language)."""
    with translation.override(language):
        return gettext("Choose")
