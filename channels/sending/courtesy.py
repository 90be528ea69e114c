"""What a customer sees at once: a button that worked, somebody who writes. Never stored, never tried again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import connection

from channels.models import Channel
from channels.registry import get_adapter
from channels.selectors import find_channel
from conversations import live
from conversations.models import Author, Conversation, Message
from conversations.selectors import agent_owns
from lib.errors import ProviderError

log = structlog.get_logger(__name__)

# Of a batch that comes after an outage: its people have stopped looking, and a worker has better things to do.
MOST_SHOWN = 50


@dataclass(frozen=True)
class Courtesy:
    """Somebody wrote `message_id`: `conversation` is None when it was nothing new, `tap_id` is a tapped button's."""

    channel_id: UUID
    to: str
    conversation: Conversation | None
    tap_id: str = ""
    message_id: str = ""


def show(courtesies: Sequence[Courtesy]) -> None:
    """Answer taps, and show an agent who will answer reading and typing. A failure is only logged."""
    for courtesy in courtesies[:MOST_SHOWN]:
        conversation = courtesy.conversation
        will_answer = conversation is not None and conversation.is_waiting and agent_owns(conversation)
        if conversation and will_answer:
            live.publish(conversation.public_id, {"type": "typing"})
        if will_answer or courtesy.tap_id:
            _tell_provider(courtesy, typing=will_answer)


def keep_typing(conversation: Conversation) -> None:
    """Show once more that somebody writes: the networks forget it after some seconds. Never raises."""
    live.publish(conversation.public_id, {"type": "typing"})
    channel = find_channel(conversation.identity.channel_id)
    if channel is None or not get_adapter(channel.kind).typing_seconds:
        return
    newest = Message.objects.filter(conversation=conversation, author=Author.CUSTOMER).order_by("-id")
    message_id = newest.values_list("external_id", flat=True).first() or ""
    _show_typing(channel, to=conversation.identity.external_id, message_id=message_id)


def _tell_provider(courtesy: Courtesy, *, typing: bool) -> None:
    channel = find_channel(courtesy.channel_id)
    if channel is None:
        return
    if courtesy.tap_id:
        adapter, credentials = get_adapter(channel.kind), channel.credentials
        _try(lambda: adapter.answer_tap(courtesy.tap_id, credentials=credentials))
    if typing:
        _show_typing(channel, to=courtesy.to, message_id=courtesy.message_id)


def _show_typing(channel: Channel, *, to: str, message_id: str) -> None:
    adapter, credentials = get_adapter(channel.kind), channel.credentials
    _try(lambda: adapter.show_typing(to=to, message_id=message_id, credentials=credentials))


def _try(request: Callable[[], None]) -> None:
    if not connection.in_atomic_block:
        connection.close()
    try:
        request()
    except ProviderError as error:
        log.info("courtesy_failed", code=error.code, reason=str(error))
