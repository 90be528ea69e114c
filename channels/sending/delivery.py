"""Sending what waits in the outbox. No database connection is held while a provider answers."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from billing.replies import count_reply
from channels import health
from channels.base import Adapter, Outgoing
from channels.choices import shows_numbers
from channels.media import public_media
from channels.models import Channel
from channels.refusals import Verdict
from channels.registry import get_adapter
from channels.selectors import find_channel
from channels.sending.courtesy import keep_typing
from channels.sending.permission import Permission, ask, is_overtaken
from conversations import live, outbox
from conversations.models import Author, ConsentSource, Conversation, Message, Purpose
from conversations.people.consent import EVERYTHING, record_consent
from conversations.services import Address, set_reachable
from lib.errors import ProviderError
from tenants.connections import release_connection

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 600.0
REPAIR_WITHIN = timedelta(hours=24)
# A later try is a row with `due_at` that the sweeper finds; a broker is no place to wait in.
LONGEST_COUNTDOWN = 60.0
# Added to the longest that a provider may take before a message counts as abandoned.
GRACE_SECONDS = 30.0
# Nobody's customer is there: what is said counts for no plan.
TRIED_OUT = {"terminal"}
# Reasons after which a person is not written to by themselves any more.
OPTED_OUT = {"opted_out": EVERYTHING, "opted_out_marketing": (Purpose.MARKETING,)}


def deliver(conversation_pk: int) -> float | None:
    """Send the conversation's messages in order until none is due.

    Returns the seconds after which to come again when that is soon; None when there is nothing to wait for or
    the sweeper will call. Two workers at once are safe: each message has one claim.
    """
    while message := outbox.next_due(conversation_pk):
        with structlog.contextvars.bound_contextvars(**_ids(message)):
            act = _prepare(message)
            if not outbox.claim(message):
                return None  # another worker was quicker
            pause = _attempt(message, act)
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


def _ids(message: Message) -> dict[str, str]:
    """What every line about it names in the log."""
    ids = {"message": message.public_id, "conversation": message.conversation.public_id, "run": message.run_id}
    return {name: str(value) for name, value in ids.items() if value}


@dataclass(frozen=True)
class Ready:
    """A message with everything that sending it needs: nothing is read between the claim and the wire."""

    message: Message
    channel: Channel
    adapter: Adapter
    permission: Permission
    parts: Sequence[dict[str, Any]]
    credentials: dict[str, str]


# What is to be done with a message once it is claimed; the pause before the next try or the next bubble.
Act = Callable[[], float | None]


def _prepare(message: Message) -> Act:
    """Decide about a message that is not claimed yet: whatever ends us here has sent nothing, and leaves it waiting."""
    channel = find_channel(message.identity.channel_id)
    if channel is None:
        return partial(_fail, message, error="The channel is switched off.", code="channel_off")
    adapter = get_adapter(channel.kind)
    permission = ask(message, channel, adapter)
    if permission.is_withdrawn or permission.refused:
        return partial(_give_up, message, permission)
    try:
        parts, credentials = adapter.render(compose(message, channel, permission)), channel.credentials
        if not parts:
            raise ProviderError("There is nothing to send.", permanent=True, code="empty")
    except ProviderError as error:
        return partial(_settle, message, channel, error)
    except DatabaseError:
        raise
    except Exception as error:
        return partial(_break, message, error)
    return partial(_send, Ready(message, channel, adapter, permission, parts, credentials))


def _attempt(message: Message, act: Act) -> float | None:
    try:
        return act()
    except Exception as error:
        _break(message, error)
        return None


def _break(message: Message, error: Exception) -> None:
    """A fault of our own: the message is in doubt, the next ones leave."""
    log.error("delivery_broke", exc_info=error)
    outbox.mark_uncertain(message, error=type(error).__name__)


def _fail(message: Message, *, error: str, code: str) -> None:
    outbox.mark_failed(message, error=error, code=code)


def _give_up(message: Message, permission: Permission) -> None:
    if permission.is_withdrawn:
        outbox.mark_withdrawn(message)
        return
    log.info("delivery_refused", code=permission.refused)
    outbox.mark_failed(message, error="", code=permission.refused)


def _send(ready: Ready) -> float | None:
    """Send what is left, as far as the provider lets us. The pause before the next try or bubble."""
    try:
        return _send_rest(ready)
    except ProviderError as error:
        return _settle(ready.message, ready.channel, error)


def _send_rest(ready: Ready) -> float | None:
    """Record each piece. The pause when the next bubble has to wait; None when all is out."""
    message, parts, external_id = ready.message, ready.parts, ready.message.external_id
    while message.parts_sent < len(parts):
        if message.parts_sent and _was_overtaken(message):
            outbox.mark_withdrawn(message)
            return None
        release_connection()
        external_id = _send_part(message, parts[message.parts_sent], ready.adapter, ready.credentials)
        if message.parts_sent == len(parts) - 1:
            break
        if pause := _record_part(message, parts, external_id=external_id):
            return _rest(message, pause)
    numbers_shown = bool(message.choices) and shows_numbers(parts)
    outbox.mark_sent(message, external_id=external_id, parts=len(parts), numbers_shown=numbers_shown)
    _conclude(message, ready.channel, ready.permission)
    log.info("delivered", channel_kind=ready.channel.kind, attempt=message.attempts)
    return None


def _send_part(message: Message, part: dict[str, Any], adapter: Adapter, credentials: dict[str, str]) -> str:
    """The provider's id. What the customer does not see (a copy in a board) never fails what they have."""
    try:
        return adapter.send(part, to=message.identity.external_id, credentials=credentials)
    except ProviderError as error:
        if error.uncertain and outbox.is_out(message):
            # The report was quicker than the answer, which never came. What is left must not be lost with it.
            return ""
        is_last_try = error.permanent or error.uncertain or message.attempts >= settings.DELIVERY_MAX_ATTEMPTS
        if not (part.get("is_optional") and is_last_try):
            raise
        log.warning("optional_part_failed", code=error.code, reason=str(error))
        return ""


