"""Which parameters a model takes: a table, so that a new model is a new row. The longest prefix counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from lib.errors import ProviderError


@dataclass(frozen=True)
class Takes:
    """What may be sent to a model, and what must be."""

    api: Literal["messages", "chat", "responses"] = "chat"
    # How the limit of tokens is called.
    limit: str = "max_tokens"
    # Tokens added to the limit of models whose hidden thinking counts towards it.
    thinking_room: int = 0
    # Thinks unless told not to: an agent that calls tools is quicker and cheaper without.
    thinking_off: bool = False
    # The reasoning effort sent unless a request asks for another; empty: the parameter is not known there.
    effort: str = ""
    # The efforts that may be asked for where the parameter is known.
    efforts: tuple[str, ...] = ("low", "medium", "high")
    temperature: bool = False
    # The highest temperature, where it is taken at all.
    hottest: Decimal = Decimal(2)
    # Text and tool calls of a stream can be relied on; else the answer is fetched whole and said at once.
    streams_tools: bool = True
    # Takes a key by which requests with the same beginning find the same cache.
    cache_key: bool = False
    # Its reasoning comes back encrypted and wants to be sent again.
    encrypted_reasoning: bool = False


_OPENAI_CHAT = Takes(limit="max_completion_tokens", cache_key=True, temperature=True)
_OPENAI_THINKING = Takes(limit="max_completion_tokens", cache_key=True, effort="low", thinking_room=2000)
_OPENAI_EFFORTS = ("none", "low", "medium", "high", "xhigh")
_CLAUDE_EFFORTS = ("low", "medium", "high", "max")
_RESPONSES = Takes(
    api="responses", limit="max_output_tokens", cache_key=True, thinking_room=2000, encrypted_reasoning=True
)

TABLE: dict[str, dict[str, Takes]] = {
    "anthropic": {
        "": Takes(api="messages", thinking_off=True),
        "claude-3": Takes(api="messages"),
        "claude-haiku-4": Takes(api="messages"),
        "claude-sonnet-4": Takes(api="messages"),
        "claude-opus-4": Takes(api="messages"),
        "claude-fable": Takes(api="messages", thinking_room=4000, effort="low", efforts=_CLAUDE_EFFORTS),
        "claude-mythos": Takes(api="messages", thinking_room=4000, effort="low", efforts=_CLAUDE_EFFORTS),
    },
    "openai": {
        "": _OPENAI_CHAT,
        "gpt-5": _OPENAI_THINKING,
        "gpt-5-chat": _OPENAI_CHAT,
        "gpt-5.1-chat": _OPENAI_CHAT,
        "gpt-5.2-chat": _OPENAI_CHAT,
        "gpt-5.3-chat": _OPENAI_CHAT,
        # Chat Completions refuses tools together with reasoning from here on.
        "gpt-5.6": replace(_RESPONSES, effort="low", efforts=_OPENAI_EFFORTS),
        "gpt-6": replace(_RESPONSES, effort="low", efforts=_OPENAI_EFFORTS),
        "o1": _OPENAI_THINKING,
        "o3": _OPENAI_THINKING,
        "o4": _OPENAI_THINKING,
    },
    "google": {
        "": Takes(thinking_room=2000, temperature=True),
        "gemini-2.0": Takes(temperature=True),
        "gemini-2.5": Takes(effort="low", thinking_room=2000, temperature=True),
        "gemini-3": Takes(effort="low", thinking_room=2000, temperature=True),
        "gemini-4": Takes(effort="low", thinking_room=2000, temperature=True),
    },
    "xai": {
        "": _RESPONSES,
        "grok-4.3": replace(_RESPONSES, effort="low", efforts=_OPENAI_EFFORTS[:4]),
        "grok-4.20-non-reasoning": replace(_RESPONSES, thinking_room=0, encrypted_reasoning=False, temperature=True),
    },
    # Servers of all kinds: only what each of them knows, and no trust in their streamed tool calls.
    "compatible": {
        "": Takes(temperature=True, streams_tools=False),
        "gpt-5": Takes(limit="max_completion_tokens", thinking_room=2000),
        "gpt-5.6": Takes(limit="max_completion_tokens", effort="none", efforts=("none",)),
        "gpt-6": Takes(limit="max_completion_tokens", effort="none", efforts=("none",)),
    },
}

DEFAULT_MODELS = {
    "anthropic": "claude-sonnet-5-5",
    "openai": "gpt-6.1-terra",
    "google": "gemini-3.8-flash",
    "xai": "grok-4.7",
}


def takes(provider: str, model: str) -> Takes:
    rows = TABLE[provider]
    return rows[max((prefix for prefix in rows if model.startswith(prefix)), key=len)]


def model_or_default(provider: str, model: str) -> str:
    """Raises ProviderError(permanent) for a server whose models nobody but its owner knows."""
    found = model or DEFAULT_MODELS.get(provider, "")
    if not found:
        message = "Name a model of your server: AGENT_MODEL, or the field Model of the model choice."
        raise ProviderError(message, permanent=True, code="no_model")
    return found


# How long an answer may be made, in tokens: shorter than the shortest one cuts orders, longer than the longest one is
# no chat.
SHORTEST_ANSWER, LONGEST_ANSWER = 200, 8000


@dataclass(frozen=True)
class Fault:
    """A parameter that a model does not take. `code` is unknown, not_taken, not_a_number, or out_of_range with what
    is `allowed`."""

    name: str
    code: str
    allowed: str = ""


def check_parameters(provider: str, model: str, given: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with the parameters that somebody wants for a model; empty when they can be sent."""
    if provider == "offline":
        return [Fault(name, "not_taken") for name in given]
    row = takes(provider, model)
    return [fault for name, value in given.items() if (fault := _fault(row, name, value))]


def _fault(row: Takes, name: str, value: object) -> Fault | None:
    if name == "max_tokens":
        return _outside(name, value, Decimal(SHORTEST_ANSWER), Decimal(LONGEST_ANSWER))
    if name == "temperature":
        return _outside(name, value, Decimal(0), row.hottest) if row.temperature else Fault(name, "not_taken")
    if name != "reasoning_effort":
        return Fault(name, "unknown")
    if not row.effort:
        return Fault(name, "not_taken")
    return None if value in row.efforts else Fault(name, "out_of_range", ", ".join(row.efforts))


def _outside(name: str, value: object, low: Decimal, high: Decimal) -> Fault | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Fault(name, "not_a_number")
    return None if low <= Decimal(str(value)) <= high else Fault(name, "out_of_range", f"{low} – {high}")


def thinking_room(provider: str, model: str) -> int:
    """Tokens that a model may think beyond the limit of its answer."""
    return takes(provider, model).thinking_room if provider in TABLE else 0
