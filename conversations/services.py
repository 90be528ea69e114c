"""Writes about conversations, and the door to all of them: what customers say, change and take back is written here.

What is answered is in handling/answering.py, who answers in handling/takeover.py, what staff write elsewhere in
echoes.py, who is meant in people/identities.py, who wants what in people/wishes.py and people/consent.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from conversations import meaning
from conversations.echoes import Echoed, record_echo
from conversations.handling.answering import mark_answered, queue_message, reply_as_staff
from conversations.handling.assignment import open_again, resolve_conversation
from conversations.handling.takeover import hand_back, lock_again, lock_conversation, request_handover, take_over
from conversations.memory import forget_message
from conversations.models import (
    UNSAID,
    Author,
    Conversation,
    ConversationStatus,
    Customer,
    Identity,
    Message,
    MessageStatus,
)
from conversations.opening import get_conversation, lock_conversation_of
from conversations.people.identities import Address, find_identity, get_identity, set_reachable
from conversations.people.profile import Origin, learn
from conversations.people.wishes import settle_wish
from conversations.selectors import list_unanswered
from conversations.signals import message_received
from conversations.webhook_events import emit_message
from tenants.models import Tenant

__all__ = [
    "Address", "Echoed", "Incoming", "edit_message", "get_conversation", "get_identity", "hand_back", "lock_again",
    "lock_conversation", "mark_answered", "queue_message", "react_to_message", "receive_message", "record_echo",
    "remember_customer", "reply_as_staff", "request_handover", "resolve_conversation", "revoke_message",
    "set_reachable", "take_over",
]  # fmt: skip


@dataclass(frozen=True)
class Incoming:
    """What a customer said, in no channel's words; see channels/items.py for `media` and `keyword`."""

    external_id: str
    text: str
    kind: str = "text"
    media: Sequence[dict[str, Any]] = field(default_factory=tuple)
    sent_at: datetime | None = None
    reply_to: str = ""
    keyword: str = ""


@transaction.atomic(savepoint=False)
def receive_message(tenant: Tenant, *, address: Address, incoming: Incoming) -> Message | None:
    """Keep an inbound message and wake the agent; None when this very message is already here.

    The conversation is locked while its sequence grows, so messages of one person have one order. A typed number
    or word that means a choice becomes that choice; a wish to be left alone is granted and wakes nobody.
    """
    identity = get_identity(tenant, address=address)
    conversation = lock_conversation_of(tenant, identity)
    if incoming.external_id and _messages(identity, incoming.external_id).exists():
        return None
    meant = _as_choice(conversation, incoming)
    message = Message.objects.create(
        tenant=tenant, conversation=conversation, identity=identity, author=Author.CUSTOMER,
        kind=meant.kind, text=meant.text, media=list(meant.media), external_id=meant.external_id,
        reply_to=meant.reply_to, seq=conversation.inbound_seq + 1, status=MessageStatus.RECEIVED, sent_at=meant.sent_at,
    )  # fmt: skip
    _await_answer(conversation)
    emit_message(tenant, message)
    if not settle_wish(conversation, text=incoming.text, kind=incoming.kind, keyword=incoming.keyword):
        message_received.send(sender=Conversation, conversation=conversation)
    return message


@transaction.atomic(savepoint=False)
def edit_message(tenant: Tenant, *, address: Address, external_id: str, text: str) -> Message | None:
    """The customer changed a message: the new text counts. None when nothing that we read has changed."""
    message = _find_message(address, external_id)
    if message is None or message.revoked_at or message.text == text:
        return None
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    message.text, message.edited_at, message.seq = text, timezone.now(), conversation.inbound_seq + 1
    message.save(update_fields=["text", "edited_at", "seq"])
    _await_answer(conversation)
    if not settle_wish(conversation, text=text, kind=message.kind):
        message_received.send(sender=Conversation, conversation=conversation)
    return message


@transaction.atomic(savepoint=False)
def revoke_message(tenant: Tenant, *, address: Address, external_id: str) -> Message | None:
    """The customer took a message back: what it said and brought along is not kept. None when it is not here."""
    message = _find_message(address, external_id)
    if message is None or message.revoked_at:
        return None
    message.text, message.media, message.revoked_at = "", [], timezone.now()
    message.save(update_fields=["text", "media", "revoked_at"])
    _forget_question(message)
    for attachment in message.attachments.all():
        attachment.file.delete(save=False)
        attachment.delete()
    return message


def react_to_message(tenant: Tenant, *, address: Address, external_id: str, emoji: str) -> None:
    """The customer's emoji on a message of either side; an empty one takes it away. Nobody answers it."""
    identity = find_identity(address)
    if identity is None:
        return
    rows = Message.objects.filter(identity=identity)
    found = rows.filter(external_id=external_id) or rows.exclude(more_ids=[]).filter(more_ids__contains=[external_id])
    found.update(reaction=emoji[:32])


def remember_customer(customer: Customer, **details: str) -> None:
    """What the agent understood of a person: an empty value never erases, and what a person set stays."""
    learn(customer, origin=Origin.AGENT, **details)


def _as_choice(conversation: Conversation, incoming: Incoming) -> Incoming:
    """A typed "2" after choices is the second of them, exactly as if it had been tapped."""
    if incoming.kind != "text" or not 0 < len(incoming.text) <= meaning.LONGEST_CHOICE:
        return incoming
    ours = Message.objects.filter(conversation=conversation).exclude(author=Author.CUSTOMER)
    ours = ours.exclude(status__in=UNSAID)
    choices, numbers_shown = ours.order_by("-id").values_list("choices", "numbers_shown").first() or ([], False)
    choice = meaning.read_choice(incoming.text, choices, numbers_shown=numbers_shown)
    if choice is None:
        return incoming
    tapped = {"kind": "choice", "id": choice["id"], "typed": incoming.text}
    return replace(incoming, kind="choice", text=choice["title"], media=[*incoming.media, tapped])


def _forget_question(message: Message) -> None:
    """What was taken back is not remembered, and needs no answer unless something else is waiting for one."""
    conversation = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    forget_message(conversation, message)
    if conversation.is_waiting and not list_unanswered(conversation, after_seq=conversation.answered_seq):
        mark_answered(conversation, seq=conversation.inbound_seq)


def _find_message(address: Address, external_id: str) -> Message | None:
    identity = find_identity(address)
    return _messages(identity, external_id).first() if identity else None


def _messages(identity: Identity, external_id: str) -> QuerySet[Message]:
    return Message.objects.filter(identity=identity, external_id=external_id)


def _await_answer(conversation: Conversation) -> None:
    now = timezone.now()
    if conversation.status == ConversationStatus.RESOLVED:
        open_again(conversation)
    conversation.inbound_seq += 1
    conversation.unanswered_since = conversation.unanswered_since or now
    conversation.last_inbound_at = conversation.last_message_at = now
    conversation.save(update_fields=["inbound_seq", "unanswered_since", "last_inbound_at", "last_message_at"])
