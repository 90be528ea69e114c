"""How near to buying a customer is, in their conversation: with the evidence, and to be set by hand."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from conversations.leads import set_lead
from conversations.models import Conversation, LeadStatus
from conversations.thread.panel import find_conversation
from tenants.panel import MemberRequest, member_view, page_context


@require_safe
@member_view()
def lead(request: MemberRequest, public_id: UUID) -> HttpResponse:
    return _show(request, find_conversation(public_id))


@require_POST
@member_view()
def lead_set(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """422 for what is no status. A second click changes nothing."""
    conversation, wanted = find_conversation(public_id), request.POST.get("status", "")
    if wanted not in LeadStatus.values:
        return _show(request, conversation, status=422)
    set_lead(conversation, status=LeadStatus(wanted), staff=request.user)
    if not request.htmx:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    return _show(request, find_conversation(public_id))


def _show(request: MemberRequest, conversation: Conversation, *, status: int = 200) -> HttpResponse:
    context = page_context(request, section="conversations", conversation=conversation, choices=LeadStatus.choices)
    template = "panel/lead.html#card" if request.htmx else "panel/lead.html"
    return render(request, template, context, status=status)
