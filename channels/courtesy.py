"""What a customer sees at once: that the button worked, that somebody is writing. Never stored, never tried again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from django.db import connection

from channels.registry import get_adapter
from channels.selectors import find_channel
from conversations import live
from conversations.models import Conversation
from conversations.selectors import agent_owns
from lib.errors import ProviderError

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Courtesy:
    """Somebody wrote: `conversation` is None when it was nothing new, `tap_id` is set for a tapped button."""

    channel_id: UUID
    to: str
    conversation: Conversation | None
    tap_id: str = ""


def show(courtesies: Sequence[Courtesy]) -> None:
    """Answer taps, and show the typing of an agent who will answer. A failure is only logged."""
    for courtesy in courtesies:
        conversation = courtesy.conversation
        will_answer = conversation is not None and agent_owns(conversation)
        if conversation and will_answer:
            live.publish(conversation.public_id, {"type": "typing"})
        if will_answer or courtesy.tap_id:
            _tell_provider(courtesy, typing=will_answer)


def _tell_provider(courtesy: Courtesy, *, typing: bool) -> None:
    channel = find_channel(courtesy.channel_id)
    if channel is None:
        return
    adapter, credentials = get_adapter(channel.kind), channel.credentials
    if courtesy.tap_id:
        _try(lambda: adapter.answer_tap(courtesy.tap_id, credentials=credentials))
    if typing:
        _try(lambda: adapter.show_typing(to=courtesy.to, credentials=credentials))


def _try(request: Callable[[], None]) -> None:
    if not connection.in_atomic_block:
        connection.close()
    try:
        request()
    except ProviderError as error:
        log.info("courtesy_failed", code=error.code, error=str(error))
