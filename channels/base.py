"""What every channel speaks with the rest of Salesdesk: plain values in, plain values out, no models."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator

from channels.items import (
    AccountNotice,
    ConsentChange,
    DeliveryReport,
    Echo,
    InboundItem,
    InboundMessage,
    Reachability,
    Reaction,
    ReadUpTo,
    Renamed,
    Revocation,
    TemplateNotice,
)
from channels.refusals import Refusal, Verdict, refusal
from lib.errors import ProviderError


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


# Text in a provider's JSON. Postgres can store neither NUL nor half of a surrogate pair, and nobody types them.
StorableText = Annotated[str, AfterValidator(_storable)]


class UnreadablePayload(ValueError):
    """The body is not what this channel sends; it is kept as failed for a person to look at."""


@dataclass(frozen=True)
class Delivery:
    """One request of a provider as it came. `url` is the address that we registered, with this request's query."""

    body: bytes
    headers: Mapping[str, str]
    url: str = ""
    content_type: str = ""


@dataclass(frozen=True)
class CredentialField:
    """One thing that connecting an account needs. What is no secret may be read without unsealing, and searched."""

    name: str
    help: str
    is_secret: bool = False
    is_required: bool = True
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Account:
    """Whom the credentials belong to; `external_id` stays the same when they are renewed."""

    external_id: str
    name: str


@dataclass(frozen=True)
class WebhookState:
    """What the provider knows of our webhook: where it delivers, what waits there, what went wrong last.

    An empty `url` with `is_known` unset means that the provider does not tell.
    """

    url: str = ""
    pending: int = 0
    last_error: str = ""
    last_error_at: datetime | None = None
    is_known: bool = True
    # What a person should know: a quality rating, a limit, a number that is not verified.
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Window:
    """How long after the customer's last message a business may write: freely, and only as a person."""

    free: timedelta
    person: timedelta | None = None


@dataclass(frozen=True)
class Template:
    """A text that the provider approved. `parameters` counts the gaps of its body, {{1}} to {{n}}."""

    name: str
    language: str
    status: str
    category: str = ""
    body: str = ""
    parameters: int = 0


@dataclass(frozen=True)
class Outgoing:
    """A message to send. Nothing of `text` may be dropped, whatever the channel's limits.

    `choices` are [{"id", "title"}], the ids at most 64 bytes long; `media` [{"kind": "image", "url", "caption"}].
    `reply_to` and `correlation` are for channels that can quote a message or carry a word of ours back in their
    reports. `language` is for what a channel adds itself. `is_late` asks for the tag that only a person may use,
    `is_paced` for short bubbles. With a `template`, its gaps are filled with `values`, and nothing else is sent.
    """

    text: str
    to: str = ""
    choices: Sequence[Mapping[str, str]] = ()
    media: Sequence[Mapping[str, str]] = ()
    reply_to: str = ""
    correlation: str = ""
    language: str = "en"
    is_late: bool = False
    is_paced: bool = False
    template: Template | None = None
    values: Sequence[str] = ()


@dataclass(frozen=True)
class MediaFile:
    """A customer's photo, recording or document, as the provider handed it out."""

    content: bytes
    mime_type: str = ""
    name: str = ""


@dataclass(frozen=True)
class Answer:
    """What the door says to a provider whose delivery was taken."""

    body: str = '{"ok": true}'
    content_type: str = "application/json"


