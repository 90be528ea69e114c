"""The panel's list of conversations: who waits, and who answers. One of them is in thread_panel.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from conversations.models import Conversation, LeadStatus, Message, Owner
from conversations.thread import fingerprint
from tenants.panel import MemberRequest, member_view, page_context

PAGE_ROWS = 30
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
    lead = request.GET.get("lead", "")
    lead = lead if lead in LeadStatus.values else ""
    page = _page(wanted, lead=lead, after=request.GET.get("after", ""))
    if request.htmx and request.GET.get("seen") == page.fingerprint:
        return HttpResponse(status=204)
    context = page_context(request, section="conversations", page=page, show=wanted, now=timezone.now())
    template = "panel/conversations.html#rows" if request.htmx else "panel/conversations.html"
    return render(
        request, template, context | {"is_first": "after" not in request.GET, "lead": lead, "leads": LeadStatus.choices}
    )


@require_safe
@member_view()
def waiting(request: MemberRequest) -> HttpResponse:
    """How many customers wait, for the navigation."""
    count = Conversation.objects.filter(unanswered_since__isnull=False).count()
    return render(request, "panel/waiting.html", {"count": count})


def _page(wanted: str, *, lead: str, after: str) -> Page:
    rows = _newest_first()
    if wanted == "waiting":
        rows = rows.filter(unanswered_since__isnull=False)
    elif wanted == "staff":
        rows = rows.filter(owner=Owner.STAFF, owner_until__gt=timezone.now())
    if lead:
        rows = rows.filter(lead_status=lead)
    if after:
        rows = rows.filter(_comes_after(after))
    found = list(rows[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    older = str(shown[-1].public_id) if len(found) > PAGE_ROWS else ""
    return Page(shown, older, fingerprint([*map(_row_mark, shown), older]))


def _newest_first() -> QuerySet[Conversation]:
    newest = Message.objects.filter(conversation=OuterRef("pk")).order_by("-id")
    rows = Conversation.objects.select_related("customer", "identity", "owner_user").annotate(
        last_text=Subquery(newest.values("text")[:1]),
        last_author=Subquery(newest.values("author")[:1]),
        last_kind=Subquery(newest.values("kind")[:1]),
    )
    return rows.order_by(F("last_message_at").desc(nulls_last=True), "-pk")


def _comes_after(public_id: str) -> Q:
    try:
        row = Conversation.objects.only("last_message_at").get(public_id=UUID(public_id))
    except (Conversation.DoesNotExist, ValueError) as error:
        raise Http404 from error
    return Q(last_message_at__lt=row.last_message_at) | Q(last_message_at=row.last_message_at, pk__lt=row.pk)


def _row_mark(row: Conversation) -> str:
    owner = f"{row.owner}{row.owner_until}"
    return f"{row.public_id}{row.last_message_at}{row.unanswered_since}{owner}{row.customer}{row.lead_status}"
