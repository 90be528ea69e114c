"""The list of conversations: which ones, in pages, and what each row tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from conversations.inbox.search import search_page
from conversations.inbox.seen import count_unread, with_seen
from conversations.models import Conversation, Message, Owner
from tenants.models import Membership

PAGE_ROWS = 30


@dataclass(frozen=True)
class Wanted:
    """Which conversations. What is empty does not matter; everything else has to be so."""

    # "waiting": somebody has to answer; "mine": assigned to the member; "staff": people answer at the moment.
    show: str = ""
    # A value of ConversationStatus.
    status: str = ""
    channel: str = ""
    lead: str = ""
    stage: str = ""
    query: str = ""


@dataclass(frozen=True)
class Row:
    """One conversation as the list tells it, for one of the staff."""

    talk: Conversation
    newest: Message | None
    unread: int
    # How long the customer has been waiting; None when nobody is.
    waits: timedelta | None
    # For longer than the shop wants.
    is_late: bool

    @property
    def waited_minutes(self) -> int:
        return (self.waits or timedelta()) // timedelta(minutes=1)


@dataclass(frozen=True)
class Page:
    """Some rows of the list. `older` names the row after which the next page begins; empty on the last."""

    rows: Sequence[Row]
    older: str
    fingerprint: str = ""


def list_page(wanted: Wanted, *, member: Membership, after: Conversation | None) -> Page:
    """Newest first, in at most five queries."""
    rows = with_seen(_ordered(wanted, member=member), user=member.user)
    if after is not None:
        rows = rows.filter(_comes_after(after))
    most = PAGE_ROWS + 1
    found = search_page(rows, wanted.query, limit=most) if wanted.query else list(rows[:most])
    shown = found[:PAGE_ROWS]
    newest = _newest_messages(shown)
    now, patience = timezone.now(), timedelta(minutes=member.tenant.alarm_minutes)
    return Page(
        [_row(talk, newest.get(talk.pk), member=member, now=now, patience=patience) for talk in shown],
        older=str(shown[-1].public_id) if len(found) > PAGE_ROWS else "",
    )


def find_place(public_id: str) -> Conversation | None:
    """The conversation behind which a page begins; None when there is none."""
    try:
        return Conversation.objects.filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None


def _ordered(wanted: Wanted, *, member: Membership) -> QuerySet[Conversation]:
    rows = Conversation.objects.filter(last_message_at__isnull=False)
    if wanted.show == "waiting":
        rows = rows.filter(unanswered_since__isnull=False)
    elif wanted.show == "mine":
        rows = rows.filter(assigned_to=member.user)
    elif wanted.show == "staff":
        rows = rows.filter(owner=Owner.STAFF, owner_until__gt=timezone.now())
    exact = {
        "status": wanted.status, "identity__kind": wanted.channel, "lead_status": wanted.lead, "stage": wanted.stage,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    rows = rows.select_related("customer", "identity", "owner_user", "assigned_to")
    return rows.order_by("-last_message_at", "-pk")


def _comes_after(row: Conversation) -> Q:
    """Said twice: the first half is where the index begins."""
    at = row.last_message_at
    return Q(last_message_at__lte=at) & (Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=row.pk))


def _newest_messages(talks: Sequence[Conversation]) -> dict[int, Message]:
    """The last message of each, by the conversation's key."""
    last = Message.objects.filter(conversation=OuterRef("pk")).order_by("-id").values("pk")[:1]
    keys = Conversation.objects.filter(pk__in=[talk.pk for talk in talks]).values_list(Subquery(last))
    found = Message.objects.filter(pk__in=keys).only("conversation_id", "author", "kind", "text", "status")
    return {message.conversation_id: message for message in found}


def _row(talk: Conversation, newest: Message | None, *, member: Membership, now: datetime, patience: timedelta) -> Row:
    waits = max(now - talk.unanswered_since, timedelta()) if talk.unanswered_since else None
    return Row(talk, newest, count_unread(talk, member=member), waits, is_late=waits is not None and waits > patience)
