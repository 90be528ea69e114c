"""What the agent says to a language model and hears back, in no provider's words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from agent.llm.senses import Senses
from lib.errors import ProviderError

Stop = Literal["end", "tools", "length", "refusal"]
# Called with each new piece of text while a reply is being written.
OnText = Callable[[str], None]


@dataclass(frozen=True)
class ToolSpec:
    """A tool as the model sees it; `parameters` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class ToolCall:
    """The model asks for a tool. `problem` says why the arguments could not be read (bad JSON, cut short)."""

    id: str
    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True)
class Medium:
    """A picture (`image/...`) or a recording (`audio/...`) as the customer sent it."""

    content: bytes
    mime_type: str


@dataclass(frozen=True)
class UserMessage:
    """`media` come before the text; only send them to a model that can read them (`Provider.senses`).

    What stands before one with `ends_prefix` comes again in the next request: a provider may keep it in its cache.
    """

    text: str
    media: Sequence[Medium] = ()
    ends_prefix: bool = False


@dataclass(frozen=True)
class AssistantMessage:
    """`state` is the provider's own form of this message (thinking, signatures), to be sent back to the same
    provider unchanged; another provider ignores it."""

    text: str
    calls: Sequence[ToolCall] = ()
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ToolMessage:
    """The result of one call, as JSON text."""

    call_id: str
    name: str
    content: str
    is_error: bool = False


Turn = UserMessage | AssistantMessage | ToolMessage


@dataclass(frozen=True)
class StageBrief:
    """The stage of the shop's playbook: `line` is what the shop says here, in the customer's language.

    `stands_alone` tells that the line needs no pictures and no promotion beside it. `has_pictures` and `has_promotion`
    are what this conversation has not had yet; `asks_need` while nobody knows what the customer needs.
    """

    key: str
    line: str = ""
    stands_alone: bool = True
    has_pictures: bool = False
    has_promotion: bool = False
    asks_need: bool = False
    need: str = ""


@dataclass(frozen=True)
class Briefing:
    """What is known before the customer's words: rendered into the system prompt, read directly by `offline`."""

    shop_name: str
    agent_name: str
    languages: Sequence[str]
    language: str
    currency: str
    customer_name: str = ""
    channel: str = ""
    business_type: str = ""
    # `{"sun": [["08:00", "19:00"]]}`, as the shop keeps them.
    opening_hours: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    address: str = ""
    phone: str = ""
    stage: StageBrief | None = None
    # In the shop's own time zone.
    now: datetime | None = None
    # Dates on which something else holds than `opening_hours`, as ISO dates; no spans is closed.
    special_days: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """One question to a model. `timeout` is seconds for the whole answer."""

    system: str
    turns: Sequence[Turn]
    tools: Sequence[ToolSpec]
    model: str
    briefing: Briefing
    max_tokens: int = 1500
    timeout: float = 60.0
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Usage:
    """Tokens of one answer; `input_tokens` includes those read from or written to a cache."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


@dataclass(frozen=True)
class Reply:
    """What the model answered. Text and calls may come together; both may be empty."""

    text: str
    calls: Sequence[ToolCall]
    stop: Stop
    usage: Usage
    model: str
    provider: str
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recording:
    """A recording to be written down by `model`, within `timeout` seconds."""

    medium: Medium
    model: str
    timeout: float = 60.0


class Provider(Protocol):
    """A language model behind an API. Every failure is a ProviderError."""

    name: str

    def complete(self, request: Request) -> Reply: ...

    def senses(self, model: str) -> Senses:
        """What the model (or this provider beside it) can read besides text."""

    def transcribe(self, recording: Recording) -> Reply:
        """What is said in a recording, as the reply's text. Only where `senses` names a transcriber."""

    def stream(self, request: Request, on_text: OnText) -> Reply:
        """Like `complete`, calling `on_text` with each piece of text as it comes."""


__all__ = [
    "AssistantMessage",
    "Briefing",
    "Medium",
    "OnText",
    "Provider",
    "ProviderError",
    "Recording",
    "Reply",
    "Request",
    "Senses",
    "StageBrief",
    "Stop",
    "ToolCall",
    "ToolMessage",
    "ToolSpec",
    "Turn",
    "Usage",
    "UserMessage",
]
