"""The page about all shops, for superusers: everybody else finds nothing here."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps

from babel.dates import format_skeleton
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from billing.models import Issuer
from billing.months import month_before, next_month, read_month
from billing.operations import SORTS, ShopLine, list_shops, sort_shops
from billing.wording import dollars, locale_name, money, number
from lib.money import ZERO, round_money
from lib.spreadsheets import write_csv

HEAD = (
    "shop", "name", "plan", "replies", "calls", "calls without a price", "cost USD", "revenue", "margin", "currency",
    "invoice",
)  # fmt: skip


def operator_view(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """For superusers; others get 404, as if the page did not exist."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not request.user.is_superuser:
            raise Http404
        return view(request)

    return guarded


@require_safe
@operator_view
def operations(request: HttpRequest) -> HttpResponse:
    """Every shop's month: sorted by `sort` (a minus first turns it round), of the `month`, the present one if none."""
    month, sort = _month(request), request.GET.get("sort", "")
    lines = sort_shops(list_shops(month), by=sort)
    context = {
        "lines": [(line, _words(line)) for line in lines], "month": month, "month_name": _month_name(month),
        "before": month_before(month), "after": next_month(month) if next_month(month) <= _today() else None,
        "sorts": {name: f"-{name}" if sort == name else name for name in SORTS}, "sort": sort,
        "has_issuer": Issuer.objects.exists(), "total": dollars(sum((line.cost_usd for line in lines), start=ZERO)),
        "language_next": request.get_full_path(),
    }  # fmt: skip
    return render(request, "panel/operations.html", context)


@require_safe
@operator_view
def operations_csv(request: HttpRequest) -> HttpResponse:
    month = _month(request)
    lines = sort_shops(list_shops(month), by=request.GET.get("sort", ""))
    headers = {"Content-Disposition": f'attachment; filename="shops-{month:%Y-%m}.csv"'}
    table: list[Sequence[object]] = [HEAD, *(_cells(line) for line in lines)]
    return HttpResponse(write_csv(table), content_type="text/csv; charset=utf-8", headers=headers)


def _words(line: ShopLine) -> dict[str, str]:
    currency = line.plan.currency if line.plan else ""
    return {
        "replies": number(line.replies), "cost": dollars(line.cost_usd),
        "revenue": "–" if line.revenue is None else money(line.revenue, currency),
        "margin": "–" if line.margin is None else money(round_money(line.margin, currency), currency),
    }  # fmt: skip


def _cells(line: ShopLine) -> list[object]:
    return [
        line.tenant.slug, line.tenant.name, line.plan.name if line.plan else "", line.replies, line.calls,
        line.unpriced_calls, line.cost_usd, "" if line.revenue is None else line.revenue,
        "" if line.margin is None or line.plan is None else round_money(line.margin, line.plan.currency),
        line.plan.currency if line.plan else "", line.invoice.number if line.invoice else "",
    ]  # fmt: skip


def _today() -> date:
    return timezone.now().date()


def _month(request: HttpRequest) -> date:
    try:
        return min(read_month(request.GET.get("month", "")), _today().replace(day=1))
    except ValueError:
        return _today().replace(day=1)


def _month_name(month: date) -> str:
    return str(format_skeleton("yMMMM", month, locale=locale_name()))
