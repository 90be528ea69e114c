"""The panel's analytics: one page for a period, with sections that each app serves itself."""

from collections.abc import Callable
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.errors import DomainError
from tenants.analytics.periods import LONGEST, PRESETS, USUAL, Period, last_days, read_period
from tenants.analytics.report import Rows, Section, to_csv
from tenants.models import Role, Tenant
from tenants.panel import MemberRequest, member_view, page_context
from tenants.throttling import allow


@require_safe
@member_view(role=Role.MANAGER)
def analytics(request: MemberRequest) -> HttpResponse:
    """The page around the sections. A period that cannot be is told about (422), and the usual one is shown."""
    period, problem = _asked(request)
    context = page_context(
        request, section="analytics", period=period, problem=problem, presets=PRESETS, today=_today(request)
    )
    return render(request, "panel/analytics.html", context, status=422 if problem else 200)


def show_section(request: MemberRequest, build: Callable[[Period], Section]) -> HttpResponse:
    """A section as a part of the page, as a page of its own, or (`csv=<table>`) one of its tables as a file."""
    period, problem = _asked(request)
    section = build(period)
    if wanted := request.GET.get("csv"):
        return _file(section, wanted, period)
    context = page_context(
        request, section="analytics", shown=section, period=period, problem=problem, presets=PRESETS,
        today=_today(request),
    )  # fmt: skip
    template = "panel/analytics_section.html#part" if request.htmx else "panel/analytics_section.html"
    return render(request, template, context, status=422 if problem and not request.htmx else 200)


def show_rows(request: MemberRequest, build: Callable[[Period], Rows]) -> HttpResponse:
    """The rows behind a number, a page at a time."""
    period, problem = _asked(request)
    others = request.GET.copy()
    others.pop("after", None)
    context = page_context(
        request, section="analytics", rows=build(period), period=period, problem=problem, filters=others.urlencode(),
        is_first="after" not in request.GET,
    )  # fmt: skip
    return render(request, "panel/analytics_rows.html", context, status=422 if problem else 200)


def may_count(tenant: Tenant, subject: str) -> bool:
    """Whether somebody who looks at days that are not counted yet may wake the counting up: once a minute."""
    return allow("count-days", f"{tenant.pk}:{subject}", limit=1)


def _asked(request: MemberRequest) -> tuple[Period, str]:
    zone, today = request.tenant.zone, _today(request)
    try:
        return read_period(request.GET.dict(), today=today, zone=zone), ""
    except DomainError as refusal:
        return last_days(USUAL, today=today, zone=zone), _word(refusal)


def _word(refusal: DomainError) -> str:
    if refusal.code == "turned_round":
        return _("The first day comes after the last one. The last 30 days are shown.")
    if refusal.code == "in_future":
        return _("These days are still to come. The last 30 days are shown.")
    if refusal.code == "too_long":
        return _("Choose at most %(days)s days. The last 30 days are shown.") % {"days": LONGEST}
    return _("Give both days. The last 30 days are shown.")


def _today(request: MemberRequest) -> date:
    return timezone.localdate(timezone=request.tenant.zone)


def _file(section: Section, wanted: str, period: Period) -> HttpResponse:
    table = next((table for table in section.tables if table.key == wanted), None)
    if table is None:
        raise Http404
    name = f"{table.key}-{period.first}-{period.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(to_csv(table), content_type="text/csv; charset=utf-8", headers=headers)
