"""Today: what the agent asks the team, and who answers customers."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agent.models import TeamQuestion
from agent.team.models import QuestionState
from agent.thinking.asking import list_choices
from billing.selectors import is_used_up
from tenants.overview_panel import Task, show_part
from tenants.panel import MemberRequest, member_view


@require_safe
@member_view()
def agent_today(request: MemberRequest) -> HttpResponse:
    """Open questions, and the model that is asked first; the offline agent answers when the cap is reached."""
    first = list_choices()[0]
    is_offline = first.name == "offline"
    address = reverse("panel:questions", args=[request.tenant.slug])
    questions = TeamQuestion.objects.filter(state=QuestionState.OPEN).count()
    return show_part(
        request, "panel/today_agent.html", tasks=[Task(_("Questions of the agent"), questions, address, "help")],
        choice=first, is_offline=is_offline, is_used_up=not is_offline and is_used_up(request.tenant.zone),
    )  # fmt: skip
