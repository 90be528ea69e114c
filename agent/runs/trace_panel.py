"""What the agent did for one answer: staff open it below the answer in the conversation."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agent.models import Run
from agent.runs.trace_steps import read_trace
from tenants.panel import MemberRequest, member_view, page_context


@require_safe
@member_view()
def trace(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The steps of a run: as a part for the conversation, or as a page of its own."""
    run = get_object_or_404(Run.objects.select_related("conversation__customer", "tenant"), public_id=public_id)
    context = page_context(
        request, section="conversations", run=run, conversation=run.conversation, trace=read_trace(run)
    )
    return render(request, "panel/trace.html" if request.htmx else "panel/run.html", context)
