"""What a reply repeats word for word of the shop's own knowledge that was read in this turn. Pure.

A document may say "Your money is refunded within 14 days": repeating it claims nothing of this customer's order. Only
whole sentences count, so that no claim can be cut out of one, and only passages that a tool returned in this turn.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.claims import SENTENCE

# A shorter one ("Order confirmed.") could stand for itself.
FEWEST_WORDS = 5
_WORD = re.compile(r"\w+")


def cited_sentences(receipts: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The sentences that may be repeated, as words with one space between them."""
    return frozenset(
        " ".join(spoken)
        for receipt in receipts
        if receipt.get("kind") == "knowledge"
        for passage in receipt.get("passages", ())
        for sentence in SENTENCE.split(str(passage.get("text", "")))
        if len(spoken := _WORD.findall(sentence.casefold())) >= FEWEST_WORDS
    )


def without_cited(text: str, sentences: frozenset[str]) -> str:
    """The text without the sentences that are repeated whole."""
    return "\n".join(_kept(text, sentences)) if sentences else text


def _kept(text: str, sentences: frozenset[str]) -> Iterator[str]:
    for sentence in SENTENCE.split(text):
        if " ".join(_WORD.findall(sentence.casefold())) not in sentences:
            yield sentence
