"""One message of a customer, or of the shop's own phone -> items. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from channels.items import Echo, InboundItem, InboundMessage, Reaction, Renamed, Revocation
from channels.whatsapp.content import UNSUPPORTED, Medium, Said, list_origins, read_content
from channels.whatsapp.payloads import Message, MessageEcho
from channels.whatsapp.people import Person, bare

# A brand, the same in every language: where somebody of the shop wrote from.
PHONE_APP = "WhatsApp app"
# `customer_identity_changed` is about encryption keys: nothing for us.
RENAMING = frozenset({"user_changed_number", "user_changed_user_id", "customer_changed_number"})
# What the shop changes on its phone later; Salesdesk keeps what was said.
NO_ECHO = frozenset({"reaction", "edit", "revoke", "system"})


def read(message: Message, person: Person) -> Iterator[InboundItem]:
    """An InboundMessage, also for a type that is invented tomorrow; or what was done to an earlier message."""
    return READERS.get(message.type, said)(message, person)


def read_echo(echo: MessageEcho, person: Person) -> Iterator[Echo]:
    if echo.type in NO_ECHO:
        return
    content = read_content(echo)
    yield Echo(
        to=person.sender_id, external_id=echo.id, text=content.text, by=PHONE_APP, media=content.media,
        sent_at=echo.timestamp,
    )  # fmt: skip


def said(message: Message, person: Person) -> Iterator[InboundMessage]:
    content = read_content(message)
    reply_to = message.context.id if message.context else ""
    origins = list_origins(message)
    yield _inbound(message, person, content, external_id=message.id, reply_to=reply_to, origins=origins)


def edited(message: Message, person: Person) -> Iterator[InboundMessage]:
    """The message as it is now. An edit that cannot be read changes nothing: what we have was said."""
    content = read_content(message.edit.message) if message.edit else UNSUPPORTED
    if message.edit and content is not UNSUPPORTED:
        yield _inbound(message, person, content, external_id=message.edit.original_message_id, edited=True)


def reacted(message: Message, person: Person) -> Iterator[Reaction]:
    if message.reaction:
        yield Reaction(person.sender_id, message.reaction.message_id, message.reaction.emoji)


def revoked(message: Message, person: Person) -> Iterator[Revocation]:
    if message.revoke:
        yield Revocation(person.sender_id, message.revoke.original_message_id)


def renamed(message: Message) -> Iterator[Renamed]:
    """Somebody changed their number, and with it their user id: every name they had leads to the new one."""
    news = message.system
    if news is None or news.type not in RENAMING:
        return
    new = news.user_id or bare(news.wa_id)
    old = dict.fromkeys([news.previous_user_id, message.from_user_id, bare(message.sender)])
    if new:
        yield from (Renamed(name, new) for name in old if name and name != new)


READERS: Mapping[str, Callable[[Message, Person], Iterator[InboundItem]]] = {
    "edit": edited,
    "reaction": reacted,
    "revoke": revoked,
}


def _inbound(
    message: Message,
    person: Person,
    content: Said,
    *,
    external_id: str,
    reply_to: str = "",
    origins: Sequence[Medium] = (),
    edited: bool = False,
) -> InboundMessage:
    return InboundMessage(
        external_id=external_id,
        sender_id=person.sender_id,
        sender_aliases=person.aliases,
        sender_name=person.name,
        sender_phone=person.phone,
        text=content.text,
        kind=content.kind,
        media=(*content.media, *origins),
        choice_id=content.choice_id,
        sent_at=message.timestamp,
        reply_to=reply_to,
        edited=edited,
    )
