"""A long answer as several short bubbles, as a person would type it; none of the text is ever dropped. No models."""

import re

from lib.text import split_text

SHORT = 280
MOST = 4
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
# Beginnings of rows that belong to the row above: items of an order, numbered choices.
_ROW = re.compile(r"^\s*(?:[-*•–]|\d+[.)])\s")


def bubbles(text: str) -> list[str]:
    """At most four bubbles, cut at paragraphs and then at sentences; lists stay in one piece."""
    pieces = [part for block in _blocks(text) for part in _sentences(block)]
    return _join(pieces)


def cut(text: str, limit: int, *, measure: str = "characters", is_paced: bool = False) -> list[str]:
    """Pieces of at most `limit` (see lib.text.split_text) that together hold all of the text; bubbles when paced."""
    wholes = bubbles(text) if is_paced else [text]
    return [piece for whole in wholes for piece in split_text(whole, limit, measure=measure)]


def pause_before(text: str) -> float:
    """Seconds that a person would need to type this bubble, within what customers find natural."""
    return min(max(len(text) * 0.02, 0.8), 3.0)


def _blocks(text: str) -> list[str]:
    return [block.strip("\n") for block in re.split(r"\n\s*\n", text.strip()) if block.strip()]


def _sentences(block: str) -> list[str]:
    """A block that is short, or a list, or has rows stays whole."""
    if len(block) <= SHORT or "\n" in block or _ROW.match(block):
        return [block]
    filled: list[str] = []
    for sentence in _SENTENCE.split(block):
        if filled and len(filled[-1]) + 1 + len(sentence) <= SHORT:
            filled[-1] = f"{filled[-1]} {sentence}"
        else:
            filled.append(sentence)
    return filled


def _join(pieces: list[str]) -> list[str]:
    """The shortest neighbours are put together until there are no more than four."""
    joined = list(pieces)
    while len(joined) > MOST:
        lengths = [len(joined[at]) + len(joined[at + 1]) for at in range(len(joined) - 1)]
        at = lengths.index(min(lengths))
        joined[at : at + 2] = [f"{joined[at]}\n\n{joined[at + 1]}"]
    return joined
