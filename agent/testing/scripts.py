"""What a fake model is told to do, in no provider's words."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# A tool's name with its arguments; a string goes out as it is, malformed or not.
Call = tuple[str, Mapping[str, Any] | str]
Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """A model's answer. `latency` (seconds) overrides the server's, `pace` is the pause between events.

    `thinking` becomes what the format has for it and wants back: a signed block (Messages), an encrypted
    reasoning item (Responses), a thought_signature (Chat Completions). `input_tokens` includes cached
    ones.
    """

    text: str = ""
    calls: Sequence[Call] = ()
    thinking: str = ""
    is_refusal: bool = False
    # Out of tokens: the last call, if there is one, ends in the middle of its arguments.
    is_cut: bool = False
    # The window of the model is full: what Messages calls `model_context_window_exceeded`, the others a cut.
    is_overfull: bool = False
    # Chat Completions as Gemini has been seen to speak it: calls without ids, in a stream all with index 0.
    has_bare_calls: bool = False
    # A stream loses its connection after the text, or reports this error word there.
    breaks: bool = False
    error: str = ""
    input_tokens: int = 100
    output_tokens: int = 20
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    latency: float | None = None
    pace: float = 0.0


@dataclass(frozen=True)
class Failure:
    """An error status. `body` replaces the usual error object (Gemini sends a list, proxies send HTML)."""

    status: int
    retry_after: float | str | None = None
    code: str = ""
    message: str = "scripted failure"
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """Says nothing for `seconds`, then closes the connection."""

    seconds: float


Script = Answer | Failure | Hang


@dataclass(frozen=True)
class FakeRequest:
    """What an adapter sent. `format` is `messages`, `chat` or `responses`; header names are lower case."""

    format: str
    path: str
    headers: Mapping[str, str]
    body: Json

    @property
    def is_stream(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def tool_names(self) -> list[str]:
        tools = self.body.get("tools", [])
        return [tool["name"] if "name" in tool else tool["function"]["name"] for tool in tools]

    @property
    def has_media(self) -> bool:
        """Whether a picture or a recording came along."""
        kinds = {"image", "image_url", "input_image", "input_audio"}
        return self.format == "speech" or any(item.get("type") in kinds for item in self._items())

    @property
    def results(self) -> list[Any]:
        """The results of tools in the order they were sent, decoded where they are JSON."""
        return [_decoded(text) for item in self._items() for text in _result_of(item)]

    @property
    def last_words(self) -> str:
        """What the user said last."""
        texts = [text for item in self._items() for text in _words_of(item)]
        return texts[-1] if texts else ""

    def _items(self) -> list[Json]:
        """The conversation, with Anthropic's messages taken apart into their blocks."""
        items: list[Json] = []
        for message in self.body.get("messages") or self.body.get("input") or []:
            content = message.get("content")
            blocks: list[Json] = content if isinstance(content, list) else [message]
            items += [{"role": message.get("role"), **block} for block in blocks]
        return items


def arguments_text(call: Call, *, is_cut: bool) -> str:
    """A call's arguments as they go over the wire."""
    arguments = call[1]
    text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
    return text[: max(1, len(text) // 2)] if is_cut else text


def _result_of(item: Json) -> list[str]:
    if item.get("type") == "tool_result" or item.get("role") == "tool":
        return [item["content"]]
    return [item["output"]] if item.get("type") == "function_call_output" else []


def _words_of(item: Json) -> list[str]:
    if item.get("role") != "user" or _result_of(item):
        return []
    text = item.get("text", item.get("content"))
    return [text] if isinstance(text, str) else []


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
