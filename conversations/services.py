"""Writes about conversations: what customers said, and what is answered.

Who answers is in takeover.py, who is meant in identities.py, who wants what in consent.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext

from conversations import consent, meaning
from conversations.handling import open_again, resolve_conversation
from conversations.identities import Address, find_identity, get_identity, set_reachable
from conversations.memory import forget_message
from conversations.models import (
    UNSAID,
    Author,
    ConsentSource,
    Conversation,
    ConversationStatus,
    Customer,
    Identity,
    Message,
    MessageStatus,
    Purpose,
)
from conversations.profile import Origin, learn
from conversations.selectors import list_unanswered
from conversations.signals import message_queued, message_received
from conversations.takeover import hand_back, lock_again, lock_conversation, request_handover, take_over
from conversations.webhook_events import emit_message
from lib.text import words
from tenants.models import Tenant

__all__ = [
    "Address", "Echoed", "Incoming", "edit_message", "get_conversation", "get_identity", "hand_back", "lock_again",
    "lock_conversation", "mark_answered", "queue_message", "react_to_message", "receive_message", "record_echo",
    "remember_customer", "reply_as_staff", "request_handover", "resolve_conversation", "revoke_message",
    "set_reachable", "take_over",
]  # fmt: skip


# After this long the network's copy of a message of ours has come, or never will.
ANSWER_LOST_AFTER = timedelta(minutes=5)


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


@dataclass(frozen=True)
class Echoed:
    """What somebody of the shop wrote outside of Salesdesk; `by` is who or where, as staff read it."""

    external_id: str
    text: str
    by: str
    media: Sequence[dict[str, Any]] = field(default_factory=tuple)
    sent_at: datetime | None = None


@transaction.atomic(savepoint=False)
def receive_message(tenant: Tenant, *, address: Address, incoming: Incoming) -> Message | None:
    """Keep an inbound message and wake the agent; None when this very message is already here.

    The conversation is locked while its sequence grows, so messages of one person have one order. A typed number
    or word that means a choice becomes that choice; a wish to be left alone is granted and wakes nobody.
    """
    identity = get_identity(tenant, address=address)
    conversation = _lock_conversation_of(tenant, identity)
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
    if not _settle_wish(conversation, incoming):
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
    if not _settle_wish(conversation, Incoming(external_id, text, kind=message.kind)):
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


@transaction.atomic(savepoint=False)
def record_echo(tenant: Tenant, *, address: Address, echoed: Echoed) -> Message | None:
    """Somebody of the shop answered elsewhere: keep it, and let the agent be silent for a while.

    None when the message is known: repeated, or our own that came back.
    """
    conversation = _lock_conversation_of(tenant, get_identity(tenant, address=address))
    if _is_known(conversation, echoed):
        return None
    locked = take_over(conversation, by=echoed.by)
    mark_answered(locked, seq=locked.inbound_seq)
    return Message.objects.create(
        tenant=tenant, conversation=locked, identity=locked.identity, author=Author.STAFF, text=echoed.text,
        media=list(echoed.media), external_id=echoed.external_id, status=MessageStatus.SENT, seq=locked.inbound_seq,
        sent_at=echoed.sent_at or timezone.now(),
    )  # fmt: skip


def queue_message(
    conversation: Conversation,
    *,
    author: Author,
    text: str,
    choices: Sequence[Mapping[str, str]] = (),
    media: Sequence[Mapping[str, str]] = (),
    staff: AbstractBaseUser | None = None,
    run_id: UUID | None = None,
    seq: int = 0,
    purpose: Purpose = Purpose.REPLY,
    survives_takeover: bool = False,
) -> Message:
    """Put an outgoing message into the outbox; call it inside the transaction that decided to say it.

    The caller holds the conversation's lock and marks it as answered.
    """
    message = Message.objects.create(
        tenant_id=conversation.tenant_id, conversation=conversation, identity=conversation.identity,
        author=author, staff=staff, text=text, choices=list(choices), media=list(media), run_id=run_id, seq=seq,
        purpose=purpose, survives_takeover=survives_takeover, status=MessageStatus.QUEUED, due_at=timezone.now(),
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
def reply_as_staff(
    conversation: Conversation, *, staff: AbstractBaseUser, text: str, media: Sequence[Mapping[str, str]] = ()
) -> Message:
    """A person answers: the conversation is theirs for a while and nothing is left waiting."""
    locked = take_over(conversation, staff=staff)
    mark_answered(locked, seq=locked.inbound_seq)
    return queue_message(locked, author=Author.STAFF, text=text, media=media, staff=staff, seq=locked.inbound_seq)


def remember_customer(customer: Customer, **details: str) -> None:
    """What the agent understood of a person: an empty value never erases, and what a person set stays."""
    learn(customer, origin=Origin.AGENT, **details)


def get_conversation(tenant: Tenant, *, address: Address) -> Conversation:
    """The newest conversation at an address, begun when there is none. A resolved one stays resolved."""
    with transaction.atomic():
        return _lock_conversation_of(tenant, get_identity(tenant, address=address))


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


def _settle_wish(conversation: Conversation, incoming: Incoming) -> bool:
    """STOP and START: into the ledger, with one line of confirmation unless the carrier has sent its own."""
    wish = incoming.keyword or _wish_of(conversation.identity, incoming)
    if not wish:
        return False
    if wish != "help":
        granted = wish == "start"
        by_carrier = bool(incoming.keyword)
        changed = consent.record_consent(
            conversation.identity, granted=granted,
            purposes=_purposes_of(conversation.identity, granted=granted, by_carrier=by_carrier),
            evidence=incoming.text,
            source=ConsentSource.PROVIDER if by_carrier else ConsentSource.CUSTOMER,
        )  # fmt: skip
        if changed and not by_carrier:
            _confirm_wish(conversation, granted=granted)
    if conversation.inbound_seq - conversation.answered_seq > 1:
        return False  # something else of the same burst still wants an answer
    mark_answered(conversation, seq=conversation.inbound_seq)
    return True


def _purposes_of(identity: Identity, *, granted: bool, by_carrier: bool) -> Sequence[Purpose]:
    """A stop by the carrier ends everything, a start brings back what there was: offers only if they were wanted."""
    if not granted:
        return consent.EVERYTHING if by_carrier else consent.UNASKED
    return consent.EVERYTHING if consent.once_wanted(identity, Purpose.MARKETING) else consent.ASKED


def _wish_of(identity: Identity, incoming: Incoming) -> str:
    # A button can say it too: WhatsApp's templates for offers have one, "Stop promotions".
    if incoming.kind not in {"text", "choice"}:
        return ""
    if meaning.wants_no_messages(incoming.text):
        return "stop"
    return "start" if meaning.wants_messages_again(incoming.text) and consent.has_said_stop(identity) else ""


def _confirm_wish(conversation: Conversation, *, granted: bool) -> None:
    with translation.override(conversation.language or conversation.tenant.language):
        stopped = gettext(
            "We will not write to you here any more unless you ask us something. To undo it, write START."
        )
        text = gettext("Thank you. You will hear from us here again.") if granted else stopped
    queue_message(conversation, author=Author.AGENT, text=text, seq=conversation.inbound_seq, survives_takeover=True)


def _is_known(conversation: Conversation, echoed: Echoed) -> bool:
    """Repeated, or a message of ours whose answer has not come back from the network yet."""
    rows = Message.objects.filter(identity_id=conversation.identity_id)
    if echoed.external_id and rows.filter(external_id=echoed.external_id).exists():
        return True
    if echoed.external_id and rows.exclude(more_ids=[]).filter(more_ids__contains=[echoed.external_id]).exists():
        return True
    lately = timezone.now() - ANSWER_LOST_AFTER
    under_way = rows.filter(
        status__in=[MessageStatus.SENDING, MessageStatus.UNCERTAIN, MessageStatus.QUEUED], sending_since__gte=lately
    )
    said = " ".join(words(echoed.text))
    if not said and echoed.media:
        return any(under_way.values_list("media", flat=True))
    return any(_is_part(said, " ".join(words(text))) for text in under_way.values_list("text", flat=True))


def _is_part(one: str, other: str) -> bool:
    """A piece of it, or all of it with choices added, in whole words: formatting does not count."""
    return bool(one and other) and (f" {one} " in f" {other} " or f" {other} " in f" {one} ")


def _lock_conversation_of(tenant: Tenant, identity: Identity) -> Conversation:
    found = _find_newest(tenant, identity)
    if found:
        return found
    try:
        with transaction.atomic():
            Conversation.objects.create(
                tenant=tenant, identity=identity, customer=identity.customer, last_message_at=timezone.now()
            )
    except IntegrityError:
        pass  # another message opened it a moment ago; the lock below waits for that one
    opened = _find_newest(tenant, identity)
    return opened or Conversation.objects.get(identity=identity, status=ConversationStatus.OPEN)


def _find_newest(tenant: Tenant, identity: Identity) -> Conversation | None:
    """The open one, else the one that was resolved last: it is the same talk."""
    rows = Conversation.objects.select_for_update().filter(identity=identity).order_by("status", "-pk")
    conversation = rows.first()
    if conversation:
        conversation.tenant, conversation.identity, conversation.customer = tenant, identity, identity.customer
    return conversation


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
