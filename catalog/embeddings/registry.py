"""Which embedder is in use: a choice of the operator, the same for every shop."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings

from catalog.embeddings import wordllama
from catalog.embeddings.base import Embedder
from catalog.embeddings.hashing import HashingEmbedder
from catalog.embeddings.openai import OpenAIEmbedder

# OpenAI's smaller model takes any size up to 1536; these keep most of its quality in a sixth of the space.
DEFAULT_MODEL, DEFAULT_DIMENSIONS = "text-embedding-3-small", 256


def embedder() -> Embedder:
    """The configured one, made once per process and choice."""
    return _make(
        settings.EMBEDDING_PROVIDER, settings.EMBEDDING_MODEL, settings.EMBEDDING_DIMENSIONS,
        settings.EMBEDDING_BASE_URL, settings.EMBEDDING_API_KEY, settings.EMBEDDING_TIMEOUT,
    )  # fmt: skip


@lru_cache(maxsize=8)
def _make(provider: str, model: str, dimensions: int, base_url: str, api_key: str, timeout: float) -> Embedder:
    if provider == "openai":
        return OpenAIEmbedder(
            base_url=base_url, api_key=api_key, timeout=timeout, model=model or DEFAULT_MODEL,
            dimensions=dimensions or DEFAULT_DIMENSIONS,
            # Their own models alone are known to shorten; a server that has one size would refuse to be asked.
            asks_for_dimensions=not model or model.startswith("text-embedding-3"),
        )  # fmt: skip
    return LOCAL[provider]()


def _wordllama() -> Embedder:
    return wordllama.WordllamaEmbedder() if wordllama.is_installed() else HashingEmbedder()


LOCAL: dict[str, Callable[[], Embedder]] = {"wordllama": _wordllama, "hashing": HashingEmbedder}
