"""The panel's page of what is kept for how long: for owners only."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context
from tenants.retention.kinds import list_kinds
from tenants.retention.models import MOST_DAYS
from tenants.retention.services import read_days, save_days


class RetentionForm(forms.Form):
    """A number of days for each kind that a shop may choose."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for key, kind in list_kinds().items():
            if not kind.is_fixed:
                self.fields[key] = forms.IntegerField(
                    label=str(kind.label), help_text=str(kind.about), required=False,
                    min_value=kind.least, max_value=MOST_DAYS,
                    widget=forms.NumberInput({"inputmode": "numeric", "placeholder": "∞"}),
                )  # fmt: skip


@require_safe
@member_view(role=Role.OWNER)
def retention(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
@member_view(role=Role.OWNER)
def retention_save(request: MemberRequest) -> HttpResponse:
    """422 with what is wrong at each field; then nothing has changed."""
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _show(request, form)
    save_days(request.tenant, days=form.cleaned_data, actor=request.user.get_username())
    messages.success(request, _("Saved."))
    return redirect("panel:retention", slug=request.tenant.slug)


def _show(request: MemberRequest, form: RetentionForm | None = None) -> HttpResponse:
    context = page_context(
        request, section="settings", part="retention", form=form or RetentionForm(initial=read_days()),
        language_next=reverse("panel:retention", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/retention.html", context, status=422 if form else 200)
