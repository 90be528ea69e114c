"""What people say of themselves, as they wrote it: names and addresses behind their labels, numbers, lasting facts."""

import re
from collections.abc import Iterator, Sequence

from agent.llm.offline.acts import Kind
from agent.llm.offline.details import cut_details
from agent.llm.offline.language import detect
from agent.llm.offline.lexicon import LEXICONS
from agent.llm.offline.lexicon.lasting import LASTING
from agent.llm.offline.tokens import fold_word, tidy
from lib.text import fold

_KINDS = {"name": Kind.NAME, "address": Kind.ADDRESS}
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+")
_PHONE = re.compile(r"(?<![\w-])(?:\+\d{1,3}|0)[ .-]?\(?\d(?:[ .()-]{0,2}\d){6,12}(?![\w-])")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_LONGEST = 3000


def said_outright(texts: Sequence[str], field: str) -> set[str]:
    """Folded: every name or address that somebody introduced as theirs ("my name is", "I live at")."""
    return {fold(value) for text in texts for value in details_of(text, field)}


def details_of(text: str, field: str) -> Iterator[str]:
    """The names or addresses that a message introduces. Nothing for other fields."""
    kind = _KINDS.get(field)
    tidied = tidy(text[:_LONGEST])
    if kind:
        found = cut_details(tidied, LEXICONS[detect([tidied], otherwise="en")])
        yield from (act.text for act in found.acts if act.kind == kind)


def emails_in(text: str) -> list[str]:
    return _EMAIL.findall(text[:_LONGEST])


def phones_in(text: str) -> list[str]:
    return _PHONE.findall(text[:_LONGEST])


def sentences_of(text: str) -> list[str]:
    return [found.strip() for found in _SENTENCE.findall(tidy(text[:_LONGEST])) if found.strip()]


def is_lasting(sentence: str) -> bool:
    """It tells of an allergy, a taste, a habit; a question does not."""
    return not sentence.endswith("?") and bool(LASTING.search(fold_word(sentence.lower())))


def clear_language(texts: Sequence[str]) -> str:
    """The language of the newest text that shows one; empty when none does."""
    one, other = detect(reversed(texts), otherwise="en"), detect(reversed(texts), otherwise="he")
    return one if one == other else ""
