"""The panel's page of opening hours: the week, and the dates on which something else holds."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tenants.hours.opening import list_special_days, local_time
from tenants.hours.services import delete_special_day, save_special_day, save_week
from tenants.models import WEEKDAYS, Role, SpecialDay
from tenants.panel import MemberRequest, member_view, page_context

FURTHEST_DAYS = 730
_SPAN = re.compile(r"^(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?$")
DAYS = dict(
    zip(
        WEEKDAYS,
        [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")],
        strict=True,
    )
)


class SpansField(forms.CharField):
    """`8:00-13:00, 16-19`; nothing is closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=80, **options)

    def to_python(self, value: Any) -> list[list[str]]:  # type: ignore[override]
        pieces = [piece.strip() for piece in str(value or "").split(",") if piece.strip()]
        return _in_order([self._span(piece) for piece in pieces])

    def prepare_value(self, value: Any) -> Any:
        return ", ".join("-".join(span) for span in value) if isinstance(value, list) else value

    def _span(self, piece: str) -> list[str]:
        match = _SPAN.match(piece)
        if match is None:
            raise ValidationError(_("Write it as 8:00-13:00, 16:00-19:00."))
        start, end = (f"{int(match[at]):02}:{match[at + 1] or '00'}" for at in (1, 3))
        if not start < end <= "24:00" or max(start[3:], end[3:]) > "59":
            raise ValidationError(_("Write it as 8:00-13:00, 16:00-19:00."))
        return [start, end]


class WeekForm(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for key, label in DAYS.items():
            self.fields[key] = SpansField(label=label)


class SpecialDayForm(forms.Form):
    day = forms.DateField(label=_("date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    name = forms.CharField(label=_("occasion"), max_length=80, required=False)
    spans = SpansField(label=_("open"), help_text=_("For example 8:00-13:00. Empty: closed all day."))


@require_safe
@member_view(role=Role.MANAGER)
def hours(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
@member_view(role=Role.MANAGER)
def hours_week(request: MemberRequest) -> HttpResponse:
    """422 with what is wrong at each day; then nothing has changed."""
    form = WeekForm(request.POST)
    if not form.is_valid():
        return _show(request, week=form)
    save_week(request.tenant, week=form.cleaned_data, actor=request.user.get_username())
    return redirect("panel:hours", slug=request.tenant.slug)


@require_POST
@member_view(role=Role.MANAGER)
def special_day_add(request: MemberRequest) -> HttpResponse:
    """A date that is there already is changed."""
    form = SpecialDayForm(request.POST)
    if not form.is_valid():
        return _show(request, special=form)
    save_special_day(request.tenant, actor=request.user.get_username(), **form.cleaned_data)
    return redirect("panel:hours", slug=request.tenant.slug)


@require_POST
@member_view(role=Role.MANAGER)
def special_day_delete(request: MemberRequest, public_id: UUID) -> HttpResponse:
    row = get_object_or_404(SpecialDay.objects.select_related("tenant"), public_id=public_id)
    delete_special_day(row, actor=request.user.get_username())
    return redirect("panel:hours", slug=request.tenant.slug)


def _show(
    request: MemberRequest, *, week: WeekForm | None = None, special: SpecialDayForm | None = None
) -> HttpResponse:
    tenant = request.tenant
    today = local_time(tenant).date()
    rows = list_special_days(tenant, first=today - timedelta(days=1), days=FURTHEST_DAYS).values()
    context = page_context(
        request, section="settings", part="hours", week=week or WeekForm(initial=tenant.opening_hours),
        special=special or SpecialDayForm(), rows=rows, language_next=reverse("panel:hours", args=[tenant.slug]),
    )  # fmt: skip
    is_wrong = (week and week.errors) or (special and special.errors)
    return render(request, "panel/hours.html", context, status=422 if is_wrong else 200)


def _in_order(spans: list[list[str]]) -> list[list[str]]:
    ordered = sorted(spans)
    if any(before[1] > after[0] for before, after in pairwise(ordered)):
        raise ValidationError(_("These times overlap."))
    return ordered
