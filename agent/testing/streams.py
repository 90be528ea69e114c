"""Server-sent events of the fake models."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    name: str
    data: str

    def encode(self) -> bytes:
        name = f"event: {self.name}\n" if self.name else ""
        return f"{name}data: {self.data}\n\n".encode()


# Here the connection is lost.
BREAK = Event("", "")


def pieces(text: str) -> list[str]:
    """A text as it would trickle in: word by word, or in halves when it is one word."""
    words = re.findall(r"\s*\S+\s*", text)
    middle = len(text) // 2
    return words if len(words) > 1 else [part for part in (text[:middle], text[middle:]) if part]
