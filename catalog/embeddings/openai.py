"""OpenAI's embeddings, and every server that speaks their language (Ollama, vLLM, llama.cpp, LiteLLM)."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from catalog.embeddings.base import Vector
from catalog.embeddings.hashing import unit
from lib import http
from lib.errors import ProviderError

# Of 8,191 tokens that OpenAI takes; a product's text is far shorter.
LONGEST_TEXT = 8_000


class _Item(BaseModel):
    index: int
    embedding: list[float]


class _Answer(BaseModel):
    data: list[_Item]


@dataclass(frozen=True)
class OpenAIEmbedder:
    """`POST {base_url}/embeddings`; a local server needs no `api_key`."""

    base_url: str
    api_key: str
    model: str
    dimensions: int
    timeout: float = 20
    # Servers that know one size only refuse the parameter.
    asks_for_dimensions: bool = True
    sure_from: float = 0.45
    batch_size: int = 128

    @property
    def name(self) -> str:
        return f"openai/{self.model}/{self.dimensions}"

    def understands(self, text: str) -> bool:
        return True

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        body: dict[str, object] = {"model": self.model, "input": [text[:LONGEST_TEXT] or " " for text in texts]}
        if self.asks_for_dimensions:
            body["dimensions"] = self.dimensions
        headers = {"authorization": f"Bearer {self.api_key}"} if self.api_key else {}
        answer = http.call(
            "POST", f"{self.base_url.rstrip('/')}/embeddings",
            timeout=self.timeout, trusted=True, headers=headers, payload=body,
        )  # fmt: skip
        if answer.status != 200:
            raise _refusal(answer)
        return self._read(answer, len(texts))

    def _read(self, answer: http.Answer, expected: int) -> list[Vector]:
        try:
            items = sorted(_Answer.model_validate(answer.json()).data, key=lambda item: item.index)
        except ValidationError as error:
            raise ProviderError("the embeddings are not readable", permanent=True, code="unreadable") from error
        if [item.index for item in items] != list(range(expected)):
            raise ProviderError("embeddings are missing", permanent=True, code="unreadable")
        if any(len(item.embedding) != self.dimensions for item in items):
            raise ProviderError(
                f"{self.model} gives vectors of {len(items[0].embedding)} numbers, not {self.dimensions}",
                permanent=True, code="wrong_dimensions",
            )  # fmt: skip
        return [unit(item.embedding) for item in items]


def _refusal(answer: http.Answer) -> ProviderError:
    busy = answer.status in {408, 429} or answer.status >= 500
    wait = answer.headers.get("retry-after", "")
    return ProviderError(
        f"the embeddings server answered {answer.status}",
        permanent=not busy, retry_after=float(wait) if wait.isdigit() else None,
    )  # fmt: skip
