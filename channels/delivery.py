"""Sending what waits in the outbox. No database connection is held while a provider answers."""

import random
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from channels.base import Adapter, Outgoing
from channels.models import Channel
from channels.processing import is_stale
from channels.registry import get_adapter
from channels.selectors import find_channel
from conversations import live, outbox
from conversations.models import Conversation, Message
from conversations.services import Address, set_reachable
from lib.errors import ProviderError

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 600.0
# A later try is a row with `due_at` that the sweeper finds; a broker is no place to wait in.
LONGEST_COUNTDOWN = 60.0
# Added to the longest that a provider may take before a message counts as abandoned.
GRACE_SECONDS = 30.0


def deliver(conversation_pk: int) -> float | None:
    """Send the conversation's messages in order until none is due.

    Returns the seconds after which to come again when that is soon; None when there is nothing to wait for or
    the sweeper will call. Two workers at once are safe: each message has one claim.
    """
    while message := outbox.claim_next(conversation_pk):
        pause = _deliver(message)
        if pause is not None:
            return pause if pause < LONGEST_COUNTDOWN else None
    return None


def recover(conversation_pk: int) -> float | None:
    """Like deliver, after settling what a dead worker left half sent. Returns the same."""
    conversation = Conversation.objects.select_related("identity").get(pk=conversation_pk)
    repeatable = get_adapter(conversation.identity.kind).repeatable
    outbox.settle_stuck(conversation_pk, older_than=abandoned_after(), repeatable=repeatable)
    return deliver(conversation_pk)


def abandoned_after() -> timedelta:
    return timedelta(seconds=settings.OUTBOUND_TIMEOUT + GRACE_SECONDS)


def _deliver(message: Message) -> float | None:
    """One claimed message; the pause before the next try when there is to be one."""
    channel = find_channel(message.identity.channel_id)
    if channel is None:
        outbox.mark_failed(message, error="The channel is switched off.")
        return None
    try:
        external_id = _send_parts(message, get_adapter(channel.kind), channel.credentials)
    except ProviderError as error:
        return _settle(message, channel, error)
    except Exception as error:
        log.exception("delivery_broke", message=str(message.public_id))
        outbox.mark_uncertain(message, error=type(error).__name__)
        return None
    outbox.mark_sent(message, external_id=external_id)
    live.publish(message.conversation.public_id, _event(message))
    _note_success(channel)
    return None


def _send_parts(message: Message, adapter: Adapter, credentials: dict[str, str]) -> str:
    """Send what is left, recording each piece but the last one, whose id is returned."""
    parts = adapter.render(Outgoing(message.text, message.choices))
    if not parts:
        raise ProviderError("There is nothing to send.", permanent=True, code="empty")
    last = len(parts) - 1
    for place in range(min(message.parts_sent, last), last + 1):
        _release_connection()
        external_id = adapter.send(parts[place], to=message.identity.external_id, credentials=credentials)
        if place < last:
            outbox.record_part(message, external_id=external_id)
    return external_id


def _settle(message: Message, channel: Channel, error: ProviderError) -> float | None:
    facts = {"code": error.code, "error": str(error), "attempt": message.attempts}
    log.warning("delivery_failed", message=str(message.public_id), **facts)
    if error.uncertain:
        outbox.mark_uncertain(message, error=str(error))
        return None
    if error.permanent or message.attempts >= settings.DELIVERY_MAX_ATTEMPTS:
        outbox.mark_failed(message, error=str(error))
        _note_refusal(message, channel, error)
        return None
    pause = _pause(message.attempts, error.retry_after)
    outbox.mark_retry(message, error=str(error), due_at=timezone.now() + timedelta(seconds=pause))
    return pause


def _pause(attempts: int, retry_after: float | None) -> float:
    """Seconds: what the provider asked for, else twice as long each time, scattered against stampedes."""
    if retry_after is not None:
        return retry_after
    return min(2.0**attempts, LONGEST_PAUSE) * random.uniform(0.75, 1.0)


def _note_refusal(message: Message, channel: Channel, error: ProviderError) -> None:
    if error.code == "blocked":
        address = Address(channel.kind, channel.public_id, message.identity.external_id)
        set_reachable(channel.tenant, address=address, reachable=False)
    if error.code == "unauthorized":
        Channel.objects.filter(pk=channel.pk).update(problem=str(error)[:300])


def _note_success(channel: Channel) -> None:
    if channel.problem or is_stale(channel.last_out_at):
        Channel.objects.filter(pk=channel.pk).update(last_out_at=timezone.now(), problem="")


def _event(message: Message) -> dict[str, object]:
    return {
        "type": "message",
        "id": str(message.public_id),
        "author": message.author,
        "text": message.text,
        "choices": message.choices,
        "at": message.created_at.isoformat(),
    }


def _release_connection() -> None:
    """Give the connection back to the pool: a provider may take seconds, and others want it meanwhile."""
    if not connection.in_atomic_block:
        connection.close()
