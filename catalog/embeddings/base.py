"""What turns text into vectors."""

from collections.abc import Hashable, Sequence
from typing import Protocol

# One vector; its length is the embedder's `dimensions`, its norm is 1.
Vector = Sequence[float]


class Embedder(Hashable, Protocol):
    """Thread safe. Only vectors of the same `name` are ever compared with each other."""

    @property
    def name(self) -> str:
        """Provider, model and dimensions, for example `wordllama/l2_supercat/256`: a change of any re-embeds."""
        ...

    @property
    def dimensions(self) -> int: ...

    @property
    def sure_from(self) -> float:
        """From this cosine on a product is meant although it shares no word with the query."""
        ...

    @property
    def batch_size(self) -> int:
        """How many texts one call takes."""
        ...

    def understands(self, text: str) -> bool:
        """Whether its vector of this text says what the text is about."""
        ...

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        """A vector for each text, in order. Raises ProviderError where a network is involved."""
        ...
