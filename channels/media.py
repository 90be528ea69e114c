"""Files in and out: what customers send is fetched at once, what the shop sends gets an address networks can read."""

from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core import signing
from django.db import connection
from django.urls import reverse

from channels.base import MediaFile
from channels.registry import get_adapter
from channels.selectors import find_channel
from conversations.attachments import note_failure, refuse_file, store_file
from conversations.models import Attachment, AttachmentStatus, Message
from lib.errors import ProviderError
from lib.filetype import sniff

log = structlog.get_logger(__name__)

SALT = "outgoing-media"
# Networks fetch a picture when they get its address; a day leaves room for every retry.
ADDRESS_SECONDS = 24 * 3600


def fetch_attachment(attachment_pk: int) -> datetime | None:
    """Fetch one expected file. Returns when to try again; None when it is here, refused or given up."""
    rows = Attachment.objects.select_related("tenant", "message__identity")
    attachment = rows.filter(pk=attachment_pk, status=AttachmentStatus.WAITING).first()
    if attachment is None:
        return None
    channel = find_channel(attachment.message.identity.channel_id)
    if channel is None:
        return note_failure(attachment, code="channel_off", permanent=True)
    adapter, credentials = get_adapter(channel.kind), channel.credentials
    if not connection.in_atomic_block:
        connection.close()
    try:
        found = adapter.fetch(attachment.ref, credentials=credentials, most=settings.MEDIA_MAX_BYTES)
    except ProviderError as error:
        log.info("media_not_fetched", code=error.code, reason=str(error))
        if error.code == "too_large":
            refuse_file(attachment, code="too_large")
            return None
        return note_failure(attachment, code=error.code or "unavailable", permanent=error.permanent)
    except Exception:
        log.exception("media_broke", attachment=str(attachment.public_id))
        return note_failure(attachment, code="unavailable", permanent=False)
    _keep(attachment, found)
    return None


def _keep(attachment: Attachment, found: MediaFile) -> None:
    mime_type = sniff(found.content, declared=found.mime_type or attachment.mime_type)
    if len(found.content) > settings.MEDIA_MAX_BYTES:
        refuse_file(attachment, code="too_large")
    elif not mime_type:
        refuse_file(attachment, code="unwanted_kind")
    else:
        store_file(attachment, content=found.content, mime_type=mime_type, name=found.name)


def public_media(message: Message) -> list[dict[str, str]]:
    """A message's outgoing media, each with an address that the network can read for a day."""
    return [_with_address(medium) for medium in message.media if medium.get("url") or medium.get("attachment")]


def read_address(token: str) -> str:
    """The public id of the attachment behind a signed address. Raises signing.BadSignature, also when it is too old."""
    return str(signing.TimestampSigner(salt=SALT).unsign(token, max_age=ADDRESS_SECONDS))


def _with_address(medium: dict[str, Any]) -> dict[str, str]:
    kept = {name: str(medium[name]) for name in ("kind", "url", "caption", "name") if medium.get(name)}
    if medium.get("attachment"):
        token = signing.TimestampSigner(salt=SALT).sign(str(medium["attachment"]))
        kept["url"] = settings.PUBLIC_URL + reverse("outgoing-media", args=[token])
    return kept
