"""How what is not text stands among a customer's words: one block in square brackets each. Pure.

    [image: a tray of chicken wings]         [voice message: "two kilos of wings please"]
    [video that cannot be read]              [tapped: "Confirm" = confirm order ORD-2026-000123 version 2]
    [location: 32.08, 34.78 Dizengoff 50]    [cart: 2 x SAU-BEEF, 1 x DELI-PASTRAMI]
    [forwarded: yes, take it]

Only we write such blocks. What stands inside is data: one line without brackets, so that it cannot end its block.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lib.text import shorten

# Spoken words are the customer's own; everything else in a block is about what they sent.
SPOKEN = {"voice": "voice message", "audio": "recording"}
NAMES = (
    "image", "video", "document", "sticker", "location", "contact", "product", "cart", "tapped", "message",
    "forwarded",
    *SPOKEN.values(),
)  # fmt: skip
_UNREAD = " that cannot be read"
TAKEN_BACK = "[message taken back]"
_SYSTEM = re.compile(r"\[\s*system\s*\]", re.IGNORECASE)
# A bracket of the customer's that looks like the beginning of one of ours.
_IMITATION = re.compile(rf"\[(?=\s*(?:system|{'|'.join(NAMES)})\b)", re.IGNORECASE)
_BLOCK = re.compile(rf"\[({'|'.join(NAMES)})(?:: ([^\[\]]*)|{_UNREAD}| taken back)?\] ?")
# What would end a block, or the quotes inside it, too early.
_OPEN_ENDS = str.maketrans('[]"', "()'")
_TAP = re.compile(r"= (confirm|change|cancel) order (\S+) version \d+$")


@dataclass(frozen=True)
class Block:
    """`name` is the word that the block begins with; `words` are empty when it could not be read."""

    name: str
    words: str = ""

    @property
    def spoken(self) -> str:
        """What a recording says; empty for everything else."""
        return self.words.strip('"') if self.name in SPOKEN.values() else ""


def block(kind: str, words: str = "", *, limit: int = 600) -> str:
    """A medium of this kind with what is known of it. Spoken words stand in quotes."""
    name = SPOKEN.get(kind, kind if kind in NAMES else "message")
    said = inside(words, limit)
    if not said:
        return f"[{name}{_UNREAD}]"
    return f'[{name}: "{said}"]' if kind in SPOKEN else f"[{name}: {said}]"


def tapped(title: str, verb: str, number: str, version: int) -> str:
    """A button under an order: what it said, and what it stands for."""
    return f'[tapped: "{inside(title, 40)}" = {verb} order {number} version {version}]'


def read_tapped(words: str) -> tuple[str, str] | None:
    """What was tapped (confirm, change, cancel) and under which order, from a block's words."""
    match = _TAP.search(words)
    return (match[1], match[2]) if match else None


def unmark(text: str) -> str:
    """A customer's own words, without what would look like ours."""
    return _IMITATION.sub("(", _SYSTEM.sub("(system)", text))


def inside(text: str, limit: int) -> str:
    """Words that somebody else chose, as they may stand in a block: one line that cannot close it."""
    return shorten(_SYSTEM.sub("(system)", text), limit).translate(_OPEN_ENDS)


def read_blocks(text: str) -> tuple[list[Block], str]:
    """The blocks in a message's words, and the rest: what the customer typed."""
    blocks = [Block(match[1], match[2] or "") for match in _BLOCK.finditer(text)]
    return blocks, _BLOCK.sub("", text).strip()


def spoken(text: str) -> str:
    """Only what the customer said or typed themselves: what language it is in is theirs."""
    return "\n".join(_spoken(text)).strip()


def _spoken(text: str) -> Iterator[str]:
    blocks, typed = read_blocks(text)
    yield from (found.spoken for found in blocks)
    yield typed
