"""The panel's pages about conversations: who waits, what was said, and answering in person."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.models import Conversation, Message, Owner
from conversations.selectors import agent_owns, list_recent
from conversations.services import hand_back, reply_as_staff, take_over
from tenants.panel import MemberRequest, form_token, member_view, page_context
from tenants.throttling import is_first

PAGE_ROWS = 30
SHOWN_MESSAGES = 200
REPLY_LENGTH = 4000
FILTERS = ("waiting", "staff")


@dataclass(frozen=True)
class Page:
    """Some rows of the list. `older` names the row after which the next page begins; empty on the last."""

    rows: Sequence[Conversation]
    older: str
    fingerprint: str


@require_safe
@member_view()
def conversation_list(request: MemberRequest) -> HttpResponse:
    """Newest first, 30 on a page. A poll that already has these rows (`seen`) is answered 204."""
    wanted = request.GET.get("show", "")
    wanted = wanted if wanted in FILTERS else ""
    page = _page(wanted, after=request.GET.get("after", ""))
    if request.htmx and request.GET.get("seen") == page.fingerprint:
        return HttpResponse(status=204)
    context = page_context(request, section="conversations", page=page, show=wanted, now=timezone.now())
    template = "panel/conversations.html#rows" if request.htmx else "panel/conversations.html"
    return render(request, template, context | {"is_first": "after" not in request.GET})


@require_safe
@member_view()
def thread(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """One conversation. A poll that already has all of it (`seen`) is answered 204."""
    conversation = _find(public_id)
    messages = list_recent(conversation, limit=SHOWN_MESSAGES)
    if request.htmx and request.GET.get("seen") == _thread_mark(conversation, messages):
        return HttpResponse(status=204)
    return _show(request, conversation, messages, part="live")


@require_POST
@member_view()
def take(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Staff answer from now on."""
    take_over(_find(public_id), staff=request.user)
    return _done(request, public_id)


@require_POST
@member_view()
def give_back(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The agent answers again."""
    hand_back(_find(public_id))
    return _done(request, public_id)


@require_POST
@member_view()
def reply(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Answer in person. The same form sent twice is one message; an empty one is 422."""
    conversation, text = _find(public_id), request.POST.get("text", "").strip()
    if not text or len(text) > REPLY_LENGTH:
        messages = list_recent(conversation, limit=SHOWN_MESSAGES)
        problem = _("Write a message of at most 4000 characters.")
        return _show(request, conversation, messages, part="desk", problem=problem, text=text)
    if is_first("reply", f"{public_id}:{request.POST.get('token', '')}"):
        reply_as_staff(conversation, staff=request.user, text=text)
    return _done(request, public_id)


@require_safe
@member_view()
def waiting(request: MemberRequest) -> HttpResponse:
    """How many customers wait, for the navigation."""
    count = Conversation.objects.filter(unanswered_since__isnull=False).count()
    return render(request, "panel/waiting.html", {"count": count})


def _page(wanted: str, *, after: str) -> Page:
    rows = _newest_first()
    if wanted == "waiting":
        rows = rows.filter(unanswered_since__isnull=False)
    elif wanted == "staff":
        rows = rows.filter(owner=Owner.STAFF, owner_until__gt=timezone.now())
    if after:
        rows = rows.filter(_comes_after(after))
    found = list(rows[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    older = str(shown[-1].public_id) if len(found) > PAGE_ROWS else ""
    return Page(shown, older, _fingerprint([*map(_row_mark, shown), older]))


def _newest_first() -> QuerySet[Conversation]:
    newest = Message.objects.filter(conversation=OuterRef("pk")).order_by("-id")
    rows = Conversation.objects.select_related("customer", "identity", "owner_user").annotate(
        last_text=Subquery(newest.values("text")[:1]), last_author=Subquery(newest.values("author")[:1])
    )
    return rows.order_by(F("last_message_at").desc(nulls_last=True), "-pk")


def _comes_after(public_id: str) -> Q:
    try:
        row = Conversation.objects.only("last_message_at").get(public_id=UUID(public_id))
    except (Conversation.DoesNotExist, ValueError) as error:
        raise Http404 from error
    return Q(last_message_at__lt=row.last_message_at) | Q(last_message_at=row.last_message_at, pk__lt=row.pk)


def _find(public_id: UUID) -> Conversation:
    rows = Conversation.objects.select_related("customer", "identity", "owner_user", "tenant")
    return get_object_or_404(rows, public_id=public_id)


def _done(request: MemberRequest, public_id: UUID) -> HttpResponse:
    if not request.htmx:
        return redirect("panel:conversation", slug=request.tenant.slug, public_id=public_id)
    conversation = _find(public_id)
    return _show(request, conversation, list_recent(conversation, limit=SHOWN_MESSAGES), part="desk")


def _show(
    request: MemberRequest,
    conversation: Conversation,
    messages: Sequence[Message],
    *,
    part: str,
    problem: str = "",
    text: str = "",
) -> HttpResponse:
    address = reverse("panel:conversation", args=[request.tenant.slug, conversation.public_id])
    context = page_context(
        request, section="conversations", conversation=conversation, thread=messages, address=address,
        language_next=address, seen=_thread_mark(conversation, messages), is_agents=agent_owns(conversation),
        token=form_token(), problem=problem, text=text,
    )  # fmt: skip
    template = f"panel/conversation.html#{part}" if request.htmx else "panel/conversation.html"
    return render(request, template, context, status=422 if problem else 200)


def _row_mark(row: Conversation) -> str:
    owner = f"{row.owner}{row.owner_until}"
    return f"{row.public_id}{row.last_message_at}{row.unanswered_since}{owner}{row.customer}"


def _thread_mark(conversation: Conversation, messages: Sequence[Message]) -> str:
    marks = [f"{message.public_id}{message.status}{message.edited_at}" for message in messages]
    return _fingerprint([*marks, _row_mark(conversation), str(agent_owns(conversation))])


def _fingerprint(marks: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:16]
