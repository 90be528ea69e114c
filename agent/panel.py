"""What the panel says about the agent itself: pages of the apps below embed it by its address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agent.thinking.asking import list_choices
from billing.selectors import is_used_up as is_used_up_now
from tenants.panel import MemberRequest, member_view


@require_safe
@member_view()
def agent_notice(request: MemberRequest) -> HttpResponse:
    """Says plainly when no language model answers, but the built-in offline agent, and why."""
    is_offline = list_choices()[0].name == "offline"
    is_used_up = not is_offline and is_used_up_now(request.tenant.zone)
    return render(request, "panel/agent_notice.html", {"is_offline": is_offline, "is_used_up": is_used_up})
