"""What grows old in conversations: what was said, and the files that came with it. Who said it when stays, and so do
consents: figures, orders and proofs need them."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from conversations.models import FORGOTTEN, Attachment, Conversation, Message, Note, NoteKind, ProfileReading, Summary
from conversations.outbox import IN_FLIGHT
from tenants.retention.kinds import Forgotten, Kind, Span, grow_old


def forget_messages(span: Span, most: int) -> Forgotten:
    """The words of messages and everything made of them; embeddings and words to search by go with their rows."""
    rows = list(_messages(span).order_by("created_at", "id").values_list("pk", "conversation_id", "created_at")[:most])
    if not rows:
        return Forgotten(0, reached=span.until)
    keys, talks = [row[0] for row in rows], {row[1] for row in rows}
    _forget_files(Attachment.objects.filter(message__in=keys))
    _forget_log(keys)
    _forget_around(talks, until=span.until)
    Message.objects.filter(pk__in=keys).update(
        kind=FORGOTTEN, text="", media=[], choices=[], reaction="", error="", reply_to=""
    )
    return Forgotten(len(rows), reached=span.until if len(rows) < most else rows[-1][2])


def forget_media(span: Span, most: int) -> Forgotten:
    rows = Attachment.objects.filter(created_at__lt=span.until).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:most])
    _forget_files(Attachment.objects.filter(pk__in=keys))
    return Forgotten(len(keys))


def _messages(span: Span) -> QuerySet[Message]:
    """What still waits to be sent is no past."""
    rows = Message.objects.filter(created_at__lt=span.until).exclude(Q(kind=FORGOTTEN) | Q(status__in=IN_FLIGHT))
    return rows.filter(created_at__gte=span.since) if span.since else rows


def _forget_around(talks: set[int], *, until: datetime) -> None:
    """Summaries, readings and notes of that time, and the words that stand on the conversation itself."""
    for model in (Summary, ProfileReading):
        model._default_manager.filter(conversation__in=talks, created_at__lt=until).delete()
    Note.objects.filter(conversation__in=talks, created_at__lt=until, kind=NoteKind.NOTE).delete()
    old = Conversation.objects.filter(pk__in=talks, last_message_at__lt=until)
    old.update(lead_words="", handover_reason="")


def _forget_files(rows: QuerySet[Attachment]) -> None:
    """The files lie beside the database: they go once nobody can change their mind."""
    for row in rows:
        if row.file:
            transaction.on_commit(lambda file=row.file: file.storage.delete(file.name))  # type: ignore[misc]
    rows.delete()


def _forget_log(keys: Sequence[int]) -> None:
    """The admin's own log begins with a message's words."""
    ours = ContentType.objects.get_for_model(Message)
    rows = LogEntry.objects.filter(content_type=ours, object_id__in=[str(key) for key in keys])
    rows.update(object_repr="", change_message="")


def register() -> None:
    grow_old(Kind(
        "messages", _("What was said in conversations"),
        _(
            "The words of messages, notes and summaries, with their files. Who wrote when stays. After that the agent "
            "does not remember them either. At least 7 days."
        ),
        forget_messages, lambda span: _messages(span).count(), least=7,
    ))  # fmt: skip
    grow_old(Kind(
        "media", _("Files that customers sent"), _("Photos, voice messages and documents, and what was read in them."),
        forget_media, lambda span: Attachment.objects.filter(created_at__lt=span.until).count(),
    ))  # fmt: skip