class Adapter(ABC):
    """One channel's wire format. Everything raises ProviderError for the provider's refusals, and nothing else.

    A channel leaves out what it does not have: the defaults below are those of a channel that only has text.
    """

    kind: str
    # What staff read; a brand, the same in every language.
    label: str
    # Whether customers can watch an answer being written.
    streams: bool = False
    # Of the provider's deliveries; anything else is refused at the door.
    content_types: Sequence[str] = ("application/json",)
    # Whether sending the same message twice shows it once.
    repeatable: bool = False
    # What `connect_channel` needs; empty for channels inside this installation.
    fields: Sequence[CredentialField] = ()
    # How long one `show_typing` lasts; 0 when the channel has none.
    typing_seconds: float = 0
    # Whether a long answer reads better as several short bubbles.
    has_bubbles: bool = False
    # Whether deliveries leave out who the customer is, and `profile` tells it.
    has_profiles: bool = False
    answer: Answer = Answer()

    # --- In ---------------------------------------------------------------------------------------
    @abstractmethod
    def verify(self, delivery: Delivery, *, secret: str) -> bool:
        """Whether the provider sent this, compared in constant time. Never true for an empty secret."""

    def handshake(self, query: Mapping[str, str], *, verify_token: str) -> str | None:
        """The answer to a provider that asks whether this address is ours; None when it proves nothing."""
        return None

    def storable(self, body: bytes, *, url: str = "") -> bytes:
        """What may be kept of a delivery: everything, unless the provider sends what nobody here should have.

        `url` is where it was delivered to, for channels whose provider brings a word of ours back there.
        """
        return body

    @abstractmethod
    def event_id(self, body: bytes) -> str:
        """What makes two deliveries the same; an empty string when the body does not say."""

    def accounts(self, body: bytes) -> frozenset[str]:
        """The ids of the accounts a delivery speaks of, where one address serves several; else nothing."""
        return frozenset()

    @abstractmethod
    def parse(self, body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
        """Everything in the body that concerns `account` (its public credentials, and its id as `account_id`).

        One item that cannot be read never costs its siblings. Raises UnreadablePayload and nothing else.
        """

    # --- Out --------------------------------------------------------------------------------------
    def window(self, to: str) -> Window | None:
        """How long one may write to `to` after their last message; None: always."""
        return None

    def address_of(self, phone: str, *, account: Mapping[str, str]) -> str:
        """What the network calls somebody with this number (E.164) who has not written yet; empty when one cannot
        write first. `account` are the account's public credentials."""
        return ""

    @abstractmethod
    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        """The provider's own requests, one for each piece, in order; the same message, the same pieces.

        A piece of a paced message carries `pause`: the seconds for which a person would have typed it
        (channels/bubbles.py). Whoever delivers waits for so long; `send` leaves it out. One with `is_optional` is
        nothing that the customer sees: when it fails for good the message still counts as sent.
        """

    @abstractmethod
    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        """Send one piece and return the provider's id for it."""

    def show_typing(self, *, to: str, message_id: str, credentials: Mapping[str, str]) -> None:
        """Mark the customer's message as read and show that somebody writes, as far as the channel can."""
        return

    def answer_tap(self, tap_id: str, *, credentials: Mapping[str, str]) -> None:
        """Let a tapped button rest."""
        return

    def fetch(self, ref: str, *, credentials: Mapping[str, str], most: int) -> MediaFile:
        """What an inbound medium's `ref` stands for, at most `most` bytes of it."""
        raise ProviderError("this channel has no files", permanent=True, code="no_media")

    def profile(self, sender_id: str, *, credentials: Mapping[str, str]) -> str:
        """The customer's name; an empty text when the network does not tell."""
        return ""

    # --- The account ------------------------------------------------------------------------------
    def choose_secret(self, credentials: Mapping[str, str], *, generated: str) -> str:
        """What the provider will prove its deliveries with: ours where we may choose, else one of the credentials."""
        return generated

    @abstractmethod
    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        """Whose credentials these are."""

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        """Register our webhook; `credentials` hold our `verify_token`. Returns what a person still has to do."""
        return ()

    @abstractmethod
    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        """How the provider sees our webhook."""

    def templates(self, *, credentials: Mapping[str, str]) -> list[Template]:
        """The texts that the provider approved for this account."""
        return []


__all__ = [
    "Account",
    "AccountNotice",
    "Adapter",
    "Answer",
    "ConsentChange",
    "CredentialField",
    "Delivery",
    "DeliveryReport",
    "Echo",
    "InboundItem",
    "InboundMessage",
    "MediaFile",
    "Outgoing",
    "ProviderError",
    "Reachability",
    "Reaction",
    "ReadUpTo",
    "Refusal",
    "Renamed",
    "Revocation",
    "StorableText",
    "Template",
    "TemplateNotice",
    "UnreadablePayload",
    "Verdict",
    "WebhookState",
    "Window",
    "refusal",
]
