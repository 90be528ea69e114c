"""Lines between the messages that only staff see."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conversations.models import Conversation, Note, NoteKind
from lib.errors import DomainError

NOTE_LENGTH = 4000


def write_note(conversation: Conversation, *, text: str, author: AbstractBaseUser) -> Note:
    """Keep somebody's words for the team. Raises DomainError (`wrong_length`) for none, and for too many."""
    words = text.replace("\x00", "").strip()
    if not 0 < len(words) <= NOTE_LENGTH:
        raise DomainError("wrong_length", _("Write a note of at most 4000 characters."))
    return note_down(conversation, NoteKind.NOTE, text=words, author_id=author.pk)


def note_down(conversation: Conversation, kind: NoteKind, *, text: str = "", author_id: int | None = None) -> Note:
    """What happened at the desk, in the transaction in which it happens."""
    return Note.objects.create(
        tenant_id=conversation.tenant_id, conversation=conversation, kind=kind, text=text, author_id=author_id
    )


def list_notes(conversation: Conversation) -> QuerySet[Note]:
    """All of them, oldest first, with who wrote them."""
    return Note.objects.filter(conversation=conversation).select_related("author").order_by("id")
