"""An Update's bytes -> what the customer said or did. Pure."""

import re
from collections.abc import Iterator

from pydantic import ValidationError

from channels.base import InboundItem, InboundMessage, Reachability, Renamed, UnreadablePayload
from channels.telegram.media import is_own, list_media
from channels.telegram.payloads import CallbackQuery, ChatMemberUpdated, Message, Update, UpdateId

GONE = {"kicked", "left"}


def event_id(body: bytes) -> str:
    try:
        return f"update_{UpdateId.model_validate_json(body).update_id}"
    except ValidationError:
        return ""


def parse(body: bytes) -> list[InboundItem]:
    """What a customer did in a private chat; nothing for groups, bots and updates we have no use for."""
    try:
        update = Update.model_validate_json(body)
    except ValidationError as error:
        fields = {".".join(map(str, problem["loc"])) for problem in error.errors(include_input=False)}
        raise UnreadablePayload(f"not a Telegram update: {', '.join(sorted(fields)) or 'body'}") from error
    return list(_items(update))


def _items(update: Update) -> Iterator[InboundItem]:
    if update.message:
        yield from _message(update.message, edited=False)
    if update.edited_message:
        yield from _message(update.edited_message, edited=True)
    if update.callback_query:
        yield from _tap(update.callback_query)
    if update.my_chat_member:
        yield from _membership(update.my_chat_member)


def _message(message: Message, *, edited: bool) -> Iterator[InboundItem]:
    if message.migrate_to_chat_id is not None:
        yield Renamed(sender_id=str(message.chat.id), new_id=str(message.migrate_to_chat_id))
        return
    media = list_media(message)
    text = message.text or message.caption
    by_person = message.sender is not None and not message.sender.is_bot
    # Service messages ("changed the photo of the chat") have neither text nor media.
    if message.chat.type != "private" or not by_person or not (text or media):
        return
    yield InboundMessage(
        external_id=f"{message.chat.id}:{message.message_id}",
        sender_id=str(message.chat.id),
        sender_name=message.sender.name if message.sender else "",
        sender_phone=_phone(message),
        text=text,
        kind=media[0]["kind"] if media else "text",
        media=(*media, *([{"kind": "forwarded"}] if message.forward_origin else [])),
        sent_at=message.sent_at,
        edited=edited,
        reply_to=f"{message.chat.id}:{message.reply_to_message.message_id}" if message.reply_to_message else "",
    )


def _phone(message: Message) -> str:
    """The sender's number, when they shared their own card: with the plus that some of Telegram's apps leave out."""
    if message.contact is None or not is_own(message.contact, message.sender):
        return ""
    digits = re.sub(r"\D", "", message.contact.phone_number)
    return f"+{digits}" if digits else ""


def _tap(query: CallbackQuery) -> Iterator[InboundItem]:
    """`choice_id` is the id that was offered, as long as render could keep it (render.callback_data)."""
    private = query.message is None or query.message.chat.type == "private"
    if not private or query.sender.is_bot or not query.data:
        return
    yield InboundMessage(
        external_id=f"tap_{query.id}",
        # In a private chat the chat has its person's id.
        sender_id=str(query.message.chat.id if query.message else query.sender.id),
        sender_name=query.sender.name,
        text=_label(query),
        kind="choice",
        choice_id=query.data,
        tap_id=query.id,
    )


def _label(query: CallbackQuery) -> str:
    """What the tapped button said; its data when Telegram no longer has the message."""
    keyboard = query.message.reply_markup if query.message else None
    buttons = [button for row in keyboard.inline_keyboard for button in row] if keyboard else []
    return next((button.text for button in buttons if button.callback_data == query.data), query.data)


def _membership(change: ChatMemberUpdated) -> Iterator[InboundItem]:
    if change.chat.type == "private":
        yield Reachability(sender_id=str(change.chat.id), reachable=change.new_chat_member.status not in GONE)
