"""The conversations, handovers, answers and customers behind a number of the analytics."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conversations.analytics.selectors import new_customers
from conversations.models import UNSAID, Author, Conversation, Handover, HandoverCause, Message, Purpose
from conversations.templatetags.conversations_text import channel_name
from tenants.analytics.panel import show_rows
from tenants.analytics.periods import Period
from tenants.analytics.report import Row, Rows
from tenants.models import Role
from tenants.panel import MemberRequest, member_view

PAGE_ROWS = 50


@require_safe
@member_view(role=Role.MANAGER)
def talk_rows(request: MemberRequest) -> HttpResponse:
    """`what`: conversations (also `contained`, `kind`), handovers (`cause`), answers (`author`) or customers."""
    build = PAGES.get(request.GET.get("what", ""), _talks)
    return show_rows(request, partial(build, request))


def _talks(request: MemberRequest, period: Period) -> Rows:
    rows = Conversation.objects.select_related("customer", "identity").filter(**_within(period))
    if kind := request.GET.get("kind", "")[:20]:
        rows = rows.filter(identity__kind=kind)
    if request.GET.get("what") == "contained":
        of_talk = {"conversation": OuterRef("pk")}
        staff = Message.objects.filter(author=Author.STAFF, **of_talk)
        rows = rows.filter(~Exists(Handover.objects.filter(**of_talk)), ~Exists(staff))
    shown, older = _page(request, rows)
    return Rows(
        _("Conversations"), [_("Customer"), _("Channel"), _("Began")],
        [
            Row(
                [str(row.customer), str(channel_name(row.identity.kind)), _when(request, row.created_at)],
                href=_talk(request, row),
            )
            for row in shown
        ],
        older,
    )  # fmt: skip


def _handovers(request: MemberRequest, period: Period) -> Rows:
    rows = Handover.objects.select_related("conversation__customer").filter(**_within(period))
    if (cause := request.GET.get("cause", "")) in HandoverCause.values:
        rows = rows.filter(cause=cause)
    shown, older = _page(request, rows)
    return Rows(
        _("Handovers"), [_("Customer"), _("Reason"), _("About"), _("When")],
        [
            Row(
                [str(row.conversation.customer), row.get_cause_display(), row.words, _when(request, row.created_at)],
                href=_talk(request, row.conversation),
            )
            for row in shown
        ],
        older,
    )  # fmt: skip


def _answers(request: MemberRequest, period: Period) -> Rows:
    author = request.GET.get("author", "")
    author = author if author in {Author.AGENT, Author.STAFF} else Author.AGENT
    said = Q(author=author, purpose=Purpose.REPLY) & ~Q(status__in=UNSAID)
    rows = Message.objects.select_related("conversation__customer").filter(said, **_within(period))
    shown, older = _page(request, rows)
    return Rows(
        _("Answers"), [_("Customer"), _("Answer"), _("When")],
        [
            Row(
                [str(row.conversation.customer), row.text[:120], _when(request, row.created_at)],
                href=_talk(request, row.conversation),
            )
            for row in shown
        ],
        older,
    )  # fmt: skip


def _customers(request: MemberRequest, period: Period) -> Rows:
    shown, older = _page(request, new_customers(period))
    return Rows(
        _("New customers"), [_("Customer"), _("Phone"), _("Since")],
        [
            Row(
                [str(row), row.phone, _when(request, row.created_at)],
                href=reverse("panel:person", args=[request.tenant.slug, row.public_id]),
            )
            for row in shown
        ],
        older,
    )  # fmt: skip


PAGES: dict[str, Callable[[MemberRequest, Period], Rows]] = {
    "handovers": _handovers, "answers": _answers, "customers": _customers,
}  # fmt: skip


def _page(request: MemberRequest, rows: "QuerySet[Any]") -> tuple[list[Any], str]:
    """Newest first, and the row after which the next page begins."""
    if after := request.GET.get("after", ""):
        place = _find(rows.model, after)
        behind = Q(created_at__lt=place.created_at) | Q(created_at=place.created_at, pk__lt=place.pk)
        rows = rows.filter(behind, created_at__lte=place.created_at)
    found = list(rows.order_by("-created_at", "-pk")[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    return shown, str(shown[-1].public_id) if len(found) > PAGE_ROWS else ""


def _find(model: type[Any], public_id: str) -> Any:
    try:
        return model.objects.only("created_at").get(public_id=UUID(public_id))
    except (model.DoesNotExist, ValueError) as error:
        raise Http404 from error


def _within(period: Period) -> dict[str, datetime]:
    return {"created_at__gte": period.start, "created_at__lt": period.end}


def _when(request: MemberRequest, moment: datetime) -> str:
    return date_format(moment.astimezone(request.tenant.zone), "SHORT_DATETIME_FORMAT")


def _talk(request: MemberRequest, row: Conversation) -> str:
    return reverse("panel:conversation", args=[request.tenant.slug, row.public_id])