def _conclude(message: Message, channel: Channel, permission: Permission) -> None:
    if permission.template:
        Message.objects.filter(pk=message.pk).update(sent_as=permission.template.name)
    if message.author == Author.AGENT and message.run_id and channel.kind not in TRIED_OUT:
        count_reply(channel.tenant, run_id=message.run_id)
    live.publish(message.conversation.public_id, _event(message))
    health.note_success(channel)


def compose(message: Message, channel: Channel, permission: Permission) -> Outgoing:
    """The message in no channel's words, with everything that its adapter may need."""
    return Outgoing(
        text=message.text,
        to=message.identity.external_id,
        choices=message.choices,
        media=public_media(message),
        reply_to=message.reply_to,
        correlation=str(message.public_id),
        language=message.conversation.language or channel.tenant.language,
        is_late=permission.is_late,
        is_paced=settings.HUMAN_PACING and channel.tenant.human_pacing and get_adapter(channel.kind).has_bubbles,
        template=permission.template,
        values=[message.text] if permission.template else (),
    )


def _record_part(message: Message, parts: Sequence[Mapping[str, Any]], *, external_id: str) -> float:
    """One piece is out, and the next one has its time: in one commit, or a worker that dies between the two would
    leave a bubble that nobody dares to send. The pause before the next piece."""
    with transaction.atomic():
        outbox.record_part(message, external_id=external_id)
        pause = float(parts[message.parts_sent].get("pause", 0))
        if pause:
            outbox.mark_pausing(message, due_at=timezone.now() + timedelta(seconds=pause))
    return pause


def _rest(message: Message, pause: float) -> float:
    """A person would be typing the next bubble now."""
    message.conversation.identity = message.identity
    keep_typing(message.conversation)
    return pause


def _was_overtaken(message: Message) -> bool:
    """Asked again between two pieces: a person may have come meanwhile."""
    return is_overtaken(message, Conversation.objects.only("owner", "owner_until").get(pk=message.conversation_id))


def _settle(message: Message, channel: Channel, error: ProviderError) -> float | None:
    log.warning("delivery_failed", code=error.code, reason=str(error), attempt=message.attempts)
    if error.uncertain:
        outbox.mark_uncertain(message, error=str(error))
        return None
    health.note_failure(channel, error)
    is_last_try = message.attempts >= settings.DELIVERY_MAX_ATTEMPTS and not _waits_for_repair(message, error)
    if error.permanent or is_last_try:
        outbox.mark_failed(message, error=str(error), code=error.code)
        note_refusal(message, error.code)
        return None
    pause = _pause(message.attempts, error)
    due_at = timezone.now() + timedelta(seconds=pause)
    outbox.mark_retry(message, error=str(error), due_at=due_at, code=error.code)
    return pause


def _waits_for_repair(message: Message, error: ProviderError) -> bool:
    """A day is enough for a person to mend the account; until then nothing is lost."""
    return error.verdict == Verdict.STOP_CHANNEL and timezone.now() - message.created_at < REPAIR_WITHIN


def _pause(attempts: int, error: ProviderError) -> float:
    """Seconds: what the provider asked for, else twice as long each time, scattered against stampedes.

    An account that a person has to repair is not asked every second.
    """
    if error.retry_after is not None:
        return error.retry_after
    least = 60.0 if error.verdict == Verdict.STOP_CHANNEL else 0.0
    return max(min(2.0 ** min(attempts, 30), LONGEST_PAUSE) * random.uniform(0.75, 1.0), least)


def note_refusal(message: Message, code: str) -> None:
    """What a refusal tells about the person, also when it comes with a later report."""
    identity = message.identity
    if code == "blocked":
        address = Address(identity.kind, identity.channel_id, identity.external_id)
        set_reachable(message.tenant, address=address, reachable=False)
    if purposes := OPTED_OUT.get(code):
        record_consent(
            identity, purposes=purposes, granted=False, source=ConsentSource.PROVIDER, evidence=message.error or code
        )


def _event(message: Message) -> dict[str, Any]:
    return {
        "type": "message",
        "id": str(message.public_id),
        "author": message.author,
        "text": message.text,
        "choices": message.choices,
        "media": message.media,
        "at": message.created_at.isoformat(),
    }
