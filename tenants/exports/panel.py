"""The panel's page of exports: for owners only."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tenants.exports.models import DataExport, ExportState
from tenants.exports.services import KEPT, request_export
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.services import record_audit


@require_safe
@member_view(role=Role.OWNER)
def export_list(request: MemberRequest) -> HttpResponse:
    """The newest exports; a poll gets their part of the page."""
    rows = list(DataExport.objects.all()[:10])
    is_waiting = any(row.state == ExportState.WAITING for row in rows)
    context = page_context(
        request, section="settings", part="exports", rows=rows, is_waiting=is_waiting, days=KEPT.days,
        language_next=reverse("panel:exports", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/exports.html#rows" if request.htmx else "panel/exports.html", context)


@require_POST
@member_view(role=Role.OWNER)
def export_add(request: MemberRequest) -> HttpResponse:
    """While one is being made, another is not begun."""
    request_export(request.tenant, actor=request.user.get_username())
    return redirect("panel:exports", slug=request.tenant.slug)


@require_safe
@member_view(role=Role.OWNER)
def export_download(request: MemberRequest, public_id: UUID) -> HttpResponseBase:
    row = get_object_or_404(DataExport.objects.select_related("tenant"), public_id=public_id, state=ExportState.READY)
    try:
        file = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    record_audit(row.tenant, actor=request.user.get_username(), action="export_downloaded", target=row.tenant.slug)
    name = f"{row.tenant.slug}-{timezone.localtime(row.created_at):%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
