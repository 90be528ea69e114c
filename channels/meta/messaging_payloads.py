"""The parts of Messenger's and Instagram's webhooks that we read; the rest is ignored.

https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events
https://developers.facebook.com/documentation/business-messaging/instagram-messaging/webhooks
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from channels.base import StorableText

# What a column for a provider's id holds. Instagram's ids of messages come close to it.
LONGEST_ID = 190
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _without_halves(value: Any) -> Any:
    """Half of an emoji, cut by whoever counts in UTF-16, is no text that anybody can store."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def _fitting(mid: str) -> str:
    """An id that is too long to be kept becomes a digest, the same wherever it is named."""
    if not mid:
        raise ValueError("an empty id")
    return mid if len(mid) <= LONGEST_ID else hashlib.sha256(mid.encode()).hexdigest()


def _or_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError:
        return None


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


# What stands beside a customer's words must not cost them when it cannot be read.
Spare = WrapValidator(_or_none)
Text = Annotated[StorableText, BeforeValidator(_without_halves)]
# Of a page, an account, a person or an app: digits, sometimes without their quotes.
Id = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{1,64}$", coerce_numbers_to_str=True)]
Mid = Annotated[Text, AfterValidator(_fitting)]
# Until the end of the century: what is later is somebody's joke.
Milliseconds = Annotated[int, Field(ge=0, le=4_102_444_800_000)]
# 1000 is what a payload or metadata of ours may have.
Word = Annotated[Text, Field(max_length=1000)]
Emoji = Annotated[Text, Field(max_length=32)]
Anythings = Annotated[list[Any], BeforeValidator(_as_list)]


def as_moment(milliseconds: int | None) -> datetime | None:
    return _EPOCH + timedelta(milliseconds=milliseconds) if milliseconds else None


class Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Party(Payload):
    id: Id


class QuickReply(Payload):
    payload: Word


class Story(Payload):
    id: Annotated[Text | None, Spare] = None
    url: Annotated[Text | None, Spare] = None


class ReplyTo(Payload):
    """A quoted message or, on Instagram, a story of the shop's."""

    mid: Annotated[Mid | None, Spare] = None
    story: Annotated[Story | None, Spare] = None


class Product(Payload):
    """One of the shop's catalogue at Meta; `retailer_id` is the shop's own id of it."""

    id: Annotated[Id | None, Spare] = None
    retailer_id: Annotated[Text | None, Spare] = None
    title: Annotated[Text | None, Spare] = None


class Referral(Payload):
    """What the customer looked at when they wrote. Ads have no product."""

    product: Annotated[Product | None, Spare] = None


class Message(Payload):
    mid: Annotated[Mid | None, Spare] = None
    text: Text | None = None
    attachments: Anythings = []
    quick_reply: Annotated[QuickReply | None, Spare] = None
    reply_to: Annotated[ReplyTo | None, Spare] = None
    referral: Annotated[Referral | None, Spare] = None
    is_echo: bool = False
    is_deleted: bool = False
    # Of echoes: the app that sent it, and what it gave the message on its way.
    app_id: Annotated[Id | None, Spare] = None
    metadata: Annotated[Word | None, Spare] = None


class Postback(Payload):
    mid: Annotated[Mid | None, Spare] = None
    title: Annotated[Text | None, Spare] = None
    payload: Annotated[Word | None, Spare] = None


class ReactionChange(Payload):
    """`reaction` names the usual ones; `emoji` is missing when the reaction is taken away."""

    mid: Mid
    action: str
    reaction: Annotated[Text | None, Spare] = None
    emoji: Annotated[Emoji | None, Spare] = None


class Read(Payload):
    """Messenger says until when, Instagram which message."""

    watermark: Milliseconds | None = None
    mid: Mid | None = None


class Delivered(Payload):
    watermark: Milliseconds | None = None
    mids: Anythings = []


class Edit(Payload):
    """Instagram also announces new messages as edits, without a text: they come as messages too."""

    mid: Mid
    text: Text | None = None


class PolicyEnforcement(Payload):
    action: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    reason: Annotated[Text | None, Spare] = None


class Event(Payload):
    """One of `entry[].messaging[]`: exactly one of the fields below `timestamp` is filled."""

    sender: Party | None = None
    recipient: Party | None = None
    timestamp: Annotated[Milliseconds | None, Spare] = None
    message: Message | None = None
    postback: Postback | None = None
    reaction: ReactionChange | None = None
    read: Read | None = None
    delivery: Delivered | None = None
    message_edit: Edit | None = None
    policy_enforcement: PolicyEnforcement | None = None

    @property
    def at(self) -> datetime | None:
        return as_moment(self.timestamp)


class Coordinates(Payload):
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    long: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class Catalogue(Payload):
    elements: Anythings = []


class Content(Payload):
    """`payload` of an attachment, of whatever type."""

    url: Annotated[Text | None, Spare] = None
    title: Annotated[Text | None, Spare] = None
    text: Annotated[Text | None, Spare] = None
    sticker_id: Annotated[Id | None, Spare] = None
    coordinates: Annotated[Coordinates | None, Spare] = None
    elements: Anythings = []
    product: Annotated[Catalogue | None, Spare] = None


class Attachment(Payload):
    type: str
    title: Annotated[Text | None, Spare] = None
    url: Annotated[Text | None, Spare] = None
    payload: Annotated[Content | None, Spare] = None
