"""The analytics about conversations: how many, how many needed a person and why, and how long people waited."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conversations.analytics.day_counts import SUMS
from conversations.analytics.selectors import Talks, get_talks
from conversations.models import Author, HandoverCause
from conversations.tasks import count_days
from conversations.templatetags.conversations_text import channel_name
from lib.durations import percentile
from tenants.analytics.charts import Chart
from tenants.analytics.panel import may_count, show_section
from tenants.analytics.periods import Period
from tenants.analytics.report import (
    Figure,
    Row,
    Section,
    Table,
    count_figure,
    day_chart,
    duration,
    number,
    share,
    share_figure,
    wait_figure,
)
from tenants.models import Role
from tenants.panel import MemberRequest, member_view
from tenants.queueing import enqueue


@require_safe
@member_view(role=Role.MANAGER)
def talks(request: MemberRequest) -> HttpResponse:
    """Conversations, new customers, containment, waits; by channel, cause of handover, and who answered."""
    return show_section(request, partial(_section, request))


def _section(request: MemberRequest, period: Period) -> Section:
    now, before = get_talks(period, today=timezone.localdate(timezone=period.zone))
    if not now.is_complete and may_count(request.tenant, SUMS.subject):
        enqueue(count_days, request.tenant.pk)
    figures = [*_counts(request, period, now, before), *_waits(request, period, now, before)]
    tables = [_channels(request, period, now), _causes(request, period, now), _answers(request, period, now)]
    return Section(_("Conversations"), figures, tables, [_chart(period, now)], is_complete=now.is_complete)


def _counts(request: MemberRequest, period: Period, now: Talks, before: Talks) -> list[Figure]:
    return [
        count_figure(
            _("Conversations"), _("Conversations that began in this time, on any channel, whoever wrote first."),
            now.begun, before.begun, href=_rows(request, period),
        ),
        count_figure(
            _("New customers"),
            _("People who were seen for the first time: they wrote, or ordered on another way. Customers that you merged count as one, from the oldest on."),  # noqa: E501
            now.customers, before.customers, href=_rows(request, period, what="customers"),
        ),
        share_figure(
            _("Without a person"),
            _("Of the conversations that began in this time: those that nobody of the shop had to touch. The agent called nobody, and nobody took over or wrote."),  # noqa: E501
            (now.without_people, now.begun), (before.without_people, before.begun),
            href=_rows(request, period, what="contained"),
        ),
        count_figure(
            _("Handovers"),
            _("How often people came into a conversation: the agent called, or somebody took over. Until they leave again it is one time."),  # noqa: E501
            sum(now.handovers.values()), sum(before.handovers.values()), href=_rows(request, period, what="handovers"),
        ),
    ]  # fmt: skip


def _waits(request: MemberRequest, period: Period, now: Talks, before: Talks) -> list[Figure]:
    meaning = _(
        "From the customer's first unanswered message until the answer was written: half of the answers came within this time. To a tenth exact."  # noqa: E501
    )
    authors = {Author.AGENT: _("The agent answers within"), Author.STAFF: _("Staff answer within")}
    return [
        wait_figure(
            label, meaning, now.waits_of(author), before.waits_of(author),
            href=_rows(request, period, what="answers", author=author),
        )
        for author, label in authors.items()
    ]  # fmt: skip


def _channels(request: MemberRequest, period: Period, now: Talks) -> Table:
    rows = [
        Row(
            [str(channel_name(kind)), number(begun), share(begun, now.begun), share(now.contained[kind], begun)],
            [str(channel_name(kind)), begun, now.contained[kind]], _rows(request, period, kind=kind),
        )
        for kind, begun in sorted(now.kinds.items(), key=lambda item: -item[1])
    ]  # fmt: skip
    return Table(
        "channels", _("Channels"),
        _("Conversations that began in this time, by channel, and how many of them no person had to touch."),
        [_("Channel"), _("Conversations"), _("Share"), _("Without a person")], rows,
    )  # fmt: skip


def _causes(request: MemberRequest, period: Period, now: Talks) -> Table:
    whole = sum(now.handovers.values())
    rows = [
        Row(
            [str(HandoverCause(cause).label), number(count), share(count, whole)],
            [str(HandoverCause(cause).label), count], _rows(request, period, what="handovers", cause=cause),
        )
        for cause, count in sorted(now.handovers.items(), key=lambda item: -item[1])
    ]  # fmt: skip
    return Table(
        "handovers", _("Why people came"),
        _("Handovers in this time, by the reason that the agent gave, or by who stepped in."),
        [_("Reason"), _("Handovers"), _("Share")], rows,
    )  # fmt: skip


def _answers(request: MemberRequest, period: Period, now: Talks) -> Table:
    labels = {
        (Author.AGENT, True): _("Agent, first answer"), (Author.AGENT, False): _("Agent, every answer"),
        (Author.STAFF, True): _("Staff, first answer"), (Author.STAFF, False): _("Staff, every answer"),
    }  # fmt: skip
    rows = []
    for (author, first_only), label in labels.items():
        counts = now.waits_of(author, first_only=first_only)
        middle, late = percentile(counts, 50), percentile(counts, 90)
        count = sum(counts.values())
        rows.append(
            Row(
                [label, number(count), duration(middle), duration(late)],
                [label, count, *(round(wait) if wait else "" for wait in (middle, late))],
                _rows(request, period, what="answers", author=author),
            )
        )
    return Table(
        "answers", _("How long customers waited"),
        _("From the customer's first unanswered message until the answer was written. Half of the answers came within the first time, nine of ten within the second. The first answer of a conversation may be the agent's or a person's. To a tenth exact; in the file in seconds."),  # noqa: E501
        [_("Answers of"), _("Answers"), _("Half within"), _("Nine of ten within")], rows,
    )  # fmt: skip


def _chart(period: Period, now: Talks) -> Chart:
    return day_chart(
        "talk-days", _("Conversations by day"), _("How many conversations began on each day."), _("Conversations"),
        period=period, sums=now.days, show=number,
    )  # fmt: skip


def _rows(request: MemberRequest, period: Period, **wanted: str) -> str:
    filters = "".join(f"&{name}={value}" for name, value in wanted.items())
    return f"{reverse('panel:analytics_talk_rows', args=[request.tenant.slug])}?{period.query}{filters}"
