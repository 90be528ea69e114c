"""The panel's page of alerts, and their number for the navigation."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from tenants.alerts.services import ONLY_PEOPLE_KNOW, advise, close_by_hand, list_open_alerts, word_alert
from tenants.models import Alert
from tenants.panel import MemberRequest, member_view, page_context


@dataclass(frozen=True)
class ShownAlert:
    """What happened and what to do about it, in the reader's language."""

    row: Alert
    words: str
    advice: str

    @property
    def is_closed_by_hand(self) -> bool:
        return self.row.kind in ONLY_PEOPLE_KNOW

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


@require_POST
@member_view()
def alert_over(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """What only people can know: a dispute that was answered, a refund that was given in cash."""
    alert = get_object_or_404(Alert, public_id=public_id)
    try:
        close_by_hand(alert, actor=request.user.get_username())
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("panel:alerts", slug=request.tenant.slug)


@require_safe
@member_view()
def alert_count(request: MemberRequest) -> HttpResponse:
    """How many are open, for the bell."""
    return render(request, "panel/alert_count.html", {"count": len(list_open_alerts())})
