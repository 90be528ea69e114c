"""Today: what the models cost so far, beside the cap of a day."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from billing.models import Cap
from billing.periods import Span
from billing.selectors import get_spent, limit_of
from billing.wording import dollars, number
from tenants.models import Role
from tenants.overview_panel import show_part
from tenants.panel import MemberRequest, member_view


@require_safe
@member_view(role=Role.MANAGER)
def spend_today(request: MemberRequest) -> HttpResponse:
    """Dollars and tokens of today, and how much of the day's cap that is."""
    spent = get_spent(Span.DAY, zone=request.tenant.zone)
    cap = Cap.objects.filter(span=Span.DAY).first()
    limit = limit_of(cap) if cap else None
    return show_part(
        request, "panel/today_spend.html", usd=dollars(spent.usd), tokens=number(spent.tokens),
        cap=dollars(limit.usd) if limit and limit.usd is not None else "",
        percent=limit.percent(spent) if limit else None,
    )  # fmt: skip
