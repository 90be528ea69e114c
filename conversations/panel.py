"""The panel's list of conversations: who waits, and who answers. One of them is in thread/panel.py."""

from collections.abc import Container
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from conversations.inbox.listing import Page, Row, Wanted, find_place, list_page
from conversations.inbox.stages import list_stages
from conversations.models import Conversation, ConversationStatus, LeadStatus
from conversations.templatetags.conversations_text import CHANNELS
from conversations.thread.messages import fingerprint
from tenants.panel import MemberRequest, member_view, page_context

SHOWN = ("waiting", "mine", "staff")
# "all" stands for no status; without a wish only what is open is shown, and a search looks everywhere.
ANY_STATUS = "all"
QUERY_LENGTH = 100


@require_safe
@member_view()
def conversation_list(request: MemberRequest) -> HttpResponse:
    """Newest first, 30 on a page. A poll that already has these rows (`seen`) is answered 204."""
    context = list_context(request)
    page: Page = context["page"]
    if request.htmx and request.GET.get("seen") == page.fingerprint:
        return HttpResponse(status=204)
    template = "panel/conversation_list.html#rows" if request.htmx else "panel/conversations.html"
    return render(request, template, context)


@require_safe
@member_view()
def waiting(request: MemberRequest) -> HttpResponse:
    """How many customers wait, for the navigation."""
    count = Conversation.objects.filter(unanswered_since__isnull=False).count()
    return render(request, "panel/waiting.html", {"count": count})


def list_context(request: MemberRequest, *, opened: str = "") -> dict[str, Any]:
    """The list beside the open conversation `opened`, or alone: its rows, and what it is asked for."""
    wanted, place = read_wanted(request.GET), request.GET.get("after", "")
    after = find_place(place) if place else None
    if place and after is None:
        raise Http404
    found = list_page(wanted, member=request.membership, after=after)
    page = replace(found, fingerprint=fingerprint([*map(_mark, found.rows), found.older]))
    chosen = _as_chosen(wanted)
    return page_context(
        request, section="conversations", page=page, wanted=wanted, chosen=chosen, now=timezone.now(),
        filters=urlencode({name: text for name, text in chosen.items() if text}),
        filters_but_show=urlencode({name: text for name, text in chosen.items() if text and name != "show"}),
        is_first=not place, is_filtered=any(text for name, text in chosen.items() if name != "show"),
        leads=LeadStatus.choices, statuses=ConversationStatus.choices, channels=sorted(CHANNELS.items()),
        stages=[] if request.htmx or opened else list_stages(), opened=opened or request.GET.get("opened", ""),
    )  # fmt: skip


def read_wanted(asked: QueryDict) -> Wanted:
    """What the address asks for; what there is not means all."""
    known: dict[str, Container[str]] = {
        "show": SHOWN, "status": [*ConversationStatus.values, ANY_STATUS], "channel": CHANNELS,
        "lead": LeadStatus.values,
    }  # fmt: skip
    chosen = {name: str(asked[name]) if asked.get(name) in choices else "" for name, choices in known.items()}
    query = asked.get("q", "").replace("\x00", "").strip()[:QUERY_LENGTH]
    status = chosen["status"] or (ANY_STATUS if query else ConversationStatus.OPEN.value)
    return Wanted(
        show=chosen["show"], status="" if status == ANY_STATUS else status, channel=chosen["channel"],
        lead=chosen["lead"], stage=asked.get("stage", "")[:40], query=query,
    )  # fmt: skip


def _as_chosen(wanted: Wanted) -> dict[str, str]:
    """For addresses: what differs from the usual list."""
    usual = "" if wanted.query else ConversationStatus.OPEN.value
    status = "" if wanted.status == usual else wanted.status or ANY_STATUS
    return {
        "show": wanted.show, "status": status, "channel": wanted.channel, "lead": wanted.lead, "stage": wanted.stage,
        "q": wanted.query,
    }  # fmt: skip


def _mark(row: Row) -> str:
    talk = row.talk
    facts = (
        talk.public_id, talk.last_message_at, talk.unanswered_since, talk.owner, talk.owner_until, talk.customer,
        talk.lead_status, talk.status, talk.stage, talk.assigned_to_id, row.unread, row.waited_minutes, row.is_late,
    )  # fmt: skip
    return "|".join(map(str, facts))
