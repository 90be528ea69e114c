"""What a customer, a person of the shop or a provider did, in no channel's words. No models.

A medium (`InboundMessage.media`) is `{"kind", "ref", "mime_type", "name", "size", "seconds", "caption", "album"}`, with
only what is known: kind is image, voice, audio, video, document or sticker, and `ref` is what `Adapter.fetch` takes.
A sticker's `caption` is its emoji. Other kinds carry their facts and no `ref`: location (latitude, longitude, title,
address), contact (name, phone, is_own), product (id, quantity, price, currency), story (id), referral. A message of
kind `unsupported` says something that nobody here can read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal


@dataclass(frozen=True)
class InboundMessage:
    """A customer said something. `edited` means that the message `external_id` has this text now.

    `sender_aliases` are other names of the same person on this channel (a phone number beside a user id): whichever
    comes next, it is them. Messages with one `album` belong together, and more of them may follow. The medium
    {"kind": "forwarded"} says that the words are somebody else's, passed on.
    """

    external_id: str
    sender_id: str
    text: str
    kind: str = "text"
    sender_name: str = ""
    sender_phone: str = ""
    sender_aliases: Sequence[str] = ()
    sent_at: datetime | None = None
    media: Sequence[dict[str, Any]] = field(default_factory=tuple)
    edited: bool = False
    # The id of a tapped button; `text` then holds what the button said or meant.
    choice_id: str = ""
    # What the provider wants answered at once, so that the button stops spinning.
    tap_id: str = ""
    # The provider's id of the message that this one answers.
    reply_to: str = ""
    # The carrier took it for one of its own words and has answered already: nobody else may.
    keyword: Literal["", "stop", "start", "help"] = ""


@dataclass(frozen=True)
class Revocation:
    """The customer took a message back: its text is not ours any more. `sender_id` is empty where nobody says whose."""

    sender_id: str
    external_id: str


@dataclass(frozen=True)
class Reaction:
    """The customer put an emoji on a message; an empty one takes it away. Never answered."""

    sender_id: str
    external_id: str
    emoji: str


@dataclass(frozen=True)
class Echo:
    """Somebody of the shop wrote to a customer outside Salesdesk: on the phone, in the page's inbox, in the board.

    `by` names them or the place, as staff should read it. With a `correlation` it is perhaps our own message.
    """

    to: str
    external_id: str
    text: str
    by: str
    correlation: str = ""
    media: Sequence[dict[str, Any]] = field(default_factory=tuple)
    sent_at: datetime | None = None


@dataclass(frozen=True)
class DeliveryReport:
    """The provider says how far one of our messages came: `sent`, `delivered`, `read` or `failed`.

    `code` is a Refusal's; `correlation` is what we gave the message on its way. With `is_account_trouble` it is not
    about this message alone: nothing works until a person repairs the account.
    """

    external_id: str
    status: str
    error: str = ""
    code: str = ""
    correlation: str = ""
    is_account_trouble: bool = False


@dataclass(frozen=True)
class ReadUpTo:
    """The customer has received (`delivered`) or seen (`read`) everything we sent up to `at`."""

    sender_id: str
    at: datetime
    status: str = "read"


@dataclass(frozen=True)
class Reachability:
    """The customer blocked or unblocked the shop."""

    sender_id: str
    reachable: bool


@dataclass(frozen=True)
class ConsentChange:
    """The provider tells that a customer does or does not want messages. Purposes: conversations/people/consent.py."""

    sender_id: str
    granted: bool
    purposes: Sequence[str]
    evidence: str


@dataclass(frozen=True)
class Renamed:
    """A customer goes by another id from now on, for example after a change of phone number."""

    sender_id: str
    new_id: str


@dataclass(frozen=True)
class AccountNotice:
    """The provider has something to say about the account itself. `code` is stable, `facts` are its words."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)
    is_trouble: bool = True


@dataclass(frozen=True)
class TemplateNotice:
    """The provider changed its mind about a template: `status` is approved, paused, disabled or rejected."""

    name: str
    language: str
    status: str


InboundItem = (
    InboundMessage | Revocation | Reaction | Echo | DeliveryReport | ReadUpTo | Reachability | ConsentChange
    | Renamed | AccountNotice | TemplateNotice
)  # fmt: skip
