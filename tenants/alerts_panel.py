"""The panel's page of alerts, and their number for the navigation."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants.alerts import advise, list_open_alerts, word_alert
from tenants.models import Alert
from tenants.panel import MemberRequest, member_view, page_context


@dataclass(frozen=True)
class ShownAlert:
    """What happened and what to do about it, in the reader's language."""

    row: Alert
    words: str
    advice: str

    @property
    def is_of_channel(self) -> bool:
        return self.row.kind.startswith("channel_")


@require_safe
@member_view()
def alert_list(request: MemberRequest) -> HttpResponse:
    """What is open, newest first. A poll that already has these (`seen`) is answered 204."""
    rows = list_open_alerts()
    mark = ",".join(str(row.public_id)[:8] for row in rows)
    if request.htmx and request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    shown = [ShownAlert(row, word_alert(row), advise(row)) for row in rows]
    template = "panel/alerts.html#rows" if request.htmx else "panel/alerts.html"
    return render(request, template, page_context(request, section="alerts", alerts=shown, mark=mark))


@require_safe
@member_view()
def alert_count(request: MemberRequest) -> HttpResponse:
    """How many are open, for the bell."""
    return render(request, "panel/alert_count.html", {"count": len(list_open_alerts())})
