"""What the shop says: the agent's messages and the staff's, into the outbox, and who is answered by them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from conversations.handling.takeover import take_over
from conversations.models import Author, Conversation, Message, MessageStatus, Purpose
from conversations.signals import message_queued


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
