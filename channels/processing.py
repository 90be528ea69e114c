"""Reading a stored delivery into the conversations."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from channels.base import DeliveryReport, InboundItem, InboundMessage, Reachability, UnreadablePayload
from channels.courtesy import Courtesy
from channels.models import Channel, EventStatus, InboundEvent
from channels.registry import get_adapter
from conversations import outbox
from conversations.models import Conversation, MessageStatus
from conversations.selectors import find_outgoing
from conversations.services import Address, Incoming, edit_message, receive_message, set_reachable
from lib.text import shorten

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 10
LONGEST_NAME = 160
# A channel's row is written this seldom, however busy it is.
TOUCH_EVERY = timedelta(seconds=10)
# How many older deliveries are looked through for the same person: what the other workers hold right now.
EARLIER = 32


def process_event(event_pk: int) -> list[Courtesy]:
    """Read a delivery, and before it everything older of the same person that another worker still holds.

    Running it twice or by two workers at once changes nothing. One bad item never fails its siblings; what
    went wrong stays on the row. Returns whom to show at once that they were heard.
    """
    waiting = _list_waiting(event_pk)
    if not waiting or waiting[-1].pk != event_pk:
        return []
    heard = [courtesy for earlier in _same_person(waiting) for courtesy in _attempt(earlier.pk, wait=True)]
    return heard + _attempt(event_pk, wait=False)


def is_stale(moment: datetime | None) -> bool:
    """Whether a channel's `last_in_at` or `last_out_at` is worth writing again."""
    return moment is None or timezone.now() - moment > TOUCH_EVERY


def _list_waiting(event_pk: int) -> list[InboundEvent]:
    rows = InboundEvent.objects.filter(channel__events=event_pk, pk__lte=event_pk, status=EventStatus.RECEIVED)
    needed = rows.select_related("channel").only("body", "channel__kind")
    return list(reversed(needed.order_by("-pk")[:EARLIER]))


def _same_person(waiting: list[InboundEvent]) -> list[InboundEvent]:
    """The older deliveries that share a sender with the newest one."""
    *earlier, event = waiting
    senders = _senders(event) if earlier else set()
    return [other for other in earlier if senders & _senders(other)]


def _senders(event: InboundEvent) -> set[str]:
    try:
        items = get_adapter(event.channel.kind).parse(bytes(event.body))
    except UnreadablePayload:
        return set()
    return {item.sender_id for item in items if isinstance(item, InboundMessage)}


def _attempt(event_pk: int, *, wait: bool) -> list[Courtesy]:
    """One delivery in one transaction. Trouble that is not the delivery's own counts as an attempt."""
    try:
        with transaction.atomic():
            event = _lock(event_pk, wait=wait)
            heard = _read(event) if event else []
    except Exception as error:
        log.exception("inbound_delivery_broke", delivery_pk=event_pk)
        _count_attempt(event_pk, error)
        return []
    if event:
        _touch(event.channel)
    return heard


def _lock(event_pk: int, *, wait: bool) -> InboundEvent | None:
    rows = InboundEvent.objects.select_for_update(of=("self",), skip_locked=not wait)
    waiting = rows.filter(pk=event_pk, status=EventStatus.RECEIVED).select_related("channel__tenant")
    return waiting.defer("channel__secret", "channel__sealed_credentials").first()


def _read(event: InboundEvent) -> list[Courtesy]:
    try:
        items = get_adapter(event.channel.kind).parse(bytes(event.body))
    except UnreadablePayload as error:
        _finish(event, EventStatus.FAILED, error=str(error))
        log.warning("inbound_unreadable", channel=str(event.channel.public_id), error=str(error))
        return []
    heard: list[Courtesy] = []
    problems = [problem for item in items if (problem := _apply_alone(event, item, heard))]
    if problems:
        _finish(event, EventStatus.FAILED, error="\n".join(problems))
    else:
        _finish(event, EventStatus.PROCESSED if items else EventStatus.IGNORED)
    return heard


def _apply_alone(event: InboundEvent, item: InboundItem, heard: list[Courtesy]) -> str:
    """What went wrong with this item; nothing of it is kept then. A lost database is not its fault."""
    try:
        with transaction.atomic():
            conversation = _APPLY[type(item)](event.channel, item)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("inbound_item_broke", delivery=str(event.public_id), item=type(item).__name__)
        return f"{type(item).__name__}: {type(error).__name__}: {error}"
    if isinstance(item, InboundMessage):
        heard.append(Courtesy(event.channel.public_id, item.sender_id, conversation, item.tap_id))
    return ""


def _apply_message(channel: Channel, item: InboundMessage) -> Conversation | None:
    address = _address(channel, item.sender_id, name=shorten(item.sender_name, LONGEST_NAME))
    if item.edited:
        edited = edit_message(channel.tenant, address=address, external_id=item.external_id, text=item.text)
        return edited.conversation if edited else None
    message = receive_message(channel.tenant, address=address, incoming=_incoming(item))
    if message and not message.identity.is_reachable:
        # Whoever writes can be written to, whether or not we were told that the block is over.
        set_reachable(channel.tenant, address=address, reachable=True)
    return message.conversation if message else None


def _apply_reachability(channel: Channel, item: Reachability) -> None:
    set_reachable(channel.tenant, address=_address(channel, item.sender_id), reachable=item.reachable)


def _apply_report(channel: Channel, item: DeliveryReport) -> None:
    message = find_outgoing(channel.public_id, external_id=item.external_id)
    if message:
        outbox.advance_status(message, MessageStatus(item.status), error=item.error)


_APPLY: dict[type, Callable[..., Conversation | None]] = {
    InboundMessage: _apply_message,
    Reachability: _apply_reachability,
    DeliveryReport: _apply_report,
}


def _address(channel: Channel, external_id: str, *, name: str = "") -> Address:
    return Address(kind=channel.kind, channel_id=channel.public_id, external_id=external_id, name=name)


def _incoming(item: InboundMessage) -> Incoming:
    """A tapped button stays visible as `{"kind": "choice", "id"}` beside what it said."""
    choice = [{"kind": "choice", "id": item.choice_id}] if item.choice_id else []
    return Incoming(
        external_id=item.external_id, text=item.text, kind=item.kind, media=[*item.media, *choice],
        sent_at=item.sent_at,
    )  # fmt: skip


def _finish(event: InboundEvent, status: EventStatus, *, error: str = "") -> None:
    event.status, event.error, event.processed_at = status, error, timezone.now()
    event.save(update_fields=["status", "error", "processed_at"])


def _count_attempt(event_pk: int, error: Exception) -> None:
    with transaction.atomic():
        event = _lock(event_pk, wait=False)
        if event is None:
            return
        event.attempts, event.error = event.attempts + 1, f"{type(error).__name__}: {error}"
        if event.attempts >= MAX_ATTEMPTS:
            event.status = EventStatus.FAILED
        event.save(update_fields=["attempts", "error", "status"])


def _touch(channel: Channel) -> None:
    if is_stale(channel.last_in_at):
        Channel.objects.filter(pk=channel.pk).update(last_in_at=timezone.now())
