"""Reading a stored delivery into the conversations, in portions, each in its own transaction."""

from dataclasses import dataclass, field

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from channels import health
from channels.base import InboundItem, InboundMessage, UnreadablePayload
from channels.models import EventStatus, InboundEvent
from channels.receiving.application import apply_item
from channels.receiving.routing import forward_to_siblings
from channels.registry import get_adapter
from channels.sending.courtesy import Courtesy

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 10
# How many older deliveries are looked through for the same person: what the other workers hold right now.
EARLIER = 32
# Items of a batch in one transaction: nobody of the first ones waits for the thousandth.
PORTION = 50


@dataclass
class Heard:
    """What a delivery brought, for whoever wakes the others after the commit.

    `files` are attachments to fetch, `strangers` identities without a name, `forwarded` (tenant, event) pairs of
    deliveries that belong to other channels too.
    """

    courtesies: list[Courtesy] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    strangers: set[int] = field(default_factory=set)
    forwarded: list[tuple[int, int]] = field(default_factory=list)

    def add(self, other: "Heard") -> None:
        self.courtesies += other.courtesies
        self.files += other.files
        self.strangers |= other.strangers
        self.forwarded += other.forwarded


def process_event(event_pk: int) -> Heard:
    """Read a delivery, and before it everything older of the same person that another worker still holds.

    Running it twice or by two workers at once changes nothing. One bad item never fails its siblings; what
    went wrong stays on the row.
    """
    heard = Heard()
    waiting = _list_waiting(event_pk)
    if not waiting or waiting[-1].pk != event_pk:
        return heard
    for earlier in _same_person(waiting):
        _attempt(earlier.pk, heard, wait=True)
    _attempt(event_pk, heard, wait=False)
    return heard


def _list_waiting(event_pk: int) -> list[InboundEvent]:
    rows = InboundEvent.objects.filter(channel__events=event_pk, pk__lte=event_pk, status=EventStatus.RECEIVED)
    needed = rows.select_related("channel").only("body", "channel__kind", "channel__account", "channel__account_id")
    return list(reversed(needed.order_by("-pk")[:EARLIER]))


def _same_person(waiting: list[InboundEvent]) -> list[InboundEvent]:
    """The older deliveries that share a sender with the newest one."""
    *earlier, event = waiting
    senders = _senders(event) if earlier else set()
    return [other for other in earlier if senders & _senders(other)]


def _senders(event: InboundEvent) -> set[str]:
    try:
        return {item.sender_id for item in _parse(event) if isinstance(item, InboundMessage)}
    except UnreadablePayload:
        return set()


def _parse(event: InboundEvent) -> list[InboundItem]:
    channel = event.channel
    return get_adapter(channel.kind).parse(bytes(event.body), account=channel.account_facts)


def _attempt(event_pk: int, heard: Heard, *, wait: bool) -> None:
    """One delivery, portion by portion. Trouble that is not the delivery's own counts as an attempt."""
    parsed: list[InboundItem] = []
    try:
        while (portion := _read_portion(event_pk, parsed, wait=wait)) is not None:
            heard.add(portion)
    except Exception as error:
        log.exception("inbound_delivery_broke", delivery_pk=event_pk)
        _count_attempt(event_pk, error)


def _read_portion(event_pk: int, parsed: list[InboundItem], *, wait: bool) -> Heard | None:
    """The next items of a delivery, and how far it has come, in one transaction; None when nothing is left to do.

    `parsed` is filled the first time: reading three megabytes again for every portion costs more than the portion.
    """
    with transaction.atomic():
        event = _lock(event_pk, wait=wait)
        if event is None:
            return None
        with structlog.contextvars.bound_contextvars(event_id=str(event.public_id)):
            heard = _read(event, parsed)
    if event.status != EventStatus.RECEIVED:
        health.note_inbound(event.channel)
    return heard


def _lock(event_pk: int, *, wait: bool) -> InboundEvent | None:
    rows = InboundEvent.objects.select_for_update(of=("self",), skip_locked=not wait)
    waiting = rows.filter(pk=event_pk, status=EventStatus.RECEIVED).select_related("channel__tenant")
    return waiting.defer("channel__secret", "channel__sealed_credentials").first()


def _read(event: InboundEvent, parsed: list[InboundItem]) -> Heard:
    heard = Heard()
    try:
        parsed[:] = parsed or _parse(event)
    except UnreadablePayload as error:
        _finish(event, EventStatus.FAILED, error=str(error))
        log.warning("inbound_unreadable", channel=str(event.channel.public_id), reason=str(error))
        return heard
    if event.items_done == 0:
        heard.forwarded = forward_to_siblings(event)
    portion = parsed[event.items_done : event.items_done + PORTION]
    problems = [problem for item in portion if (problem := _apply_alone(event, item, heard))]
    event.error = "\n".join(filter(None, [event.error, *problems]))
    event.items_done += len(portion)
    if event.items_done < len(parsed):
        event.save(update_fields=["items_done", "error"])
    elif event.error:
        _finish(event, EventStatus.FAILED, error=event.error)
    else:
        _finish(event, EventStatus.PROCESSED if parsed else EventStatus.IGNORED)
    return heard


def _apply_alone(event: InboundEvent, item: InboundItem, heard: Heard) -> str:
    """What went wrong with this item; nothing of it is kept then. A lost database is not its fault."""
    try:
        with transaction.atomic():
            applied = apply_item(event.channel, item)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("inbound_item_broke", item=type(item).__name__)
        return f"{type(item).__name__}: {type(error).__name__}: {error}"
    if applied.conversation:
        log.info("heard", conversation=str(applied.conversation.public_id), channel_kind=event.channel.kind)
    heard.files += applied.files
    heard.strangers |= {applied.stranger} if applied.stranger else set()
    if isinstance(item, InboundMessage):
        heard.courtesies.append(
            Courtesy(event.channel.public_id, item.sender_id, applied.conversation, item.tap_id, item.external_id)
        )
    return ""


def _finish(event: InboundEvent, status: EventStatus, *, error: str = "") -> None:
    event.status, event.error, event.processed_at = status, error, timezone.now()
    event.save(update_fields=["status", "error", "processed_at", "items_done"])


def _count_attempt(event_pk: int, error: Exception) -> None:
    with transaction.atomic():
        event = _lock(event_pk, wait=False)
        if event is None:
            return
        # What was wrong with earlier items stays; this is the whole delivery's trouble and passes.
        event.attempts += 1
        if event.attempts >= MAX_ATTEMPTS:
            event.status, event.error = EventStatus.FAILED, f"{event.error}\n{type(error).__name__}: {error}".strip()
        event.save(update_fields=["attempts", "error", "status"])
