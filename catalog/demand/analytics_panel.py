"""The analytics about lost demand: what customers asked for and did not get, and what that would have been worth."""

from decimal import Decimal
from functools import partial
from uuid import UUID

from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.demand.figures import Lost, get_lost, list_lost
from catalog.models import LostDemand
from lib.money import format_money
from tenants.analytics.panel import show_rows, show_section
from tenants.analytics.periods import Period
from tenants.analytics.report import UNKNOWN, Row, Rows, Section, Table, amount_figure, count_figure, locale, number
from tenants.models import Role
from tenants.panel import MemberRequest, member_view

PAGE_ROWS = 50


@require_safe
@member_view(role=Role.MANAGER)
def lost(request: MemberRequest) -> HttpResponse:
    """How many wishes, what they were worth, and the things that most people wanted."""
    return show_section(request, partial(_section, request))


@require_safe
@member_view(role=Role.MANAGER)
def lost_rows(request: MemberRequest) -> HttpResponse:
    """Each wish (of one thing: `wish`, the public id of one of them)."""
    return show_rows(request, partial(_page, request))


def _section(request: MemberRequest, period: Period) -> Section:
    now, before = (get_lost(part.start, part.end) for part in (period, period.before))
    address = _rows(request, period)
    figures = [
        count_figure(
            _("Wishes not fulfilled"),
            _("What customers asked for in this time and did not get, each person once for each thing: sold out, not sold here, or not delivered there."),  # noqa: E501
            now.wishes, before.wishes, href=address,
        ),
        amount_figure(
            _("Worth at least"),
            _("The price that each wanted product has today, one for each person who asked. Things that you do not sell have no price and are not in it."),  # noqa: E501
            now.worth, before.worth, cases=(now.priced, before.priced), show=lambda amount: _money(request, amount),
            href=address,
        ),
    ]  # fmt: skip
    rows = [_row(request, period, found) for found in list_lost(period.start, period.end)]
    table = Table(
        "wishes", _("Most wanted"), _("The ten things that most people asked for and did not get, whether that is settled by now or not."),  # noqa: E501
        [_("Wanted"), _("People"), _("Worth at least")], rows,
    )  # fmt: skip
    return Section(_("Lost demand"), figures, [table])


def _row(request: MemberRequest, period: Period, found: Lost) -> Row:
    worth = _money(request, found.worth) if found.priced else UNKNOWN
    name = found.name
    return Row(
        [name, number(found.wishes), worth], [name, found.wishes, found.worth if found.priced else ""],
        f"{_rows(request, period)}&wish={found.newest}",
    )  # fmt: skip


def _page(request: MemberRequest, period: Period) -> Rows:
    rows = LostDemand.objects.select_related("product").filter(asked_at__gte=period.start, asked_at__lt=period.end)
    if wish := request.GET.get("wish", ""):
        rows = rows.filter(key=_find(wish).key)
    if after := request.GET.get("after", ""):
        place = _find(after)
        rows = rows.filter(Q(asked_at__lt=place.asked_at) | Q(asked_at=place.asked_at, pk__lt=place.pk))
    found = list(rows.order_by(F("asked_at").desc(), "-pk")[: PAGE_ROWS + 1])
    shown = found[:PAGE_ROWS]
    lines = [
        Row(
            [row.product.name if row.product else row.words, row.get_reason_display(),
             date_format(row.asked_at.astimezone(period.zone), "SHORT_DATETIME_FORMAT")],
            href=reverse("panel:conversation", args=[request.tenant.slug, row.conversation_id]),
        )
        for row in shown
    ]  # fmt: skip
    older = str(shown[-1].public_id) if len(found) > PAGE_ROWS else ""
    return Rows(_("Lost demand"), [_("Wanted"), _("Reason"), _("Last asked")], lines, older)


def _find(public_id: str) -> LostDemand:
    try:
        return LostDemand.objects.get(public_id=UUID(public_id))
    except (LostDemand.DoesNotExist, ValueError) as error:
        raise Http404 from error


def _rows(request: MemberRequest, period: Period) -> str:
    return f"{reverse('panel:analytics_lost_rows', args=[request.tenant.slug])}?{period.query}"


def _money(request: MemberRequest, amount: Decimal) -> str:
    return format_money(amount, request.tenant.currency, locale())
