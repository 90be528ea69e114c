"""The settings' page of saved replies: managers write them, everybody uses them."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.models import CannedReply
from conversations.thread.canned import TEXT_LENGTH, delete_canned, save_canned
from lib.errors import DomainError
from tenants.models import Role, Tenant
from tenants.panel import MemberRequest, member_view, page_context

TEXT = "text_"


class CannedForm(forms.Form):
    """A short name, and a text for each language that the shop speaks or that the row has."""

    name = forms.CharField(label=_("Short name"), max_length=40, widget=forms.TextInput({"dir": "auto"}))

    def __init__(self, data: Any = None, *, tenant: Tenant, row: CannedReply | None = None) -> None:
        texts = row.texts if row else {}
        initial = {"name": row.name if row else "", **{TEXT + code: text for code, text in texts.items()}}
        super().__init__(data, initial=initial)
        names = dict(settings.LANGUAGES)
        for code in dict.fromkeys([*tenant.languages, *texts]):
            self.fields[TEXT + code] = forms.CharField(
                label=names.get(code, code), required=False, max_length=TEXT_LENGTH,
                widget=forms.Textarea({"rows": 3, "dir": "auto", "lang": code}),
            )  # fmt: skip

    @property
    def texts(self) -> dict[str, str]:
        return {name.removeprefix(TEXT): text for name, text in self.cleaned_data.items() if name.startswith(TEXT)}


@require_safe
@member_view(role=Role.MANAGER)
def canned_list(request: MemberRequest) -> HttpResponse:
    """All of them, with a form for a new one."""
    return _show_list(request, CannedForm(tenant=request.tenant))


@require_POST
@member_view(role=Role.MANAGER)
def canned_add(request: MemberRequest) -> HttpResponse:
    """422 without a text or a free name."""
    form = CannedForm(request.POST, tenant=request.tenant)
    if not _save(request, form):
        return _show_list(request, form, status=422)
    return redirect("panel:canned", slug=request.tenant.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def canned_change(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Read one, or write other words for it."""
    row = get_object_or_404(CannedReply, public_id=public_id)
    form = CannedForm(request.POST or None, tenant=request.tenant, row=row)
    if request.method == "POST" and _save(request, form, row=row):
        return redirect("panel:canned", slug=request.tenant.slug)
    context = page_context(request, section="settings", part="canned", row=row, form=form)
    return render(request, "panel/canned_reply.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@member_view(role=Role.MANAGER)
def canned_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    delete_canned(get_object_or_404(CannedReply, public_id=public_id), actor=request.user.get_username())
    return redirect("panel:canned", slug=request.tenant.slug)


def _save(request: MemberRequest, form: CannedForm, *, row: CannedReply | None = None) -> bool:
    if not form.is_valid():
        return False
    actor = request.user.get_username()
    try:
        save_canned(request.tenant, name=form.cleaned_data["name"], texts=form.texts, actor=actor, row=row)
    except DomainError as refusal:
        form.add_error("name" if refusal.code == "taken" else None, refusal.message)
        return False
    return True


def _show_list(request: MemberRequest, form: CannedForm, *, status: int = 200) -> HttpResponse:
    rows = CannedReply.objects.all()
    context = page_context(request, section="settings", part="canned", rows=rows, form=form)
    return render(request, "panel/canned.html", context, status=status)
