"""The pictures of a stage: taken from staff or from an address, kept, and served to the networks that fetch them."""

import hashlib
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agent.playbooks.models import Stage, StagePicture
from conversations.attachments import MOST_PICTURE_BYTES, Picture, read_picture
from lib import http
from lib.errors import DomainError, ProviderError
from tenants.scoping import scopes_disabled
from tenants.services import record_audit

MOST_PICTURES = 5
FETCH_SECONDS = 10


@require_safe
def testimonial(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """A picture that a shop shows to everybody it talks with; the address cannot be guessed."""
    with scopes_disabled():
        found = StagePicture.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    try:
        response = FileResponse(found.file.open("rb"), content_type=found.mime_type)
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "public, max-age=86400"
    return response


def picture_address(picture: StagePicture) -> str:
    """Where the networks and the web chat fetch it."""
    return settings.PUBLIC_URL + reverse("testimonial", args=[picture.public_id])


def fetch_picture(url: str) -> Picture:
    """Raises DomainError `unreachable` or `unwanted_kind`, each with what to do better."""
    try:
        answer = http.call("GET", url, timeout=FETCH_SECONDS, most=MOST_PICTURE_BYTES)
    except (ProviderError, ValueError) as error:
        raise DomainError("unreachable", _("No picture could be fetched from this address.")) from error
    if answer.status != 200:
        raise DomainError("unreachable", _("No picture could be fetched from this address."))
    return read_picture(answer.body, name="")


@transaction.atomic
def add_picture(stage: Stage, *, picture: Picture, captions: dict[str, str], actor: str) -> StagePicture:
    """Keep it; the same picture twice is one, with the newer captions. Raises DomainError `too_many`."""
    Stage.objects.select_for_update().get(pk=stage.pk)
    digest = hashlib.sha256(picture.content).hexdigest()
    known = StagePicture.objects.filter(stage=stage, digest=digest).first()
    if known:
        known.captions = captions
        known.save(update_fields=["captions"])
        return known
    if stage.pictures.count() >= MOST_PICTURES:
        raise DomainError("too_many", _("A stage has at most 5 pictures. Remove one first."))
    row = StagePicture(
        tenant_id=stage.tenant_id, stage=stage, mime_type=picture.mime_type, digest=digest, captions=captions
    )
    row.tenant = stage.tenant
    row.file.save(str(row.public_id), ContentFile(picture.content), save=False)
    row.save()
    record_audit(stage.tenant, actor=actor, action="picture_added", target=stage.name)
    return row


@transaction.atomic
def remove_picture(picture: StagePicture, *, actor: str) -> None:
    """What was sent already keeps its words and loses the picture."""
    storage, name = picture.file.storage, str(picture.file.name)
    record_audit(picture.tenant, actor=actor, action="picture_removed", target=picture.stage.name)
    picture.delete()
    transaction.on_commit(lambda: storage.delete(name))
