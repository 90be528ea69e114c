"""The outbox: every station of an outgoing message is a committed row, and a station is never left backwards.

queued -> sending -> sent -> delivered -> read, or failed, or uncertain when a crash hid what happened, or withdrawn
when a person took over first.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone

from conversations.models import UNSAID, Author, Message, MessageStatus
from conversations.signals import message_queued
from tenants.scoping import current_tenant_id

# Delivery reports arrive in any order; a higher rank never gives way to a lower one.
RANK = {
    MessageStatus.QUEUED: 0,
    MessageStatus.SENDING: 1,
    MessageStatus.UNCERTAIN: 2,
    MessageStatus.SENT: 3,
    MessageStatus.FAILED: 4,
    MessageStatus.DELIVERED: 5,
    MessageStatus.READ: 6,
    # Its first pieces may have arrived; it was not said all the same.
    MessageStatus.WITHDRAWN: 7,
}
IN_FLIGHT = (MessageStatus.QUEUED, MessageStatus.SENDING)
UNSETTLED = (MessageStatus.SENDING, MessageStatus.UNCERTAIN)
ARRIVED = (MessageStatus.DELIVERED, MessageStatus.READ)


# One statement instead of a transaction of five: this runs twice for every message that leaves. The row's lock
# lets one of two claimers through; whoever queues a message holds the conversation, so ids are in writing order.
_CLAIM = """
    UPDATE conversations_message SET status = 'sending', sending_since = statement_timestamp(), attempts = attempts + 1
    WHERE id = (
        SELECT id FROM conversations_message
        WHERE tenant_id = %s AND conversation_id = %s AND status IN ('queued', 'sending') ORDER BY id LIMIT 1 FOR UPDATE
    ) AND id = %s AND status = 'queued' AND (due_at IS NULL OR due_at <= statement_timestamp())
    RETURNING attempts
"""


def next_due(conversation_id: int) -> Message | None:
    """The next message to send; None when nothing is due or another one is on its way. Nobody has it yet: `claim` it.

    Messages leave in the order in which they were written.
    """
    rows = Message.objects.filter(conversation_id=conversation_id, status__in=IN_FLIGHT).order_by("pk")
    is_due = models.Q(due_at=None) | models.Q(due_at__lte=Now())
    ready = models.Case(models.When(is_due, then=True), default=False, output_field=models.BooleanField())
    first = rows.select_related("identity", "conversation").annotate(is_due=ready).first()
    return first if first and first.status == MessageStatus.QUEUED and first.is_due else None


def claim(message: Message) -> bool:
    """Whether it is ours to send: it is `sending` now. Ask at the last moment: from here on a crash leaves a doubt."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [current_tenant_id(), message.conversation_id, message.pk])
        claimed = cursor.fetchone()
    if claimed:
        message.status, message.attempts = MessageStatus.SENDING, claimed[0]
    return bool(claimed)


def record_part(message: Message, *, external_id: str) -> None:
    """One piece is out: after a crash it is not sent again. The next piece has its own time."""
    message.parts_sent += 1
    _add_id(message, external_id)
    message.sending_since = timezone.now()
    message.save(update_fields=["parts_sent", "external_id", "more_ids", "sending_since"])
    # A report of this piece may have overtaken us; the message is still being sent.
    rows = Message.objects.filter(pk=message.pk).exclude(status__in=UNSAID)
    rows.exclude(status=MessageStatus.SENDING).update(status=MessageStatus.SENDING)


def mark_pausing(message: Message, *, due_at: datetime) -> None:
    """One piece is out and the next one has its time: a person would be typing it now.

    Also when a report of the first piece overtook us: the message is not out before its last piece.
    """
    rows = Message.objects.filter(pk=message.pk).exclude(status__in=UNSAID)
    rows.update(status=MessageStatus.QUEUED, due_at=due_at, attempts=0)


def mark_sent(message: Message, *, external_id: str, parts: int = 0, numbers_shown: bool = False) -> None:
    """The last piece is out, and with it the message; `parts` is how many it had."""
    _add_id(message, external_id)
    sent = {
        "parts_sent": parts or message.parts_sent + 1, "external_id": message.external_id, "more_ids": message.more_ids,
        "sent_at": timezone.now(), "numbers_shown": numbers_shown,
    }  # fmt: skip
    if not _settle(message, MessageStatus.SENT, error="", **sent):
        # A report overtook the provider's own answer: only the ids are news.
        Message.objects.filter(pk=message.pk).update(**sent)


def mark_retry(message: Message, *, error: str, due_at: datetime, code: str = "") -> bool:
    return _settle(message, MessageStatus.QUEUED, error=error, error_code=code, due_at=due_at)


def mark_failed(message: Message, *, error: str, code: str = "") -> bool:
    """`code` is a reason of conversations/failures.py."""
    return _settle(message, MessageStatus.FAILED, error=error, error_code=code)


def queue_again(message: Message) -> bool:
    """An operator says that what stood in the way is mended: the rest of it may go out. False when it did not fail."""
    again = Message.objects.filter(pk=message.pk, status=MessageStatus.FAILED)
    return bool(
        again.update(status=MessageStatus.QUEUED, due_at=timezone.now(), attempts=0, error="", error_code="")
    )  # fmt: skip


def mark_withdrawn(message: Message) -> bool:
    """A person answers now; what is left of this reply is not said any more."""
    return _settle(message, MessageStatus.WITHDRAWN, error="")


