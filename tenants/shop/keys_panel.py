"""The panel's page of API keys: made here, shown once, revoked here."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tenants.models import ApiKey, KeyScope, Role
from tenants.panel import MemberRequest, form_token, member_view, page_context
from tenants.services import create_api_key, revoke_api_key
from tenants.throttling import is_first

MOST_KEYS = 50


class KeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("name"), max_length=80, help_text=gettext_lazy("Who uses it, for example: stock system.")
    )
    scope = forms.ChoiceField(label=gettext_lazy("opens"), choices=KeyScope.choices, initial=KeyScope.ALL)


@require_safe
@member_view(role=Role.OWNER)
def key_list(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
@member_view(role=Role.OWNER)
def key_add(request: MemberRequest) -> HttpResponse:
    """The answer shows the key, this once; sending the form twice makes one key."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _show(request, form=form)
    if ApiKey.objects.filter(revoked_at=None).count() >= MOST_KEYS:
        form.add_error(None, _("There are 50 keys already: revoke one first."))
        return _show(request, form=form)
    if not is_first("key-form", request.POST.get("token", "")):
        return redirect("panel:keys", slug=request.tenant.slug)
    scope = KeyScope(form.cleaned_data["scope"])
    name, actor = form.cleaned_data["name"], request.user.get_username()
    _row, full = create_api_key(request.tenant, name=name, actor=actor, scope=scope, made_by=request.user)
    return _show(request, shown=full)


@require_POST
@member_view(role=Role.OWNER)
def key_revoke(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """At once and for good. Twice is once."""
    key = get_object_or_404(ApiKey.objects.select_related("tenant"), public_id=public_id)
    if key.revoked_at is None:
        revoke_api_key(key, actor=request.user.get_username())
        messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect("panel:keys", slug=request.tenant.slug)


def _show(request: MemberRequest, *, form: KeyForm | None = None, shown: str = "") -> HttpResponse:
    context = page_context(
        request, section="settings", part="keys", keys=ApiKey.objects.order_by("revoked_at", "-id")[:200],
        form=form or KeyForm(), shown=shown, token=form_token(),
        language_next=reverse("panel:keys", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/keys.html", context, status=422 if form else 200)
