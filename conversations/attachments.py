"""Files that customers send: expected when the message comes, fetched at once, kept apart for each shop.

And the pictures that staff send: kept beside their message, so that the channel can give the network an address.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from conversations.models import Attachment, AttachmentStatus, Conversation, Message
from conversations.services import reply_as_staff
from lib.errors import DomainError
from lib.filetype import sniff
from lib.text import shorten

MOST_ATTEMPTS = 4
# What every network with pictures takes.
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
MOST_PICTURE_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class Picture:
    """A picture that somebody of the shop chose; `mime_type` is what its bytes are."""

    content: bytes
    mime_type: str
    name: str


def expect_files(message: Message) -> list[Attachment]:
    """Rows for everything in the message that has to be fetched; call it in the transaction that keeps the message."""
    files = [medium for medium in message.media if medium.get("ref")]
    return Attachment.objects.bulk_create(
        Attachment(
            tenant_id=message.tenant_id, message=message, kind=str(medium["kind"])[:20], ref=str(medium["ref"]),
            name=shorten(str(medium.get("name", "")), 200), mime_type=str(medium.get("mime_type", ""))[:100],
            size=int(medium.get("size") or 0), due_at=timezone.now(),
        )
        for medium in files
    )  # fmt: skip


@transaction.atomic
def store_file(attachment: Attachment, *, content: bytes, mime_type: str, name: str) -> None:
    """Keep the file. `mime_type` is what its bytes are, not what somebody says.

    Nothing is kept of what the customer took back meanwhile, or what another worker has brought.
    """
    if attachment.pk and not _lock_waiting(attachment):
        return
    attachment.mime_type, attachment.size = mime_type, len(content)
    attachment.name = attachment.name or shorten(name, 200)
    attachment.status, attachment.due_at, attachment.error_code = AttachmentStatus.STORED, None, ""
    attachment.file.save(str(attachment.public_id), ContentFile(content), save=False)
    attachment.save()


def _lock_waiting(attachment: Attachment) -> bool:
    rows = Attachment.objects.select_for_update().filter(pk=attachment.pk, status=AttachmentStatus.WAITING)
    return rows.exists()


def refuse_file(attachment: Attachment, *, code: str) -> None:
    """It is too large or of a kind that nobody here opens: it was not kept."""
    _end(attachment, AttachmentStatus.REFUSED, code)


def note_failure(attachment: Attachment, *, code: str, permanent: bool) -> datetime | None:
    """It could not be fetched. Returns when to try again; None when it is given up."""
    attachment.attempts += 1
    if permanent or attachment.attempts >= MOST_ATTEMPTS:
        _end(attachment, AttachmentStatus.FAILED, code)
        return None
    attachment.due_at = timezone.now() + timedelta(seconds=2**attachment.attempts)
    attachment.error_code = code
    attachment.save(update_fields=["attempts", "due_at", "error_code"])
    return attachment.due_at


def list_due_files(*, older_than: timedelta) -> list[tuple[int, int]]:
    """(tenant, attachment) pairs that should have been fetched already: their wake-up call was lost. All tenants."""
    rows = Attachment.objects.filter(status=AttachmentStatus.WAITING, due_at__lt=timezone.now() - older_than)
    return list(rows.order_by("due_at").values_list("tenant_id", "pk")[:500])


@transaction.atomic
def describe_file(attachment: Attachment, *, words: str, by: str) -> None:
    """What the file shows or says, once: words that are there are not replaced."""
    Attachment.objects.filter(pk=attachment.pk, words="").update(words=words, words_by=by[:120])
    attachment.words, attachment.words_by = words, by[:120]


def read_picture(content: bytes, *, name: str) -> Picture:
    """Raises DomainError (`too_large`, `unwanted_kind`) for what cannot be sent as a picture."""
    if len(content) > MOST_PICTURE_BYTES:
        raise DomainError("too_large", _("The picture is larger than 5 MB. Choose a smaller one."))
    mime_type = sniff(content, declared="")
    if mime_type not in PICTURES:
        raise DomainError("unwanted_kind", _("Choose a picture: JPEG, PNG, WebP or GIF."))
    return Picture(content, mime_type, name)


def read_upload(upload: "UploadedFile[bytes] | None") -> Picture | None:
    """What a form brought, None for nothing. Raises as `read_picture`, before more is read than a picture may have."""
    if upload is None:
        return None
    return read_picture(upload.read(MOST_PICTURE_BYTES + 1), name=upload.name or "")


@transaction.atomic
def reply_with_picture(
    conversation: Conversation, *, staff: AbstractBaseUser, picture: Picture, text: str = ""
) -> Message:
    """Like `reply_as_staff`, with a picture beside the text or alone."""
    key = uuid4()
    media = [{"kind": "image", "attachment": str(key)}]
    message = reply_as_staff(conversation, staff=staff, text=text, media=media)
    attachment = Attachment(tenant_id=message.tenant_id, public_id=key, message=message, kind="image")
    store_file(attachment, content=picture.content, mime_type=picture.mime_type, name=picture.name)
    return message


def _end(attachment: Attachment, status: AttachmentStatus, code: str) -> None:
    attachment.status, attachment.error_code, attachment.due_at = status, code, None
    attachment.save(update_fields=["attempts", "status", "error_code", "due_at"])
