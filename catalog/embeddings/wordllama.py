"""wordllama: 256 dimensions, its weights in its wheel, no network, a fraction of a millisecond per text."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from catalog.embeddings.base import Vector
from lib.text import fold

CONFIG = "l2_supercat"


def is_installed() -> bool:
    """There are wheels for x86-64 Linux alone."""
    return find_spec("wordllama") is not None


class WordllamaEmbedder:
    name = f"wordllama/{CONFIG}/256"
    dimensions = 256
    sure_from = 0.45
    batch_size = 500

    def __init__(self) -> None:
        self._model = _load()

    def understands(self, text: str) -> bool:
        """Latin letters: every other script it sees as single letters, and all words of it as one."""
        return fold(text).isascii()

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        # A text without a single letter would have no direction.
        rows: list[Vector] = self._model.embed([text.strip() or "?" for text in texts], norm=True).tolist()
        return rows


def _load() -> Any:
    # Imported where it is used: it takes a third of a second and is not installed everywhere.
    import wordllama  # noqa: PLC0415

    # wordllama 0.4.0 looks for its own tokenizer in the wrong folder of its wheel and would download it.
    wheel = Path(wordllama.__file__).parent
    return wordllama.WordLlama.load(CONFIG, cache_dir=wheel, dim=256, disable_download=True)
