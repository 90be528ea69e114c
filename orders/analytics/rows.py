"""The orders behind a number of the analytics."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.money import format_money
from orders.listing.selectors import list_page, place_of
from orders.listing.wanted import Place, Wanted
from orders.models import STATUS_CHOICES, ConfirmationState, Order, Source
from orders.states import Status
from tenants.analytics.panel import show_rows
from tenants.analytics.periods import Period
from tenants.analytics.report import Row, Rows, locale
from tenants.models import Role
from tenants.panel import MemberRequest, member_view

PAGE_ROWS = 50


@require_safe
@member_view(role=Role.MANAGER)
def orders(request: MemberRequest) -> HttpResponse:
    """`status` (or `sold`: all but cancelled ones), `source`, `product`, `confirmation`; newest first."""
    return show_rows(request, partial(_page, request))


def _page(request: MemberRequest, period: Period) -> Rows:
    after = _uuid(request.GET.get("after", ""))
    state = request.GET.get("confirmation", "")
    is_asked = state in ConfirmationState.values
    found = _asked(period, state, after) if is_asked else _listed(request, period, after)
    shown = found[:PAGE_ROWS]
    return Rows(
        _("Orders"), [_("Order"), _("Ordered"), _("Status"), _("Customer"), _("Total")],
        [_row(request, order) for order in shown], str(shown[-1].public_id) if len(found) > PAGE_ROWS else "",
    )  # fmt: skip


def _listed(request: MemberRequest, period: Period, after: UUID | None) -> Sequence[Order]:
    status, source = request.GET.get("status", ""), request.GET.get("source", "")
    wanted = Wanted(
        statuses=[value for value, _label in STATUS_CHOICES if value == status or _is_sold(status, value)],
        source=source if source in Source.values else "", product_id=_uuid(request.GET.get("product", "")),
        created_from=period.start, created_to=period.end,
    )  # fmt: skip
    return list_page(wanted, after=_place(after), limit=PAGE_ROWS + 1)


def _is_sold(wanted: str, status: str) -> bool:
    return wanted == "sold" and status != Status.CANCELLED


def _asked(period: Period, state: str, after: UUID | None) -> Sequence[Order]:
    """By when the asking began."""
    rows = Order.objects.select_related("customer").filter(
        confirmation__state=state, confirmation__created_at__gte=period.start, confirmation__created_at__lt=period.end
    )
    if place := _place(after):
        rows = rows.filter(pk__lt=place.pk)
    return list(rows.order_by("-pk")[: PAGE_ROWS + 1])


def _place(after: UUID | None) -> Place | None:
    if after is None:
        return None
    try:
        return place_of(after)
    except Order.DoesNotExist as error:
        raise Http404 from error


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _row(request: MemberRequest, order: Order) -> Row:
    made = date_format(order.created_at.astimezone(request.tenant.zone), "SHORT_DATETIME_FORMAT")
    return Row(
        [order.number, made, order.get_status_display(), str(order.customer),
         format_money(order.total, order.currency, locale())],
        href=reverse("panel:order", args=[request.tenant.slug, order.public_id]),
    )  # fmt: skip
