"""Writes about conversations: what customers said, what is answered, and who answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations.models import (
    Author,
    Conversation,
    ConversationStatus,
    Customer,
    Identity,
    Message,
    MessageStatus,
    Owner,
)
from conversations.signals import message_queued, message_received
from tenants.models import Tenant


@dataclass(frozen=True)
class Address:
    """Where a customer writes from: the kind of channel, the shop's channel, and the channel's id for the person."""

    kind: str
    channel_id: UUID
    external_id: str
    name: str = ""


@dataclass(frozen=True)
class Incoming:
    """What a customer said, in no channel's words."""

    external_id: str
    text: str
    kind: str = "text"
    media: Sequence[dict[str, Any]] = field(default_factory=tuple)
    sent_at: datetime | None = None


@transaction.atomic(savepoint=False)
def receive_message(tenant: Tenant, *, address: Address, incoming: Incoming) -> Message | None:
    """Keep an inbound message and wake the agent; None when this very message is already here.

    The conversation is locked while its sequence grows, so messages of one person have one order.
    """
    identity = get_identity(tenant, address=address)
    conversation = _lock_open_conversation(tenant, identity)
    if incoming.external_id and _messages(identity, incoming.external_id).exists():
        return None
    message = Message.objects.create(
        tenant=tenant, conversation=conversation, identity=identity, author=Author.CUSTOMER,
        kind=incoming.kind, text=incoming.text, media=list(incoming.media), external_id=incoming.external_id,
        seq=conversation.inbound_seq + 1, status=MessageStatus.RECEIVED, sent_at=incoming.sent_at,
    )  # fmt: skip
    _await_answer(conversation)
    return message


@transaction.atomic(savepoint=False)
def edit_message(tenant: Tenant, *, address: Address, external_id: str, text: str) -> Message | None:
    """The customer changed a message: the new text counts. None when nothing that we read has changed."""
    identity = get_identity(tenant, address=address)
    message = _find_message(identity, external_id)
    if message is None or message.text == text:
        return None
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    message.text, message.edited_at, message.seq = text, timezone.now(), conversation.inbound_seq + 1
    message.save(update_fields=["text", "edited_at", "seq"])
    _await_answer(conversation)
    return message


def queue_message(
    conversation: Conversation,
    *,
    author: Author,
    text: str,
    choices: Sequence[dict[str, str]] = (),
    staff: AbstractBaseUser | None = None,
    run_id: UUID | None = None,
    seq: int = 0,
) -> Message:
    """Put an outgoing message into the outbox; call it inside the transaction that decided to say it.

    The caller holds the conversation's lock and marks it as answered.
    """
    message = Message.objects.create(
        tenant_id=conversation.tenant_id, conversation=conversation, identity=conversation.identity,
        author=author, staff=staff, text=text, choices=list(choices), run_id=run_id, seq=seq,
        status=MessageStatus.QUEUED, due_at=timezone.now(),
    )  # fmt: skip
    message_queued.send(sender=Message, message=message)
    return message


def mark_answered(conversation: Conversation, *, seq: int, person_needed: bool = False, language: str = "") -> None:
    """Everything up to `seq` has its answer. The caller holds the conversation's lock.

    `person_needed` keeps the customer on the list of those who wait: the answer only said that somebody comes.
    `language` is the one of the answer.
    """
    conversation.answered_seq = max(conversation.answered_seq, seq)
    if not conversation.is_waiting and not person_needed:
        conversation.unanswered_since = None
    conversation.language = language or conversation.language
    conversation.last_message_at = timezone.now()
    conversation.save(update_fields=["answered_seq", "unanswered_since", "language", "last_message_at"])


@transaction.atomic
def reply_as_staff(conversation: Conversation, *, staff: AbstractBaseUser, text: str) -> Message:
    """A person answers: the conversation is theirs for a while and nothing is left waiting."""
    locked = take_over(conversation, staff=staff)
    mark_answered(locked, seq=locked.inbound_seq)
    return queue_message(locked, author=Author.STAFF, text=text, staff=staff, seq=locked.inbound_seq)


@transaction.atomic
def take_over(
    conversation: Conversation, *, staff: AbstractBaseUser | None = None, reason: str = "", minutes: int | None = None
) -> Conversation:
    """People answer from now on, for `minutes` (default: TAKEOVER_MINUTES). A reply in progress is not sent."""
    locked = lock_conversation(conversation.pk)
    locked.owner = Owner.STAFF
    locked.owner_user_id = staff.pk if staff else None
    locked.owner_until = timezone.now() + timedelta(minutes=minutes or settings.TAKEOVER_MINUTES)
    locked.handover_reason = reason[:200]
    locked.save(update_fields=["owner", "owner_user", "owner_until", "handover_reason"])
    return locked


