"""Reads about conversations."""

from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from conversations.models import Author, Conversation, Identity, Message, Owner


def list_recent(conversation: Conversation, *, limit: int = 30) -> list[Message]:
    """The last messages, oldest first."""
    newest = Message.objects.filter(conversation=conversation).order_by("-id")[:limit]
    return list(reversed(newest))


def list_unanswered(conversation: Conversation, *, after_seq: int, up_to_seq: int | None = None) -> list[Message]:
    """What the customer said or edited after a point of the conversation's sequence, in order."""
    rows = Message.objects.filter(conversation=conversation, author=Author.CUSTOMER, seq__gt=after_seq)
    if up_to_seq is not None:
        rows = rows.filter(seq__lte=up_to_seq)
    return list(rows.order_by("seq"))


def list_thread(identity: Identity, *, after: int = 0, limit: int = 200) -> list[Message]:
    """What a person sees of their conversations on one channel, after a message's primary key, oldest first."""
    rows = Message.objects.filter(identity=identity, pk__gt=after).order_by("-id")[:limit]
    return list(reversed(rows))


def find_outgoing(channel_id: UUID, *, external_id: str) -> Message | None:
    """The message that a channel's provider calls `external_id`."""
    rows = Message.objects.filter(identity__channel_id=channel_id, external_id=external_id)
    return rows.exclude(author=Author.CUSTOMER).first()


def agent_owns(conversation: Conversation) -> bool:
    """Whether the agent may answer: nobody took over, or their time is up."""
    if conversation.owner == Owner.AGENT:
        return True
    return conversation.owner_until is not None and conversation.owner_until <= timezone.now()


def list_waiting(*, older_than: timedelta) -> list[tuple[int, int]]:
    """(tenant, conversation) pairs that wait for the agent for longer than they should. All tenants."""
    now = timezone.now()
    rows = Conversation.objects.filter(
        Q(owner=Owner.AGENT) | Q(owner_until__lte=now),
        inbound_seq__gt=F("answered_seq"),
        last_inbound_at__lt=now - older_than,
    )
    return list(rows.order_by("last_inbound_at").values_list("tenant_id", "pk")[:500])