def mark_uncertain(message: Message, *, error: str) -> bool:
    """Perhaps it arrived. Never sent again by itself: a person can."""
    return _settle(message, MessageStatus.UNCERTAIN, error=error)


def _settle(message: Message, status: MessageStatus, *, error: str, **fields: Any) -> bool:
    """How a sending ended. False when somebody knew better meanwhile: a delivery report overtook us."""
    values = {"status": status, "error": error[:300], "error_code": "", **fields}
    if not Message.objects.filter(pk=message.pk, status__in=UNSETTLED).update(**values):
        return False
    for name, value in values.items():
        setattr(message, name, value)
    return True


@transaction.atomic
def advance_status(message: Message, status: MessageStatus, *, error: str = "", code: str = "") -> bool:
    """A delivery report. False when the message is already further than that.

    A piece that failed fails the message whatever is heard of its other pieces, before or afterwards.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    half_lost = status == MessageStatus.FAILED and row.status in ARRIVED and bool(row.more_ids)
    if RANK.get(MessageStatus(row.status), 0) >= RANK[status] and not half_lost:
        return False
    if row.status == MessageStatus.FAILED and row.more_ids:
        return False
    if row.status in IN_FLIGHT and status != MessageStatus.FAILED and row.parts_sent:
        return False  # of an earlier piece: the message itself is not out yet
    row.status, row.error, row.error_code = status, error[:300], code
    row.save(update_fields=["status", "error", "error_code"])
    return True


@transaction.atomic
def note_id(message: Message, external_id: str) -> None:
    """A report with our own word in it tells a piece's id, perhaps before the answer to the request does."""
    row = Message.objects.select_for_update().get(pk=message.pk)
    _add_id(row, external_id)
    row.save(update_fields=["external_id", "more_ids"])


def is_out(message: Message) -> bool:
    """Whether a report has named the piece that is being sent, so that its answer is no loss. Takes its id over."""
    row = Message.objects.only("status", "external_id", "more_ids").get(pk=message.pk)
    if row.status in UNSAID or len(list_ids(row)) <= len(list_ids(message)):
        return False
    message.external_id, message.more_ids = row.external_id, row.more_ids
    return True


def list_ids(message: Message) -> list[str]:
    """What the network calls the pieces that are known to be there."""
    return list(filter(None, [message.external_id, *message.more_ids]))


@transaction.atomic
def settle_uncertain(message: Message, *, part: int, external_id: str) -> bool:
    """The provider's report names a piece whose answer was lost: it is out. What is left goes on from there.

    False when nobody doubted it.
    """
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.status != MessageStatus.UNCERTAIN or row.parts_sent != part:
        return False
    _add_id(row, external_id)
    row.parts_sent, row.status, row.error = part + 1, MessageStatus.QUEUED, ""
    row.sent_at, row.due_at = row.sent_at or timezone.now(), timezone.now()
    row.save(update_fields=["parts_sent", "status", "error", "external_id", "more_ids", "sent_at", "due_at"])
    message_queued.send(sender=Message, message=row)
    return True


@transaction.atomic
def advance_up_to(identity_id: int, moment: datetime, status: MessageStatus) -> int:
    """Everything sent to a person up to a moment has this status now, unless it is further already."""
    behind = [name for name in (MessageStatus.SENT, MessageStatus.DELIVERED) if RANK[name] < RANK[status]]
    rows = Message.objects.filter(identity_id=identity_id, status__in=behind, sent_at__lte=moment)
    return rows.exclude(author=Author.CUSTOMER).update(status=status)


def _add_id(message: Message, external_id: str) -> None:
    if not message.external_id:
        message.external_id = external_id
    elif external_id and external_id != message.external_id and external_id not in message.more_ids:
        message.more_ids = [*message.more_ids, external_id]


def settle_stuck(conversation_id: int, *, older_than: timedelta, repeatable: bool) -> int:
    """Messages whose worker died while it sent them: uncertain, or queued again where that is harmless."""
    before = timezone.now() - older_than
    stuck = Message.objects.filter(
        conversation_id=conversation_id, status=MessageStatus.SENDING, sending_since__lt=before
    )
    if repeatable:
        return stuck.update(status=MessageStatus.QUEUED)
    return stuck.update(status=MessageStatus.UNCERTAIN, error="The process that was sending it ended.")


def list_stuck(*, older_than: timedelta) -> list[tuple[int, int]]:
    """(tenant, conversation) pairs with a message that a worker took and never reported on. All tenants."""
    before = timezone.now() - older_than
    rows = Message.objects.filter(status=MessageStatus.SENDING, sending_since__lt=before).order_by()
    return list(rows.values_list("tenant_id", "conversation_id").distinct()[:500])


def list_due(*, older_than: timedelta) -> list[tuple[int, int]]:
    """(tenant, conversation) pairs whose next message should have left already: its wake-up call was lost.

    Conversations whose next message is being sent or has to wait are left alone. All tenants.
    """
    before = timezone.now() - older_than
    same = Message.objects.filter(conversation=OuterRef("conversation"), pk__lt=OuterRef("pk"))
    rows = Message.objects.filter(
        ~Exists(same.filter(status__in=IN_FLIGHT)), status=MessageStatus.QUEUED, due_at__lt=before
    )
    return list(rows.order_by("due_at").values_list("tenant_id", "conversation_id")[:500])
