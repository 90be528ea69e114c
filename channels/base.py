"""What every channel speaks with the rest of Salesdesk: plain values in, plain values out, no models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator

from lib.errors import ProviderError


def _without_nul(text: str) -> str:
    return text.replace("\x00", "")


# Text in a provider's JSON. Postgres cannot store the NUL character, and nobody can type it.
StorableText = Annotated[str, AfterValidator(_without_nul)]


class UnreadablePayload(ValueError):
    """The body is not what this channel sends; it is kept as failed for a person to look at."""


@dataclass(frozen=True)
class InboundMessage:
    """A customer said something. `edited` means that the message `external_id` has this text now."""

    external_id: str
    sender_id: str
    text: str
    kind: str = "text"
    sender_name: str = ""
    sent_at: datetime | None = None
    media: Sequence[dict[str, Any]] = field(default_factory=tuple)
    edited: bool = False
    # The id of a tapped button; `text` then holds what the button said or meant.
    choice_id: str = ""
    # What the provider wants answered at once, so that the button stops spinning.
    tap_id: str = ""


@dataclass(frozen=True)
class Reachability:
    """The customer blocked or unblocked the shop."""

    sender_id: str
    reachable: bool


@dataclass(frozen=True)
class DeliveryReport:
    """The provider says how far one of our messages came: `sent`, `delivered`, `read` or `failed`."""

    external_id: str
    status: str
    error: str = ""


InboundItem = InboundMessage | Reachability | DeliveryReport


@dataclass(frozen=True)
class Outgoing:
    """A message to send: text, and what the customer may choose."""

    text: str
    choices: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class Account:
    """Whom the credentials belong to; `external_id` stays the same when they are renewed."""

    external_id: str
    name: str


@dataclass(frozen=True)
class WebhookState:
    """What the provider knows of our webhook: where it delivers, what waits there, what went wrong last."""

    url: str = ""
    pending: int = 0
    last_error: str = ""
    last_error_at: datetime | None = None


class Adapter(Protocol):
    """One channel's wire format. Everything raises ProviderError for the provider's refusals."""

    kind: str
    # Whether customers can watch an answer being written.
    streams: bool
    # Of the provider's deliveries; anything else is refused at the door.
    content_type: str
    # Whether sending the same message twice shows it once.
    repeatable: bool

    def verify(self, *, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """Whether the provider sent this, compared in constant time. Never true for an empty secret."""

    def event_id(self, body: bytes) -> str:
        """What makes two deliveries the same; an empty string when the body does not say."""

    def parse(self, body: bytes) -> list[InboundItem]:
        """Everything in the body that concerns a customer. Raises UnreadablePayload and nothing else."""

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        """The provider's own requests, one for each piece, in order; the same message, the same pieces."""

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        """Send one piece and return the provider's id for it."""

    def show_typing(self, *, to: str, credentials: Mapping[str, str]) -> None: ...

    def answer_tap(self, tap_id: str, *, credentials: Mapping[str, str]) -> None: ...

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        """Whose credentials these are."""

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> None:
        """Register our webhook. Raises ProviderError with what to do."""

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        """How the provider sees our webhook."""


__all__ = [
    "Account",
    "Adapter",
    "DeliveryReport",
    "InboundItem",
    "InboundMessage",
    "Outgoing",
    "ProviderError",
    "Reachability",
    "StorableText",
    "UnreadablePayload",
    "WebhookState",
]
