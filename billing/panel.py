"""The panel's pages about what the models cost, and each of their calls."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from billing.asked_days import asked_period
from billing.models import EVALUATION_ROLE, PLAYGROUND_ROLE, UsageEvent
from billing.prices import Tokens, price
from billing.replies import get_replies
from billing.selectors import CALLS_PER_PAGE, list_calls
from billing.usage import SOURCES, Row, add_up, list_sums, make_cards, make_charts, make_lines
from billing.wording import dollars, number
from lib.ids import read_uuid
from tenants.analytics.periods import PRESETS, Period
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context

# What models are used for, by the word in a usage row.
ROLES = {
    "chat": gettext_lazy("Conversation"),
    "summary": gettext_lazy("Summaries"),
    "profile": gettext_lazy("Customer profiles"),
    "polish": gettext_lazy("Polishing"),
    "media": gettext_lazy("Photos and voice messages"),
    "test": gettext_lazy("Tests on the models page"),
    EVALUATION_ROLE: gettext_lazy("Evaluations"),
    PLAYGROUND_ROLE: gettext_lazy("Playground"),
}
LAST_YEAR = 9000


@dataclass(frozen=True)
class CallLine:
    """One call in words; `source` says where its price came from when it was made."""

    event: UsageEvent
    job: str
    source: str
    tokens_in: str
    tokens_out: str
    cached: str
    cost: str


@require_safe
@member_view(role=Role.MANAGER)
def usage(request: MemberRequest) -> HttpResponse:
    """Cost and tokens of 7, 30 or 90 days or of one's own, by day, model and job. 422 for days that cannot be."""
    period, problem = asked_period(request.GET, zone=request.tenant.zone)
    days, models = list_sums(period, "day"), list_sums(period, "provider", "model")
    total = add_up(days)
    context = page_context(
        request, section="billing", part="usage", period=period, presets=PRESETS, problem=problem,
        cards=make_cards(total, replies=get_replies(period.first, period.last)),
        charts=make_charts(period, days, slug=request.tenant.slug) if days else [],
        models=make_lines(models, total=total, name=_model_name, source=_source),
        roles=make_lines(list_sums(period, "role"), total=total, name=_role_name, source=lambda _row: ""),
        unpriced=total["all_unpriced"], language_next=request.get_full_path(),
    )  # fmt: skip
    return render(request, "panel/usage.html", context, status=422 if problem else 200)


@require_safe
@member_view(role=Role.MANAGER)
def calls(request: MemberRequest) -> HttpResponse:
    """Each call of a model, the newest first, of all days or of one (`on`)."""
    day = _day(request.GET.get("on", ""))
    span = Period(day, day, request.tenant.zone) if day else None
    start, end = (span.start, span.end) if span else (None, None)
    rows = list_calls(start=start, end=end, before=read_uuid(request.GET.get("before", "")))
    context = page_context(
        request, section="billing", part="calls", calls=[_call_line(row) for row in rows[:CALLS_PER_PAGE]], day=day,
        more=rows[CALLS_PER_PAGE - 1].public_id if len(rows) > CALLS_PER_PAGE else None,
        language_next=request.get_full_path(),
    )  # fmt: skip
    return render(request, "panel/calls.html", context)


@require_safe
@member_view()
def old_spend(request: MemberRequest) -> HttpResponse:
    """Where the page was when alerts were written that still point there."""
    return redirect("panel:caps", slug=request.tenant.slug)


def _call_line(event: UsageEvent) -> CallLine:
    return CallLine(
        event, str(ROLES.get(event.role, event.role)), str(SOURCES[event.price_source]), number(event.input_tokens),
        number(event.output_tokens), number(event.cache_read_tokens), dollars(event.cost_usd),
    )  # fmt: skip


def _model_name(row: Row) -> str:
    return str(row["model"] or row["provider"])


def _role_name(row: Row) -> str:
    return str(ROLES.get(row["role"], row["role"]))


def _source(row: Row) -> str:
    """As it is known today; what counted for a call stands in the list of calls."""
    return str(SOURCES[price(row["provider"], row["model"], Tokens(), at=timezone.now()).source])


def _day(text: str) -> date | None:
    """The day after it must be a date, too."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year <= LAST_YEAR else None
