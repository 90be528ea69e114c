"""What may be stuck on the way in and out: deliveries nobody read, files nobody fetched, messages that do not leave."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from billing.models import CountedReply
from billing.replies import count_reply
from channels.models import Channel, EventStatus, InboundEvent
from channels.sending import delivery
from channels.sending.delivery import TRIED_OUT, abandoned_after
from channels.services import replay_event
from channels.tasks import fetch_attachment, process_event
from conversations import outbox
from conversations.models import Attachment, AttachmentStatus, Author, Message, MessageStatus
from conversations.outbox import ARRIVED, IN_FLIGHT
from tenants.alerts.services import resolve_alert
from tenants.doctor import Finding, examine, find_rows
from tenants.models import Alert, Tenant

# What failed longer ago was either seen or does not matter any more.
LATELY = timedelta(days=1)
# Reasons that pass, or that somebody mends: the message itself can still be said.
PASSING = ("", "busy", "unavailable", "unreachable", "unauthorized", "too_many", "account_blocked", "payment",
           "channel_off")  # fmt: skip


def _unread(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    yield from find_rows(
        InboundEvent.objects.filter(status=EventStatus.RECEIVED, received_at__lt=before),
        says="{} deliveries of the networks were never read", since="received_at",
        todo="Look whether beat runs and a worker listens to the queue `inbound`. --repair reads them now.",
        mend=lambda row: process_event(tenant.pk, row.pk),
    )  # fmt: skip
    yield from find_rows(
        InboundEvent.objects.filter(status=EventStatus.FAILED, received_at__gt=timezone.now() - LATELY),
        says="{} deliveries of the networks could not be read", since="received_at",
        todo="What was wrong stands in the admin under Inbound events. --repair reads them once more.",
        mend=_read_again,
    )  # fmt: skip


def _read_again(event: InboundEvent) -> None:
    replay_event(event)
    process_event(event.tenant_id, event.pk)


def _files(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    yield from find_rows(
        Attachment.objects.filter(status=AttachmentStatus.WAITING, due_at__lt=before),
        says="{} files of customers were not fetched", since="due_at",
        todo="Look whether a worker listens to the queue `inbound`. --repair fetches them now.",
        mend=lambda row: fetch_attachment(tenant.pk, row.pk),
    )  # fmt: skip


def _outbox(_tenant: Tenant, before: datetime) -> Iterator[Finding]:
    long_ago = min(before, timezone.now() - abandoned_after())
    yield from find_rows(
        Message.objects.filter(status=MessageStatus.SENDING, sending_since__lt=long_ago),
        says="{} messages have been on their way for too long: the worker that sent them is gone",
        since="sending_since",
        todo="--repair marks them as perhaps sent (never twice by itself) and sends what waits behind them.",
        mend=lambda row: delivery.recover(row.conversation_id),
    )  # fmt: skip
    first = Message.objects.filter(conversation=OuterRef("conversation"), pk__lt=OuterRef("pk"), status__in=IN_FLIGHT)
    yield from find_rows(
        Message.objects.filter(~Exists(first), status=MessageStatus.QUEUED, due_at__lt=before),
        says="{} messages should have left already", since="due_at",
        todo="Look whether beat runs and a worker listens to the queue `outbound`. --repair sends them now.",
        mend=lambda row: delivery.deliver(row.conversation_id),
    )  # fmt: skip
    yield from find_rows(
        Message.objects.filter(
            status=MessageStatus.FAILED, error_code__in=PASSING, created_at__gt=timezone.now() - LATELY
        ),
        says="{} messages of the last day were given up for a reason that passes or can be mended",
        todo="Mend the account first (page of channels). --repair tries once more.",
        mend=_try_again,
    )  # fmt: skip


def _try_again(message: Message) -> None:
    if outbox.queue_again(message):
        delivery.deliver(message.conversation_id)


def _replies(tenant: Tenant, before: datetime) -> Iterator[Finding]:
    """What was sent, and what the plan counts."""
    sent = Message.objects.filter(
        author=Author.AGENT, run_id__isnull=False, status__in=[MessageStatus.SENT, *ARRIVED],
        sent_at__lt=before, sent_at__gt=timezone.now() - LATELY,
    ).exclude(identity__kind__in=TRIED_OUT)  # fmt: skip
    yield from find_rows(
        sent.filter(~Exists(CountedReply.objects.filter(run_id=OuterRef("run_id")))),
        says="{} replies of the last day were sent and not counted", since="sent_at", todo="--repair counts them.",
        mend=lambda row: count_reply(tenant, run_id=row.run_id),
    )  # fmt: skip


def _alerts(tenant: Tenant, _before: datetime) -> Iterator[Finding]:
    """About a channel that works again, or that is not there any more."""
    broken = Channel.objects.filter(is_enabled=True).exclude(problem_code="", problem="")
    names = [str(public_id) for public_id in broken.values_list("public_id", flat=True)]
    yield from find_rows(
        Alert.objects.filter(kind="channel_stopped", resolved_at=None).exclude(subject__in=names),
        says="{} alerts about channels are open, though the channel has no problem", todo="--repair closes them.",
        mend=lambda row: resolve_alert(tenant.pk, kind=row.kind, subject=row.subject),
    )  # fmt: skip


def register() -> None:
    examine("deliveries", _unread)
    examine("files", _files)
    examine("outbox", _outbox)
    examine("counted replies", _replies)
    examine("alerts of channels", _alerts)
