"""How far conversations come, and where one of them stands."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agent.playbooks.forms import why_text
from agent.playbooks.models import Playbook
from agent.playbooks.selectors import Reached, find_active, find_progress, list_changes, list_funnel
from conversations.thread.panel import find_conversation
from tenants.analytics.periods import PRESETS, USUAL
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context


@dataclass(frozen=True)
class Bar:
    """`percent` is of the stage that most conversations reached."""

    reached: Reached
    percent: int


@require_safe
@member_view(role=Role.MANAGER)
def funnel(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The last 7, 30 or 90 days of the shop, today included."""
    row = get_object_or_404(Playbook, public_id=public_id)
    days = _days(request.GET.get("days", ""))
    until = _end_of_today(request)
    # By the calendar: a day that is 23 or 25 hours long is still one day.
    rows = list_funnel(row, since=until - timedelta(days=days), until=until)
    most = max((reached.conversations for reached in rows), default=0)
    bars = [Bar(reached, round(100 * reached.conversations / most) if most else 0) for reached in rows]
    context = page_context(
        request, section="agent", part="playbooks", playbook=row, bars=bars, days=days, choices=PRESETS, most=most
    )
    return render(request, "panel/funnel.html", context)


@require_safe
@member_view()
def conversation_stage(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The badge in a conversation, with why and what came before; nothing without a playbook."""
    conversation = find_conversation(public_id)
    progress = find_progress(conversation) if find_active() else None
    changes = [(change, why_text(change.why)) for change in list_changes(conversation)] if progress else []
    context = {"progress": progress, "why": why_text(progress.why) if progress else "", "changes": changes}
    return render(request, "panel/conversation_stage.html", context)


def _days(text: str) -> int:
    return int(text) if text.isdecimal() and int(text) in PRESETS else USUAL


def _end_of_today(request: MemberRequest) -> datetime:
    today = timezone.localdate(timezone=request.tenant.zone)
    return datetime.combine(today + timedelta(days=1), time.min, tzinfo=request.tenant.zone)
