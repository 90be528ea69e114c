"""The shop's start page: what needs a person now, and how today goes. Each part is served by the app that knows it."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants.alerts.services import list_open_alerts
from tenants.panel import MemberRequest, member_view, page_context


@dataclass(frozen=True)
class Task:
    """Something that waits for a person: how many, and where. A count with `is_more` is the least that there are."""

    label: str
    count: int
    href: str
    icon: str
    is_more: bool = False


@require_safe
@member_view()
def overview(request: MemberRequest) -> HttpResponse:
    """The page around the parts, with the alerts."""
    context = page_context(request, section="today", alerts=len(list_open_alerts()), now=timezone.now())
    return render(request, "panel/overview.html", context)


def show_part(request: MemberRequest, template: str, **values: object) -> HttpResponse:
    """A part as it is embedded; without JavaScript the same as a page of its own."""
    context = page_context(request, section="today", part_template=template, **values)
    return render(request, template if request.htmx else "panel/overview_part.html", context)
