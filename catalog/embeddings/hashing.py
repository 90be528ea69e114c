"""Vectors without a model: for machines that wordllama has no wheel for (ARM Linux, Python 3.14). Pure Python.

It knows words and their spelling and nothing of their meaning: `croissants` is near `croissant`, not near `pastry`.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from catalog.embeddings.base import Vector
from lib.text import words

GRAM = 4


class HashingEmbedder:
    """Words and their runs of four letters, each hashed to one of `dimensions` places and a sign."""

    name = "hashing/words/256"
    dimensions = 256
    sure_from = 0.6
    batch_size = 500

    def understands(self, text: str) -> bool:
        return True

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        return [self._embed(text) for text in texts]

    def _embed(self, text: str) -> Vector:
        vector = [0.0] * self.dimensions
        for feature, times in Counter(_features(text)).items():
            number = int.from_bytes(blake2b(feature.encode(), digest_size=8).digest())
            vector[number % self.dimensions] += math.sqrt(times) * (1 if number >> 63 else -1)
        return unit(vector)


def unit(vector: Sequence[float]) -> list[float]:
    """Of length 1; a text without words points nowhere in particular, since cosine has no answer for nothing."""
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length else [1.0] + [0.0] * (len(vector) - 1)


def _features(text: str) -> Iterator[str]:
    for word in words(text):
        yield f"<{word}>"
        padded = f"<{word}>"
        yield from (padded[start : start + GRAM] for start in range(len(padded) - GRAM + 1))
