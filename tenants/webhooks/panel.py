"""The panel's pages of webhooks: the endpoints of the shop, and one endpoint with what was sent to it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from tenants.models import Role, WebhookDelivery, WebhookEndpoint
from tenants.panel import MemberRequest, form_token, member_view, page_context
from tenants.throttling import allow, forget_on_failure, is_first
from tenants.webhooks.events import EVENTS
from tenants.webhooks.services import (
    add_endpoint,
    change_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    send_test,
)

PAGE_ROWS = 30
TESTS_PER_MINUTE = 10


class EndpointForm(forms.Form):
    url = forms.URLField(
        label=gettext_lazy("address"), max_length=500, assume_scheme="https",
        widget=forms.URLInput({"dir": "ltr", "placeholder": "https://"}),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=gettext_lazy("tell it when"), choices=list(EVENTS.items()), widget=forms.CheckboxSelectMultiple
    )


class ChangeForm(EndpointForm):
    is_enabled = forms.BooleanField(label=gettext_lazy("switched on"), required=False)


@require_safe
@member_view(role=Role.OWNER)
def webhook_list(request: MemberRequest) -> HttpResponse:
    return _show_list(request)


@require_POST
@member_view(role=Role.OWNER)
def webhook_add(request: MemberRequest) -> HttpResponse:
    """The answer shows the secret, this once; sending the form twice adds one webhook."""
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _show_list(request, form)
    token, actor = request.POST.get("token", ""), request.user.get_username()
    if not is_first("webhook-form", token):
        return redirect("panel:webhooks", slug=request.tenant.slug)
    try:
        with forget_on_failure("webhook-form", token):
            row, secret = add_endpoint(request.tenant, actor=actor, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error("url", refusal.message)
        return _show_list(request, form)
    return _show(request, row, secret=secret)


@member_view(role=Role.OWNER)
def webhook(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One endpoint: looked at, or changed. 422 with what is wrong; then nothing has changed."""
    row = _find(public_id)
    if request.method != "POST":
        return _show(request, row)
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form=form)
    try:
        change_endpoint(row, actor=request.user.get_username(), **form.cleaned_data)
    except DomainError as refusal:
        form.add_error("url", refusal.message)
        return _show(request, row, form=form)
    messages.success(request, _("Saved."))
    return _back(request, row)


@require_POST
@member_view(role=Role.OWNER)
def webhook_remove(request: MemberRequest, public_id: UUID) -> HttpResponse:
    remove_endpoint(_find(public_id), actor=request.user.get_username())
    return redirect("panel:webhooks", slug=request.tenant.slug)


@require_POST
@member_view(role=Role.OWNER)
def webhook_rotate(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """A new secret, shown this once. A double click renews it once."""
    row = _find(public_id)
    if not is_first("webhook-rotate", request.POST.get("token", "")):
        return _back(request, row)
    return _show(request, row, secret=rotate_secret(row, actor=request.user.get_username()))


@require_POST
@member_view(role=Role.OWNER)
def webhook_test(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = _find(public_id)
    if not row.is_enabled:
        return _show(request, row, problem=_("This webhook is switched off: switch it on first."))
    if allow("webhook-test", str(request.tenant.pk), limit=TESTS_PER_MINUTE):
        send_test(row)
        messages.success(request, _("The test is on its way: its answer stands below in a moment."))
    return _back(request, row)


@require_POST
@member_view(role=Role.OWNER)
def delivery_again(request: MemberRequest, public_id: UUID) -> HttpResponse:
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("endpoint__tenant"), public_id=public_id)
    try:
        send_again(delivery)
    except DomainError as refusal:
        return _show(request, delivery.endpoint, problem=refusal.message)
    return _back(request, delivery.endpoint)


def _find(public_id: UUID) -> WebhookEndpoint:
    return get_object_or_404(WebhookEndpoint.objects.select_related("tenant"), public_id=public_id)


def _back(request: MemberRequest, row: WebhookEndpoint) -> HttpResponse:
    return redirect("panel:webhook", slug=request.tenant.slug, public_id=row.public_id)


def _show_list(request: MemberRequest, form: EndpointForm | None = None) -> HttpResponse:
    context = page_context(
        request, section="settings", part="webhooks", endpoints=WebhookEndpoint.objects.all(),
        form=form or EndpointForm(initial={"events": list(EVENTS)}), token=form_token(),
        language_next=reverse("panel:webhooks", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/webhooks.html", context, status=422 if form else 200)


def _show(
    request: MemberRequest, row: WebhookEndpoint, *, form: ChangeForm | None = None, secret: str = "", problem: str = ""
) -> HttpResponse:
    known: dict[str, Any] = {"url": row.url, "events": row.events, "is_enabled": row.is_enabled}
    found = list(_deliveries(row, after=request.GET.get("after", "")))
    rows, is_more = found[:PAGE_ROWS], len(found) > PAGE_ROWS
    context = page_context(
        request, section="settings", part="webhooks", endpoint=row, form=form or ChangeForm(initial=known),
        rows=rows, older=urlencode({"after": str(rows[-1].public_id)}) if is_more else "", secret=secret,
        problem=problem, token=form_token(),
        language_next=reverse("panel:webhook", args=[request.tenant.slug, row.public_id]),
    )  # fmt: skip
    return render(request, "panel/webhook.html", context, status=422 if form or problem else 200)


def _deliveries(row: WebhookEndpoint, *, after: str) -> Any:
    rows = WebhookDelivery.objects.filter(endpoint=row).defer("body")
    try:
        last = rows.filter(public_id=UUID(after)).values_list("id", flat=True).first() if after else None
    except ValueError:
        last = None
    return (rows.filter(id__lt=last) if last else rows).order_by("-id")[: PAGE_ROWS + 1]
