"""One conversation in the panel: what was said, who answers, and answering in person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.attachments import Picture, read_upload, reply_with_picture
from conversations.handling.notes import write_note
from conversations.inbox.seen import mark_seen
from conversations.live import is_typing
from conversations.models import Attachment, AttachmentStatus, Conversation, Message, Purpose
from conversations.panel import list_context
from conversations.people.consent import list_wishes
from conversations.selectors import agent_owns, find_message
from conversations.services import hand_back, reply_as_staff, take_over
from conversations.thread.canned import fill, find_canned
from conversations.thread.file_answer import answer_file
from conversations.thread.messages import Thread, fingerprint, read_thread
from lib.errors import DomainError
from tenants.panel import MemberRequest, form_token, member_view, page_context
from tenants.throttling import forget_on_failure, is_first

SHOWN_MESSAGES = 50
# A page that stays open grows up to this.
MOST_LIVE = 500
REPLY_LENGTH = 4000


@dataclass(frozen=True)
class Desk:
    """Who answers, for how long, and what stands against it; `mark` changes with all of that."""

    is_agents: bool
    is_mine: bool
    # Nobody took over yet: the agent called a person.
    is_called: bool
    minutes_left: int
    # The customer wants none of our messages, or none that do not answer them.
    is_opted_out: bool
    is_left_alone: bool
    mark: str = ""


@dataclass(frozen=True)
class Draft:
    """What somebody wrote and could not send, and why."""

    text: str = ""
    problem: str = ""
    is_note: bool = False


@require_safe
@member_view()
def thread(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One conversation, or what came `before` a message. A poll that already has all of it (`seen`) is answered 204."""
    conversation = find_conversation(public_id)
    before = _asked_message(request, conversation, "before")
    if not request.htmx:
        return _show(request, conversation, _saved_draft(request, conversation), before=before)
    if before is not None:
        earlier = read_thread(conversation, limit=SHOWN_MESSAGES, before=before)
        context = _context(request, conversation, thread=earlier, is_earlier=True)
        return render(request, "panel/conversation.html#earlier", context)
    shown, types = _read_live(request, conversation), is_typing(conversation.public_id)
    if request.GET.get("seen") == f"{shown.mark}{types:d}":
        return HttpResponse(status=204)
    mark_seen(conversation, user=request.user)
    context = _context(request, conversation, thread=shown, is_typing=types)
    return render(request, "panel/conversation.html#live", context)


