"""Whose a conversation is, whether it is settled, and the saved replies to pick from while answering."""

from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from conversations.handling.assignment import assign, list_team, reopen_conversation, resolve_conversation
from conversations.models import Conversation
from conversations.thread.canned import list_filled
from conversations.thread.panel import find_conversation, show_owner
from lib.errors import DomainError
from tenants.panel import MemberRequest, member_view, page_context


@require_safe
@member_view()
def assigned(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Whose it is, and who else there is."""
    return _show_assigned(request, find_conversation(public_id))


@require_POST
@member_view()
def assign_to(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give it to the team member `to`, or to nobody. 422 for somebody who does not work here."""
    conversation, wanted = find_conversation(public_id), request.POST.get("to", "")
    try:
        assign(conversation, to=_find_member(wanted) if wanted else None, by=request.user)
    except DomainError as refusal:
        return _show_assigned(request, conversation, problem=refusal.message)
    if not request.htmx:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    return _show_assigned(request, find_conversation(public_id))


@require_POST
@member_view()
def resolve(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Nothing is left to do here."""
    resolve_conversation(find_conversation(public_id), by=request.user)
    return _done(request, public_id)


@require_POST
@member_view()
def reopen(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """There is something left to do. 422 when the customer has a newer conversation on the channel."""
    try:
        reopen_conversation(find_conversation(public_id), by=request.user)
    except DomainError as refusal:
        context = page_context(request, section="conversations", problem=refusal.message, public_id=public_id)
        return render(request, "panel/conversation_refused.html", context, status=422)
    return _done(request, public_id)


@require_safe
@member_view()
def saved_replies(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The shop's saved replies, worded for the customer: each can be put into the box."""
    conversation = find_conversation(public_id)
    context = page_context(
        request, section="conversations", conversation=conversation, replies=list_filled(conversation)
    )
    template = "panel/saved_replies.html#list" if request.htmx else "panel/saved_replies.html"
    return render(request, template, context)


def _done(request: MemberRequest, public_id: UUID) -> HttpResponse:
    if not request.htmx:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    return show_owner(request, find_conversation(public_id))


def _find_member(username: str) -> User:
    """By name; the service says no to everybody who is not of the shop."""
    found = next((user for user in list_team() if user.username == username), None)
    return found or User(pk=0)


def _show_assigned(request: MemberRequest, conversation: Conversation, *, problem: str = "") -> HttpResponse:
    address = reverse("panel:conversation", args=[request.tenant.slug, conversation.public_id])
    context = page_context(
        request, section="conversations", conversation=conversation, team=list_team(), problem=problem,
        address=address, language_next=address,
    )  # fmt: skip
    template = "panel/assigned.html#card" if request.htmx else "panel/assigned.html"
    return render(request, template, context, status=422 if problem else 200)
