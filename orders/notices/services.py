"""News of an order for its customer: confirmed, shipped, delivered, cancelled; each step once, while it is news.

A row is written in the transaction of the step itself, so no step is forgotten. Sending is a step of its own: the
message in the outbox and the row's new state are one transaction. What goes by e-mail is in orders/notices/mail.py.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from conversations.models import UNSAID, Author, Message, MessageStatus, Purpose
from conversations.reaching import identity_at
from conversations.services import get_conversation, lock_conversation, queue_message
from orders.confirmation.asking import SILENCE
from orders.confirmation.services import confirmation_rules
from orders.customers.languages import language_for, language_of
from orders.customers.ways import Way, list_ways, next_way
from orders.models import Actor, Notice, NoticeState, Order, OrderEvent, RequestKind
from orders.notices.texts import notice_text
from orders.rules import told_steps
from orders.services import lock_order
from orders.states import Status

# A message that has not left by then (an account that has to be repaired) is not waited for.
PATIENCE = timedelta(minutes=15)
# After this long a wake-up call is taken for lost.
LOST_AFTER = timedelta(seconds=20)
# What else still is news of a step.
STILL_TRUE = {Status.CONFIRMED: (Status.CONFIRMED, Status.PROCESSING, Status.PACKAGED)}


def expect_notice(order: Order, event: OrderEvent) -> Notice | None:
    """Write down that the customer has to be told, in the transaction in which it happened; None when they need not.

    What the agent does for them in a chat its own answer says already.
    """
    if event.kind == "request_accepted":
        _leave_to_answer(order)
    if event.kind != "status" or event.to_status not in told_steps(order.tenant_id) or _is_said(order, event):
        return None
    return Notice.objects.create(
        tenant_id=order.tenant_id, order=order, event=event, kind=event.to_status, due_at=timezone.now() + LOST_AFTER
    )


@transaction.atomic
def take_notice_step(pk: int) -> bool:
    """Tell it the best way that was not tried, if it still is news. True when an e-mail has to be written now."""
    order = lock_order(Notice.objects.select_related("order").get(pk=pk).order)
    row = Notice.objects.select_for_update().get(pk=pk)
    row.order = order
    if row.state == NoticeState.MAIL:
        return True
    if row.state == NoticeState.WRITTEN and not _take_back(row):
        return _settle(row, NoticeState.TOLD)
    if row.state not in {NoticeState.WAITING, NoticeState.WRITTEN}:
        return False
    if order.state not in STILL_TRUE.get(Status(row.kind), (row.kind,)):
        return _settle(row, NoticeState.OVERTAKEN)
    language = language_of(order)
    way = next_way(list_ways(order, wanted=confirmation_rules(order.tenant).channels, language=language), row.ways)
    if way is None:
        return _settle(row, NoticeState.UNREACHED)
    return _go(row, way)


def list_due_notices(*, limit: int = 500) -> list[tuple[int, int]]:
    """(tenant, notice) pairs whose time has come, or whose message could not be delivered. All tenants."""
    lost = Q(state=NoticeState.WRITTEN, message__status__in=UNSAID)
    rows = Notice.objects.filter(Q(due_at__lte=timezone.now()) | lost, due_at__isnull=False)
    return list(rows.order_by("due_at").values_list("tenant_id", "pk")[:limit])


def _is_said(order: Order, event: OrderEvent) -> bool:
    """Somebody else tells it: the agent's answer, the question whether to restore, or nobody because it is no news."""
    silenced = event.actor == Actor.SYSTEM and event.actor_name == SILENCE and order.conversation_id is not None
    return event.actor == Actor.AGENT or silenced or bool(event.data.get("is_passing"))


def _leave_to_answer(order: Order) -> None:
    """The answer to the customer's own wish says that the order is cancelled."""
    asked = order.change_requests.filter(kind=RequestKind.CANCEL, conversation__isnull=False).exists()
    if asked and order.state == Status.CANCELLED:
        waiting = Notice.objects.filter(order=order, state=NoticeState.WAITING, kind=Status.CANCELLED)
        waiting.update(state=NoticeState.OVERTAKEN, due_at=None)


def _take_back(row: Notice) -> bool:
    """Whether the message has not reached them: it was refused, or it still waits after a long time."""
    if row.message is None or row.message.status in UNSAID:
        return True
    waiting = Message.objects.filter(pk=row.message.pk, status=MessageStatus.QUEUED)
    return bool(waiting.update(status=MessageStatus.WITHDRAWN))


def _go(row: Notice, way: Way) -> bool:
    row.ways, row.via = [*row.ways, way.key], way.kind
    if way.address is None:
        row.state, row.email, row.mail_attempts, row.message = NoticeState.MAIL, way.email, 0, None
        row.due_at = timezone.now()
    else:
        row.state, row.message, row.email = NoticeState.WRITTEN, _write(row, way), ""
        row.due_at = timezone.now() + PATIENCE
    row.save()
    return way.address is None


def _write(row: Notice, way: Way) -> Message:
    order = row.order
    assert way.address is not None
    identity_at(order.tenant, customer=order.customer, address=way.address)
    conversation = lock_conversation(get_conversation(order.tenant, address=way.address).pk)
    language = language_for(order.customer, order.tenant, spoken=conversation.language)
    return queue_message(
        conversation, author=Author.AGENT, text=notice_text(order, row.kind, language),
        seq=conversation.inbound_seq, purpose=Purpose.ORDER,
    )  # fmt: skip


def _settle(row: Notice, state: NoticeState) -> bool:
    row.state, row.due_at = state, None
    row.save(update_fields=["state", "due_at"])
    return False
