"""Whose a conversation is in the team, and whether there is anything left to do in it."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from conversations.handling.notes import note_down
from conversations.handling.takeover import lock_conversation, release
from conversations.models import Conversation, ConversationStatus, NoteKind
from lib.errors import DomainError
from tenants.models import Membership


@transaction.atomic
def assign(conversation: Conversation, *, to: AbstractBaseUser | None, by: AbstractBaseUser) -> Conversation:
    """Give it to somebody of the shop, or to nobody. A second click changes nothing.

    Raises DomainError (`no_member`) for somebody who does not work here.
    """
    if to is not None and not Membership.objects.filter(user_id=to.pk).exists():
        raise DomainError("no_member", _("Choose somebody of the team."))
    locked = lock_conversation(conversation.pk)
    key = to.pk if to else None
    if locked.assigned_to_id == key:
        return locked
    locked.assigned_to_id = key
    locked.save(update_fields=["assigned_to"])
    kind = NoteKind.ASSIGNED if to else NoteKind.UNASSIGNED
    note_down(locked, kind, text=to.get_username() if to else "", author_id=by.pk)
    return locked


@transaction.atomic
def resolve_conversation(conversation: Conversation, *, by: AbstractBaseUser | None = None) -> Conversation:
    """Nothing is left to do: nobody waits any more, and the agent answers what comes. A new message opens it again."""
    locked = lock_conversation(conversation.pk)
    if locked.status == ConversationStatus.RESOLVED:
        return locked
    locked.status, locked.answered_seq, locked.unanswered_since = (
        ConversationStatus.RESOLVED, locked.inbound_seq, None,
    )  # fmt: skip
    locked.save(update_fields=["status", "answered_seq", "unanswered_since"])
    release(locked)
    note_down(locked, NoteKind.RESOLVED, author_id=by.pk if by else None)
    return locked


@transaction.atomic
def reopen_conversation(conversation: Conversation, *, by: AbstractBaseUser) -> Conversation:
    """There is something left to do after all.

    Raises DomainError (`newer_one`) when the same person has another open conversation on that channel.
    """
    locked = lock_conversation(conversation.pk)
    if locked.status == ConversationStatus.OPEN:
        return locked
    others = Conversation.objects.filter(identity_id=locked.identity_id, status=ConversationStatus.OPEN)
    if others.exists():
        raise DomainError("newer_one", _("The customer has a newer conversation on this channel: go on there."))
    open_again(locked, by=by)
    return locked


def open_again(locked: Conversation, *, by: AbstractBaseUser | None = None) -> None:
    """The caller holds the conversation's lock, and knows that there is no other open one."""
    locked.status = ConversationStatus.OPEN
    locked.save(update_fields=["status"])
    note_down(locked, NoteKind.REOPENED, author_id=by.pk if by else None)


def list_team() -> list[User]:
    """Everybody who works in the current shop, by name."""
    rows = Membership.objects.select_related("user").filter(user__is_active=True).order_by("user__username")
    return [row.user for row in rows]


def leave_to_people(*, before: datetime) -> int:
    """What customers of the current shop wrote before this moment the agent does not answer any more; staff still see
    that they wait. How many conversations that were."""
    old = Conversation.objects.filter(inbound_seq__gt=F("answered_seq"), last_inbound_at__lt=before)
    return old.update(answered_seq=F("inbound_seq"))
