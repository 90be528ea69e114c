"""The pictures of a stage in the panel: uploaded, or fetched once from an address."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agent.playbooks.models import StagePicture
from agent.playbooks.panel import find_stage, show_stage
from agent.playbooks.pictures import add_picture, fetch_picture, remove_picture
from conversations.attachments import Picture, read_upload
from lib.errors import DomainError
from tenants.models import Role
from tenants.panel import MemberRequest, member_view

LONGEST_CAPTION = 200


@require_POST
@member_view(role=Role.MANAGER)
def picture_add(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Twice the same picture is one; 422 says what is wrong with it."""
    stage = find_stage(public_id)
    captions = {
        language: text for language in request.tenant.languages
        if (text := request.POST.get(f"caption_{language}", "").strip()[:LONGEST_CAPTION])
    }  # fmt: skip
    try:
        add_picture(stage, picture=_read(request), captions=captions, actor=request.user.get_username())
    except DomainError as refusal:
        return show_stage(request, stage.playbook, stage, problem=refusal.message)
    return redirect("panel:stage", slug=request.tenant.slug, public_id=public_id)


@require_POST
@member_view(role=Role.MANAGER)
def picture_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    picture = get_object_or_404(StagePicture.objects.select_related("stage", "tenant"), public_id=public_id)
    remove_picture(picture, actor=request.user.get_username())
    return redirect("panel:stage", slug=request.tenant.slug, public_id=picture.stage.public_id)


def _read(request: MemberRequest) -> Picture:
    if uploaded := read_upload(request.FILES.get("picture")):
        return uploaded
    if url := request.POST.get("url", "").strip():
        return fetch_picture(url)
    raise DomainError("no_picture", _("Choose a picture, or write its address."))
