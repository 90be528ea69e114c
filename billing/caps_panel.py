"""The panel's page about the caps, and how much of them is used."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.forms import CapsForm, form_of_caps
from billing.limits import LEVELS, Amount, Limit
from billing.models import Cap
from billing.periods import Span
from billing.selectors import get_spent, limit_of
from billing.services import set_caps
from billing.wording import dollars, number
from tenants.models import Role
from tenants.panel import MemberRequest, member_view, page_context


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
        return "is-full" if (self.percent or 0) >= LEVELS[2] else "is-high" if (self.percent or 0) >= LEVELS[1] else ""

    @property
    def levels(self) -> list[tuple[int, bool]]:
        """The percents at which the shop is told, and whether they are reached."""
        return [(level, (self.percent or 0) >= level) for level in LEVELS]


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(role=Role.MANAGER)
def caps(request: MemberRequest) -> HttpResponse:
    """Today's and this month's use against the caps, and the caps themselves. 422 when one of them cannot be."""
    form = CapsForm(request.POST) if request.method == "POST" else form_of_caps()
    if form.is_bound and form.is_valid():
        set_caps(request.tenant, limits=form.limits(), actor=request.user.get_username())
        messages.success(request, _("The caps are saved. They count from the next answer on."))
        return redirect("panel:caps", slug=request.tenant.slug)
    zone = request.tenant.zone
    limits = {cap.span: limit_of(cap) for cap in Cap.objects.all()}
    spans = [(Span.DAY, _("Today")), (Span.MONTH, _("This month"))]
    context = page_context(
        request, section="billing", part="caps", form=form,
        meters=[_meter(label, get_spent(span, zone=zone), limits.get(span)) for span, label in spans],
        language_next=reverse("panel:caps", args=[request.tenant.slug]),
    )  # fmt: skip
    return render(request, "panel/caps.html", context, status=422 if form.errors else 200)


def _meter(label: str, spent: Amount, limit: Limit | None) -> Meter:
    if limit is None:
        return Meter(label, dollars(spent.usd), number(spent.tokens), "", None)
    parts = [dollars(limit.usd) if limit.usd is not None else ""]
    parts += [_("%(count)s tokens") % {"count": number(limit.tokens)} if limit.tokens is not None else ""]
    return Meter(label, dollars(spent.usd), number(spent.tokens), " · ".join(filter(None, parts)), limit.percent(spent))
