"""The parts of a delivery that we read; the rest is ignored.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from channels.base import StorableText

LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()

T = TypeVar("T")


def _moment(value: Any) -> datetime | None:
    """Seconds, as a number or as text. A moment that is none costs nothing but the moment."""
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < LATEST else None


def _forgive(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """None for a part that cannot be read: what surrounds it still counts."""
    try:
        return read(value)
    except ValidationError:
        return None


def whole(text: str) -> str:
    """JSON can hold one half of a surrogate pair; nothing else can."""
    return text.encode(errors="replace").decode()


# Our columns for ids have 190 characters; theirs have a third of that.
OptionalId = Annotated[StorableText, StringConstraints(max_length=190)]
Id = Annotated[StorableText, StringConstraints(min_length=1, max_length=190)]
# Ours, given back by a tap. https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
ChoiceId = Annotated[StorableText, StringConstraints(min_length=1, max_length=256)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
Amount = Annotated[Decimal, Field(ge=0, le=10**9, allow_inf_nan=False)]
Forgiving = Annotated[T | None, WrapValidator(_forgive)]


class Payload(BaseModel):
    """Meta writes some ids as numbers, and null where it means nothing."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {
            name: whole(value) if isinstance(value, str) else value for name, value in data.items() if value is not None
        }


class Metadata(Payload):
    phone_number_id: Id


class Profile(Payload):
    name: StorableText = ""
    username: StorableText = ""


class Contact(Payload):
    """Who writes. People with a username may have no `wa_id` (their phone number), older deliveries no `user_id`."""

    wa_id: OptionalId = ""
    user_id: OptionalId = ""
    profile: Forgiving[Profile] = None

    @property
    def name(self) -> str:
        return (self.profile.name or self.profile.username) if self.profile else ""


class Text(Payload):
    body: StorableText


class File(Payload):
    """An image, video, document, sticker or recording."""

    id: Id
    mime_type: StorableText = ""
    filename: StorableText = ""
    caption: StorableText = ""
    voice: Forgiving[bool] = None


class Reply(Payload):
    """A tap on one of our buttons or rows."""

    id: ChoiceId
    title: StorableText = ""
    description: StorableText = ""


class FormReply(Payload):
    """A filled-in form (a flow): `response_json` is JSON in a string."""

    response_json: StorableText = ""
    body: StorableText = ""


class Interactive(Payload):
    button_reply: Forgiving[Reply] = None
    list_reply: Forgiving[Reply] = None
    nfm_reply: Forgiving[FormReply] = None


class Button(Payload):
    """A tap on a template's quick reply: a type of its own."""

    text: StorableText = ""
    payload: Annotated[StorableText, StringConstraints(max_length=256)] = ""


class Location(Payload):
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    name: StorableText = ""
    address: StorableText = ""


class CardName(Payload):
    formatted_name: StorableText = ""
    first_name: StorableText = ""
    last_name: StorableText = ""


class Phone(Payload):
    phone: StorableText = ""
    wa_id: StorableText = ""


class Organization(Payload):
    company: StorableText = ""


class Card(Payload):
    """A shared contact; it may lack everything."""

    name: Forgiving[CardName] = None
    phones: Forgiving[Sequence[Forgiving[Phone]]] = None
    org: Forgiving[Organization] = None


class Product(Payload):
    product_retailer_id: Id
    catalog_id: OptionalId = ""


class OrderItem(Payload):
    product_retailer_id: Id
    quantity: Amount
    item_price: Forgiving[Amount] = None
    currency: Annotated[StorableText, StringConstraints(max_length=8)] = ""


class Order(Payload):
    """A basket that was filled from the shop's catalogue on WhatsApp."""

    product_items: Sequence[Forgiving[OrderItem]]
    text: StorableText = ""


class Context(Payload):
    """What the message answers: one of ours, or a product of the catalogue; and whether it was only passed on."""

    id: OptionalId = ""
    forwarded: Forgiving[bool] = None
    frequently_forwarded: Forgiving[bool] = None
    referred_product: Forgiving[Product] = None


class Referral(Payload):
    """The ad or post that the customer came from."""

    source_url: StorableText = ""
    source_type: StorableText = ""
    source_id: StorableText = ""
    headline: StorableText = ""
    body: StorableText = ""
    ctwa_clid: StorableText = ""


class Content(Payload):
    """What somebody said: the part that has the name of `type`."""

    # Not Literal: a type that is invented tomorrow is still something that a customer sent.
    type: StorableText = ""
    text: Forgiving[Text] = None
    image: Forgiving[File] = None
    video: Forgiving[File] = None
    document: Forgiving[File] = None
    sticker: Forgiving[File] = None
    audio: Forgiving[File] = None
    interactive: Forgiving[Interactive] = None
    button: Forgiving[Button] = None
    location: Forgiving[Location] = None
    contacts: Forgiving[Sequence[Forgiving[Card]]] = None
    order: Forgiving[Order] = None
    context: Forgiving[Context] = None
    referral: Forgiving[Referral] = None


class ReactionTo(Payload):
    """`emoji` is empty or absent when the reaction was taken away."""

    message_id: Id
    emoji: Annotated[StorableText, StringConstraints(max_length=32)] = ""


class Edit(Payload):
    original_message_id: Id
    message: Content


class Revoke(Payload):
    original_message_id: Id


class System(Payload):
    """`wa_id`, `user_id` are the new ones."""

    type: StorableText = ""
    wa_id: OptionalId = ""
    user_id: OptionalId = ""
    previous_user_id: OptionalId = ""


class Message(Content):
    id: Id
    sender: Annotated[OptionalId, Field(alias="from")] = ""
    from_user_id: OptionalId = ""
    timestamp: Moment = None
    group_id: StorableText = ""
    reaction: Forgiving[ReactionTo] = None
    edit: Forgiving[Edit] = None
    revoke: Forgiving[Revoke] = None
    system: Forgiving[System] = None


class MessageEcho(Content):
    """What the shop wrote on its own phone."""

    id: Id
    to: OptionalId = ""
    to_user_id: OptionalId = ""
    timestamp: Moment = None
    group_id: StorableText = ""
