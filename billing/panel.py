"""The panel's page about what the models cost, and how much they may."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from billing.forms import CapsForm, form_of_caps
from billing.limits import Amount, Limit
from billing.models import EVALUATION_ROLE, PLAYGROUND_ROLE, Cap
from billing.periods import Span, first_day, today
from billing.selectors import get_spent, limit_of, list_usage
from billing.services import set_caps
from billing.wording import dollars, number
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


@dataclass(frozen=True)
class Meter:
    """What is used of a span, and how much of its cap that is; `percent` is None without a cap."""

    label: str
    usd: str
    tokens: str
    cap: str
    percent: int | None

    @property
    def state(self) -> str:
        return "is-full" if (self.percent or 0) >= 100 else "is-high" if (self.percent or 0) >= 80 else ""


@dataclass(frozen=True)
class Line:
    """What one model or one job took; `is_priced` is False when some of its calls have no known price."""

    name: str
    calls: str
    tokens_in: str
    tokens_out: str
    cost: str
    is_priced: bool


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def spend(request: MemberRequest) -> HttpResponse:
    """Today's and this month's use against the caps, and the caps themselves. 422 when one of them cannot be."""
    form = CapsForm(request.POST) if request.method == "POST" else form_of_caps()
    if form.is_bound and form.is_valid():
        set_caps(request.tenant, limits=form.limits(), actor=request.user.get_username())
        messages.success(request, _("The caps are saved. They count from the next answer on."))
        return redirect("panel:spend", slug=request.tenant.slug)
    zone = request.tenant.zone
    limits = {cap.span: limit_of(cap) for cap in Cap.objects.all()}
    spans = [(Span.DAY, _("Today")), (Span.MONTH, _("This month"))]
    meters = [_meter(label, get_spent(span, zone=zone), limits.get(span)) for span, label in spans]
    since = first_day(Span.MONTH, today(zone))
    models = list_usage("provider", "model", since=since)
    context = page_context(
        request, section="agent", part="spend", form=form, meters=meters,
        models=_lines(models, lambda row: row["model"] or row["provider"]),
        roles=_lines(list_usage("role", since=since), lambda row: str(ROLES.get(row["role"], row["role"]))),
        unpriced=sum(row["all_unpriced"] for row in models),
        language_next=reverse("panel:spend", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/spend.html", context, status=422 if form.errors else 200)


def _meter(label: str, spent: Amount, limit: Limit | None) -> Meter:
    if limit is None:
        return Meter(label, dollars(spent.usd), number(spent.tokens), "", None)
    parts = [dollars(limit.usd) if limit.usd is not None else ""]
    parts += [_("%(count)s tokens") % {"count": number(limit.tokens)} if limit.tokens is not None else ""]
    return Meter(label, dollars(spent.usd), number(spent.tokens), " · ".join(filter(None, parts)), limit.percent(spent))


def _lines(rows: Sequence[dict[str, Any]], name: Any) -> list[Line]:
    return [
        Line(
            name(row), number(row["all_calls"]), number(row["tokens_in"]), number(row["tokens_out"]),
            dollars(_cost(row)), is_priced=not row["all_unpriced"],
        )
        for row in rows
    ]  # fmt: skip


def _cost(row: dict[str, Any]) -> Decimal | None:
    """Nobody knows what these calls cost: that is not the same as nothing."""
    return None if row["all_unpriced"] == row["all_calls"] else row["cost"]
