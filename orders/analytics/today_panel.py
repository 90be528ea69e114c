"""Today: what to decide and to pack, today's sales beside the same weekday of last week, and the newest orders."""

from datetime import timedelta
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.money import ZERO, format_money
from orders.analytics.figures import Figures, get_figures
from orders.editing.requests import list_open_requests
from orders.intake.lookalikes import list_open_look_alikes
from orders.models import Order
from orders.states import Status
from tenants.analytics.report import locale, number
from tenants.models import Role
from tenants.overview_panel import Task, show_part
from tenants.panel import MemberRequest, member_view

NEWEST = 5
# More than this nobody counts by hand.
MOST_COUNTED = 99
TO_PACK = (Status.CONFIRMED, Status.PROCESSING)


@require_safe
@member_view()
def orders_today(request: MemberRequest) -> HttpResponse:
    """Figures are for managers and owners; what is to be done is for all."""
    orders = Order.objects.select_related("customer").order_by("-id")[:NEWEST]
    figures = _figures(request) if request.membership.role != Role.AGENT else None
    return show_part(request, "panel/today_orders.html", tasks=_tasks(request), orders=orders, figures=figures)


def _tasks(request: MemberRequest) -> list[Task]:
    address = reverse("panel:orders", args=[request.tenant.slug])
    new = _count(Status.PENDING)
    confirmed, processing = (_count(status) for status in TO_PACK)
    return [
        Task(_("Wishes of customers to decide"), list_open_requests().count(),
             reverse("panel:order_requests", args=[request.tenant.slug]), "help"),
        Task(_("One order or two?"), list_open_look_alikes().count(),
             reverse("panel:look_alikes", args=[request.tenant.slug]), "copy"),
        _limited(_("Orders not confirmed yet"), new, f"{address}?status={Status.PENDING}", "clock"),
        _limited(_("Confirmed orders to prepare"), confirmed, f"{address}?status={Status.CONFIRMED}", "box"),
        _limited(_("Orders to pack"), processing, f"{address}?status={Status.PROCESSING}", "box"),
    ]  # fmt: skip


def _count(status: Status) -> int:
    return Order.objects.filter(status=status).order_by()[: MOST_COUNTED + 1].count()


def _limited(label: str, count: int, href: str, icon: str) -> Task:
    return Task(label, min(count, MOST_COUNTED), href, icon, is_more=count > MOST_COUNTED)


def _figures(request: MemberRequest) -> list[dict[str, str]]:
    today = timezone.localdate(timezone=request.tenant.zone)
    week_ago = today - timedelta(days=7)
    now, before = (get_figures(first=day, last=day) for day in (today, week_ago))
    money = [format_money(_revenue(request, one), request.tenant.currency, locale()) for one in (now, before)]
    return [
        {"label": _("Sales today"), "shown": money[0], "before": money[1]},
        {"label": _("Orders today"), "shown": number(_sold(now)), "before": number(_sold(before))},
    ]


def _revenue(request: MemberRequest, figures: Figures) -> Decimal:
    sums = {turnover.currency: turnover.revenue for turnover in figures.turnover}
    return sums.get(request.tenant.currency, ZERO)


def _sold(figures: Figures) -> int:
    return figures.orders - figures.statuses[Status.CANCELLED]