@require_safe
@member_view()
def owner(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Who answers, and for how long. A poll that already knows (`seen`) is answered 204."""
    return show_owner(request, find_conversation(public_id), seen=request.GET.get("seen", ""))


@require_POST
@member_view()
def take(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The person answers from now on, or for another while."""
    take_over(find_conversation(public_id), staff=request.user)
    return _done(request, public_id, show_owner)


@require_POST
@member_view()
def give_back(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The agent answers again."""
    hand_back(find_conversation(public_id), by=request.user)
    return _done(request, public_id, show_owner)


@require_POST
@member_view()
def reply(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Answer in person, with words, a picture, or both; or, as `mode` says, keep a note that only staff see.

    The same form sent twice is one message; 422 says what cannot be sent.
    """
    conversation, text = find_conversation(public_id), request.POST.get("text", "").strip()
    is_note = request.POST.get("mode") == "note"
    try:
        picture = read_upload(request.FILES.get("picture"))
        _check_text(text, picture, is_note=is_note)
    except DomainError as refusal:
        return _show(request, conversation, Draft(text, refusal.message, is_note=is_note))
    token = f"{public_id}:{request.POST.get('token', '')}"
    if is_first("reply", token):
        with forget_on_failure("reply", token):
            if is_note:
                write_note(conversation, text=text, author=request.user)
            else:
                _reply(conversation, request.user, text, picture)
    return _done(request, public_id, _show)


def _reply(conversation: Conversation, staff: AbstractBaseUser, text: str, picture: Picture | None) -> None:
    if picture:
        reply_with_picture(conversation, staff=staff, picture=picture, text=text)
    else:
        reply_as_staff(conversation, staff=staff, text=text)


@require_safe
@member_view()
def file(request: MemberRequest, public_id: UUID) -> HttpResponseBase:
    """A file of a conversation. Another shop's, one that was not kept, and one that is gone: 404."""
    attachment = get_object_or_404(Attachment, public_id=public_id, status=AttachmentStatus.STORED)
    try:
        return answer_file(attachment, wanted=request.headers.get("Range", ""))
    except FileNotFoundError as error:
        raise Http404 from error


def find_conversation(public_id: UUID) -> Conversation:
    """A conversation of the shop, with the people around it; 404 without one."""
    rows = Conversation.objects.select_related(
        "customer__merged_into", "identity", "owner_user", "assigned_to", "tenant"
    )
    return get_object_or_404(rows, public_id=public_id)


def _check_text(text: str, picture: Picture | None, *, is_note: bool) -> None:
    if is_note and picture:
        raise DomainError("no_picture", _("A note has no picture: leave it out, or send an answer."))
    if len(text) > REPLY_LENGTH or not (text or picture):
        raise DomainError("wrong_length", _("Write a message of at most 4000 characters."))


def _done(
    request: MemberRequest, public_id: UUID, show: Callable[[MemberRequest, Conversation], HttpResponse]
) -> HttpResponse:
    """The part of the page that has changed; without htmx back to the page."""
    if not request.htmx:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    return show(request, find_conversation(public_id))


def show_owner(request: MemberRequest, conversation: Conversation, *, seen: str = "") -> HttpResponse:
    """Who answers, and beside it (out of band) what has to be known before one does."""
    desk = _read_desk(request, conversation)
    if seen == desk.mark:
        return HttpResponse(status=204)
    return render(request, "panel/conversation.html#owner", _context(request, conversation, desk=desk, is_poll=True))


def _show(
    request: MemberRequest, conversation: Conversation, draft: Draft | None = None, *, before: Message | None = None
) -> HttpResponse:
    """The page with the list beside it, or with htmx its desk: the thread and the box to answer in."""
    mark_seen(conversation, user=request.user)
    around = {} if request.htmx else list_context(request, opened=str(conversation.public_id))
    context = around | _context(
        request, conversation, thread=read_thread(conversation, limit=SHOWN_MESSAGES, before=before),
        desk=_read_desk(request, conversation), draft=draft or Draft(), token=form_token(), is_past=before is not None,
        is_typing=is_typing(conversation.public_id),
    )  # fmt: skip
    template = "panel/conversation.html#desk" if request.htmx else "panel/conversation.html"
    return render(request, template, context, status=422 if draft and draft.problem else 200)


def _read_live(request: MemberRequest, conversation: Conversation) -> Thread:
    """The newest messages, as far back as the page began: what somebody has been reading does not vanish."""
    since = _asked_message(request, conversation, "from")
    return read_thread(conversation, limit=MOST_LIVE if since else SHOWN_MESSAGES, since=since)


def _asked_message(request: MemberRequest, conversation: Conversation, name: str) -> Message | None:
    asked = request.GET.get(name, "")
    return find_message(conversation, asked) if asked else None


def _saved_draft(request: MemberRequest, conversation: Conversation) -> Draft | None:
    """The saved reply that was picked on a page without JavaScript."""
    asked = request.GET.get("saved", "")
    row = find_canned(asked) if asked else None
    return Draft(fill(row, conversation)) if row else None


def _context(request: MemberRequest, conversation: Conversation, **values: Any) -> dict[str, Any]:
    address = reverse("panel:conversation", args=[request.tenant.slug, conversation.public_id])
    return page_context(
        request, section="conversations", conversation=conversation, address=address, language_next=address, **values
    )


def _read_desk(request: MemberRequest, conversation: Conversation) -> Desk:
    now, until = timezone.now(), conversation.owner_until
    wishes = list_wishes(conversation.identity)
    refused = {purpose for purpose, line in wishes.items() if line is not None and not line.is_granted}
    is_agents = agent_owns(conversation)
    desk = Desk(
        is_agents=is_agents,
        is_mine=conversation.owner_user_id == request.user.pk,
        is_called=conversation.owner_user_id is None and not conversation.owner_name,
        minutes_left=-((now - until) // timedelta(minutes=1)) if until and not is_agents else 0,
        is_opted_out=Purpose.REPLY in refused,
        is_left_alone=Purpose.ORDER in refused,
    )
    around = (
        conversation.owner_user_id, conversation.owner_name, until, conversation.handover_reason, conversation.status,
    )  # fmt: skip
    waiting = (conversation.unanswered_since, conversation.identity.is_reachable)
    return replace(desk, mark=fingerprint([repr(desk), repr(around), repr(waiting)]))
