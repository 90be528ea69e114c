"""What the panel says about the agent itself: pages of the apps below embed it by its address."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agent.thinking import list_choices
from tenants.panel import MemberRequest, member_view


@require_safe
@member_view()
def agent_notice(request: MemberRequest) -> HttpResponse:
    """Says plainly when no language model answers, but the built-in offline agent."""
    is_offline = list_choices()[0].name == "offline"
    return render(request, "panel/agent_notice.html", {"is_offline": is_offline})