def request_handover(conversation: Conversation, *, reason: str) -> Conversation:
    """The agent calls a person. Nobody in particular took over yet; staff see the reason and that somebody waits."""
    locked = take_over(conversation, reason=reason)
    locked.unanswered_since = locked.unanswered_since or timezone.now()
    locked.save(update_fields=["unanswered_since"])
    return locked


@transaction.atomic
def hand_back(conversation: Conversation) -> Conversation:
    """The agent answers again, beginning with what came in meanwhile."""
    locked = lock_conversation(conversation.pk)
    locked.owner, locked.owner_user, locked.owner_until, locked.handover_reason = Owner.AGENT, None, None, ""
    locked.save(update_fields=["owner", "owner_user", "owner_until", "handover_reason"])
    if locked.is_waiting:
        message_received.send(sender=Conversation, conversation=locked)
    return locked


@transaction.atomic
def resolve_conversation(conversation: Conversation) -> None:
    locked = lock_conversation(conversation.pk)
    locked.status = ConversationStatus.RESOLVED
    locked.save(update_fields=["status"])


def remember_customer(customer: Customer, **details: str) -> None:
    """Fill what is not known yet; what somebody already wrote is never erased or overwritten by an empty value."""
    changed = [name for name, value in details.items() if value and getattr(customer, name) != value]
    for name in changed:
        setattr(customer, name, details[name])
    if changed:
        customer.save(update_fields=changed)


def set_reachable(tenant: Tenant, *, address: Address, reachable: bool) -> None:
    """The customer blocked or unblocked the shop on this channel."""
    Identity.objects.filter(channel_id=address.channel_id, external_id=address.external_id).update(
        is_reachable=reachable
    )


def lock_again(conversation: Conversation) -> Conversation:
    """The row as it is now, locked, with the people around it as the caller already knows them."""
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    locked.tenant, locked.customer, locked.identity = conversation.tenant, conversation.customer, conversation.identity
    return locked


def lock_conversation(pk: int) -> Conversation:
    return (
        Conversation.objects.select_for_update(of=("self",)).select_related("tenant", "customer", "identity").get(pk=pk)
    )


def get_identity(tenant: Tenant, *, address: Address) -> Identity:
    """The person behind an address; a stranger becomes a new customer, also when two messages race."""
    where = {"channel_id": address.channel_id, "external_id": address.external_id}
    found = Identity.objects.select_related("customer").filter(**where).first()
    if found:
        return found
    try:
        with transaction.atomic():
            customer = Customer.objects.create(tenant=tenant, name=address.name)
            return Identity.objects.create(
                tenant=tenant, customer=customer, kind=address.kind, name=address.name, **where
            )
    except IntegrityError:
        return Identity.objects.select_related("customer").get(**where)


def get_conversation(tenant: Tenant, *, address: Address) -> Conversation:
    """The open conversation at an address, begun when there is none."""
    with transaction.atomic():
        return _lock_open_conversation(tenant, get_identity(tenant, address=address))


def _lock_open_conversation(tenant: Tenant, identity: Identity) -> Conversation:
    found = _find_open(identity)
    if found:
        return found
    try:
        with transaction.atomic():
            Conversation.objects.create(
                tenant=tenant, identity=identity, customer=identity.customer, last_message_at=timezone.now()
            )
    except IntegrityError:
        pass  # another message opened it a moment ago; the lock below waits for that one
    return _find_open(identity) or Conversation.objects.get(identity=identity, status=ConversationStatus.OPEN)


def _find_open(identity: Identity) -> Conversation | None:
    rows = Conversation.objects.select_for_update().filter(identity=identity, status=ConversationStatus.OPEN)
    conversation = rows.first()
    if conversation:
        conversation.identity, conversation.customer = identity, identity.customer
    return conversation


def _find_message(identity: Identity, external_id: str) -> Message | None:
    return _messages(identity, external_id).first()


def _messages(identity: Identity, external_id: str) -> QuerySet[Message]:
    return Message.objects.filter(identity=identity, external_id=external_id)


def _await_answer(conversation: Conversation) -> None:
    now = timezone.now()
    conversation.inbound_seq += 1
    conversation.unanswered_since = conversation.unanswered_since or now
    conversation.last_inbound_at = conversation.last_message_at = now
    conversation.save(update_fields=["inbound_seq", "unanswered_since", "last_inbound_at", "last_message_at"])
    message_received.send(sender=Conversation, conversation=conversation)
