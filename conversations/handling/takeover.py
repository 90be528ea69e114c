"""Who answers: the agent, or a person of the shop for a while. A pause always ends."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from conversations.handling.notes import note_down
from conversations.models import (
    Author,
    Conversation,
    Handover,
    HandoverCause,
    Message,
    MessageStatus,
    NoteKind,
    Owner,
    Purpose,
)
from conversations.signals import message_received
from conversations.webhook_events import emit_handover

# What is written elsewhere (the shop's phone, a page's inbox) renews the pause, but not for longer than this many
# times its length: an automatic greeting would keep the agent silent for ever.
MOST_RENEWALS = 4


@transaction.atomic
def take_over(
    conversation: Conversation,
    *,
    staff: AbstractBaseUser | None = None,
    by: str = "",
    reason: str = "",
    minutes: int | None = None,
) -> Conversation:
    """People answer from now on, for `minutes` (default: the shop's own). A reply in progress is not sent.

    `by` names who wrote outside of Salesdesk. Without it and without `staff` nobody is there yet: the agent called.
    """
    locked = lock_conversation(conversation.pk)
    now, term = timezone.now(), timedelta(minutes=minutes or locked.tenant.takeover_minutes)
    is_held = _is_held(locked, now)
    if staff and not (is_held and locked.owner_user_id == staff.pk):
        _begin(locked, staff)
    since = locked.owner_since if is_held and by else now
    if not is_held:
        _record_handover(locked, is_staff=staff is not None, by=by, reason=reason)
    locked.owner, locked.owner_since = Owner.STAFF, since or now
    locked.owner_until = min(now + term, locked.owner_since + MOST_RENEWALS * term)
    locked.owner_user_id = staff.pk if staff else None
    locked.owner_name, locked.handover_reason = by[:80], reason[:200]
    locked.save(update_fields=["owner", "owner_user", "owner_name", "owner_since", "owner_until", "handover_reason"])
    if staff or by:
        _withdraw_replies(locked)
    return locked


@transaction.atomic
def request_handover(conversation: Conversation, *, reason: str) -> Conversation:
    """The agent calls a person. Nobody in particular took over yet; staff see the reason and that somebody waits."""
    locked = take_over(conversation, reason=reason)
    locked.unanswered_since = locked.unanswered_since or timezone.now()
    locked.save(update_fields=["unanswered_since"])
    note_down(locked, NoteKind.CALLED, text=reason)
    emit_handover(locked)
    return locked


@transaction.atomic
def hand_back(conversation: Conversation, *, by: AbstractBaseUser | None = None) -> Conversation:
    """The agent answers again, beginning with what came in meanwhile."""
    locked = lock_conversation(conversation.pk)
    if locked.owner == Owner.STAFF:
        note_down(locked, NoteKind.RETURNED, author_id=by.pk if by else None)
    release(locked)
    if locked.is_waiting:
        message_received.send(sender=Conversation, conversation=locked)
    return locked


def release(locked: Conversation) -> None:
    """Nobody of the staff answers any more. The caller holds the conversation's lock."""
    locked.owner, locked.owner_user, locked.owner_name = Owner.AGENT, None, ""
    locked.owner_since, locked.owner_until, locked.handover_reason = None, None, ""
    locked.save(update_fields=["owner", "owner_user", "owner_name", "owner_since", "owner_until", "handover_reason"])


def lock_again(conversation: Conversation) -> Conversation:
    """The row as it is now, locked, with the people around it as the caller already knows them."""
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    locked.tenant, locked.customer, locked.identity = conversation.tenant, conversation.customer, conversation.identity
    return locked


def lock_conversation(pk: int) -> Conversation:
    return (
        Conversation.objects.select_for_update(of=("self",)).select_related("tenant", "customer", "identity").get(pk=pk)
    )


def _begin(locked: Conversation, staff: AbstractBaseUser) -> None:
    """Whoever answers what belongs to nobody gets it."""
    if locked.assigned_to_id is None:
        locked.assigned_to_id = staff.pk
        locked.save(update_fields=["assigned_to"])
    note_down(locked, NoteKind.TAKEN, author_id=staff.pk)


def _is_held(conversation: Conversation, now: datetime) -> bool:
    until = conversation.owner_until
    return conversation.owner == Owner.STAFF and until is not None and until > now


def _record_handover(conversation: Conversation, *, is_staff: bool, by: str, reason: str) -> None:
    """One row for each time that people come in; what they write while it is theirs is the same time."""
    code, _colon, words = reason.partition(":")
    cause = HandoverCause.STAFF if is_staff else HandoverCause.OUTSIDE if by else HandoverCause.OTHER
    if code in HandoverCause.values:
        cause, reason = HandoverCause(code), words.strip()
    Handover.objects.create(
        tenant_id=conversation.tenant_id, conversation=conversation, cause=cause, words=reason[:200]
    )


def _withdraw_replies(conversation: Conversation) -> None:
    """What the agent said but nobody has sent yet; news of orders still goes out."""
    Message.objects.filter(
        conversation=conversation, author=Author.AGENT, purpose=Purpose.REPLY, status=MessageStatus.QUEUED,
        survives_takeover=False,
    ).update(status=MessageStatus.WITHDRAWN)  # fmt: skip
