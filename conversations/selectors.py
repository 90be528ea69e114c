"""Reads about conversations."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from conversations.models import Author, Consent, Conversation, Customer, Identity, Message, Owner
from conversations.people.merging import person_ids


def list_unanswered(conversation: Conversation, *, after_seq: int, up_to_seq: int | None = None) -> list[Message]:
    """What the customer said or edited after a point of the sequence, and did not take back, in order."""
    rows = Message.objects.filter(conversation=conversation, author=Author.CUSTOMER, seq__gt=after_seq, revoked_at=None)
    if up_to_seq is not None:
        rows = rows.filter(seq__lte=up_to_seq)
    return list(rows.order_by("seq"))


def list_thread(identity: Identity, *, after: int = 0, limit: int = 200) -> list[Message]:
    """What a person sees of their conversations on one channel, after a message's primary key, oldest first."""
    rows = Message.objects.filter(identity=identity, pk__gt=after).order_by("-id")[:limit]
    return list(reversed(rows))


def find_outgoing(channel_id: UUID, *, external_id: str) -> Message | None:
    """The message that a channel's provider calls `external_id`."""
    if not external_id:
        return None
    rows = Message.objects.select_related("identity", "tenant").filter(identity__channel_id=channel_id)
    ours = rows.exclude(author=Author.CUSTOMER)
    return (
        ours.filter(external_id=external_id).first()
        or ours.exclude(more_ids=[]).filter(more_ids__contains=[external_id]).first()
    )


def find_incoming(channel_id: UUID, *, external_id: str) -> Message | None:
    """What a customer of a channel said, by the provider's id."""
    rows = Message.objects.select_related("identity").filter(identity__channel_id=channel_id, external_id=external_id)
    return rows.filter(author=Author.CUSTOMER).first() if external_id else None


def find_by_correlation(channel_id: UUID, public_id: str) -> Message | None:
    """The outgoing message of a channel that we sent with this word of ours."""
    try:
        key = UUID(public_id)
    except ValueError:
        return None
    rows = Message.objects.select_related("identity", "tenant").filter(identity__channel_id=channel_id, public_id=key)
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


def list_shown(
    conversation: Conversation, *, limit: int, before: Message | None = None, since: Message | None = None
) -> list[Message]:
    """The last messages as staff look at them, with their files and with who wrote them: oldest first.

    Only those before a message, or only from a message on, when one is given.
    """
    rows = Message.objects.filter(conversation=conversation).select_related("staff").prefetch_related("attachments")
    if before is not None:
        rows = rows.filter(pk__lt=before.pk)
    if since is not None:
        rows = rows.filter(pk__gte=since.pk)
    return list(reversed(rows.order_by("-id")[:limit]))


def find_message(conversation: Conversation, public_id: str) -> Message | None:
    """A message of the conversation by its public id."""
    try:
        return Message.objects.filter(conversation=conversation, public_id=UUID(public_id)).first()
    except ValueError:
        return None


def list_quoted(identity: Identity, external_ids: Iterable[str]) -> list[Message]:
    """The messages of a person that others answer, by the provider's ids of them or of one of their pieces."""
    wanted = list(external_ids)
    rows = Message.objects.filter(identity=identity)
    return list(rows.filter(Q(external_id__in=wanted) | Q(more_ids__overlap=wanted)))


def list_ledger(identity: Identity, *, limit: int = 20) -> list[Consent]:
    """What a person wished on one channel and who wrote it down, newest first."""
    return list(Consent.objects.filter(identity=identity)[:limit])


def list_same_person(customer: Customer) -> list[Customer]:
    """Everybody who is this person, the customer first, with their identities.

    Each identity has `talk`, the public id of its newest conversation.
    """
    newest = Conversation.objects.filter(identity=OuterRef("pk")).order_by("-pk").values("public_id")[:1]
    identities = Identity.objects.annotate(talk=Subquery(newest)).order_by("pk")
    rows = Customer.objects.filter(pk__in=person_ids(customer)).prefetch_related(Prefetch("identities", identities))
    return sorted(rows, key=lambda row: (row.pk != customer.pk, row.pk))
