"""The analytics about the playbook: how many conversations come how far."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agent.playbooks.models import StageChange
from agent.playbooks.selectors import find_active, list_funnel
from conversations.models import Conversation
from tenants.analytics.panel import show_rows, show_section
from tenants.analytics.periods import Period
from tenants.analytics.report import Row, Rows, Section, Table, number, share
from tenants.models import Role
from tenants.panel import MemberRequest, member_view

PAGE_ROWS = 50


@require_safe
@member_view(role=Role.MANAGER)
def stages(request: MemberRequest) -> HttpResponse:
    """The stages of the active playbook."""
    return show_section(request, partial(_section, request))


@require_safe
@member_view(role=Role.MANAGER)
def stage_rows(request: MemberRequest) -> HttpResponse:
    """The conversations that came to a stage (`stage`)."""
    return show_rows(request, partial(_page, request))


def _section(request: MemberRequest, period: Period) -> Section:
    playbook = find_active()
    reached = list_funnel(playbook, since=period.start, until=period.end) if playbook else []
    most = max((row.conversations for row in reached), default=0)
    address = reverse("panel:analytics_stage_rows", args=[request.tenant.slug])
    rows = [
        Row(
            [row.stage.name, number(row.conversations), share(row.conversations, most), number(row.now)],
            [row.stage.name, row.conversations, row.conversations / most if most else "", row.now],
            f"{address}?{period.query}&stage={row.stage.public_id}",
        )
        for row in reached
    ]  # fmt: skip
    table = Table(
        "stages", _("How far conversations come"),
        _("Conversations that came to a stage of the active playbook in this time, each once per stage. The share is of the stage that most of them reached; who orders at once skips stages. The last column counts those that stand there at this moment."),  # noqa: E501
        [_("Stage"), _("Conversations"), _("Share"), _("Standing there now")], rows,
    )  # fmt: skip
    return Section(_("Stages"), (), [table])


def _page(request: MemberRequest, period: Period) -> Rows:
    playbook = find_active()
    stages = {str(stage.public_id): stage for stage in playbook.stages.all()} if playbook else {}
    stage = stages.get(request.GET.get("stage", ""))
    if playbook is None or stage is None:
        raise Http404
    within = StageChange.objects.filter(playbook=playbook, created_at__gte=period.start, created_at__lt=period.end)
    came = within.filter(to_key=stage.key).values("conversation")
    rows = Conversation.objects.select_related("customer").filter(pk__in=came).order_by("-pk")
    if after := request.GET.get("after", ""):
        rows = rows.filter(pk__lt=_key(after))
    found = list(rows[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    lines = [
        Row(
            [str(row.customer), date_format(row.created_at.astimezone(period.zone), "SHORT_DATETIME_FORMAT")],
            href=reverse("panel:conversation", args=[request.tenant.slug, row.public_id]),
        )
        for row in shown
    ]
    older = str(shown[-1].public_id) if len(found) > PAGE_ROWS else ""
    return Rows(stage.name, [_("Customer"), _("Began")], lines, older)


def _key(public_id: str) -> int:
    try:
        return Conversation.objects.values_list("pk", flat=True).get(public_id=UUID(public_id))
    except (Conversation.DoesNotExist, ValueError) as error:
        raise Http404 from error
