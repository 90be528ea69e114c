"""The analytics about orders: what was sold, and what and who brought most. The page around them is of tenants."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lib.money import format_money, round_money
from orders.amounts import amount_of
from orders.analytics.day_sales import SUMS
from orders.analytics.selectors import Buyer, Sales, Seller, get_sales, list_buyers, list_days, list_sellers
from orders.models import STATUS_CHOICES, ConfirmationState, Source
from orders.tasks import count_days
from tenants.analytics.charts import Chart
from tenants.analytics.panel import may_count, show_section
from tenants.analytics.periods import Period
from tenants.analytics.report import (
    Figure,
    Row,
    Section,
    Table,
    amount_figure,
    count_figure,
    day_chart,
    locale,
    number,
    share,
    share_figure,
)
from tenants.models import Role
from tenants.panel import MemberRequest, member_view
from tenants.queueing import enqueue


@require_safe
@member_view(role=Role.MANAGER)
def sales(request: MemberRequest) -> HttpResponse:
    """Revenue, orders and the average order; orders by status, source and answer to the question."""
    return show_section(request, partial(_sales, request))


@require_safe
@member_view(role=Role.MANAGER)
def best(request: MemberRequest) -> HttpResponse:
    """The products and the customers that brought most."""
    return show_section(request, partial(_best, request))


def _sales(request: MemberRequest, period: Period) -> Section:
    now, before = get_sales(period)
    figures = [
        _revenue(request, period, now, before),
        count_figure(
            _("Orders"), _("Orders made in this time, cancelled ones included, wherever they were taken."),
            now.orders, before.orders, href=_rows(request, period),
        ),
        _average(request, period, now, before),
        share_figure(
            _("Confirmed by customers"),
            _("Of the orders from your shop's site, the API and the extension whose customer was asked whether the order is right: how many said yes."),  # noqa: E501
            *((sales.confirmations.get(ConfirmationState.CONFIRMED, 0), sales.asked) for sales in (now, before)),
            href=_rows(request, period, confirmation="confirmed"),
        ),
    ]  # fmt: skip
    tables = [_statuses(request, period, now), _sources(request, period, now), _answers(request, period, now)]
    return Section(_("Sales"), figures, tables, [_chart(request, period)])


def _best(request: MemberRequest, period: Period) -> Section:
    sellers, is_complete = list_sellers(period, today=timezone.localdate(timezone=period.zone))
    if not is_complete and may_count(request.tenant, SUMS.subject):
        enqueue(count_days, request.tenant.pk)
    tables = [_products(request, period, sellers), _customers(request, list_buyers(period))]
    return Section(_("Best sellers"), (), tables, is_complete=is_complete)


def _products(request: MemberRequest, period: Period, sellers: Iterable[Seller]) -> Table:
    rows = [
        Row(
            [seller.product.name, number(seller.orders), amount_of(seller.quantity, seller.product.unit),
             _money(seller.total, seller.currency)],
            [seller.product.name, seller.orders, seller.quantity, seller.total],
            _rows(request, period, product=str(seller.product.public_id)),
        )
        for seller in sellers
    ]  # fmt: skip
    return Table(
        "products", _("Top products"),
        _("The ten products with the largest sum of order lines, without orders that were cancelled. Discounts and delivery are not part of a line."),  # noqa: E501
        [_("Product"), _("Orders"), _("Quantity"), _("Sum")], rows,
    )  # fmt: skip


def _customers(request: MemberRequest, buyers: Iterable[Buyer]) -> Table:
    rows = [
        Row(
            [str(buyer.customer), number(buyer.orders), _money(buyer.total, buyer.currency)],
            [str(buyer.customer), buyer.orders, buyer.total],
            reverse("panel:person", args=[request.tenant.slug, buyer.customer.public_id]),
        )
        for buyer in buyers
    ]
    return Table(
        "customers", _("Top customers"),
        _("The ten people with the largest sum of orders that were not cancelled. Customers that you merged count as one."),  # noqa: E501
        [_("Customer"), _("Orders"), _("Sum")], rows,
    )  # fmt: skip


def _revenue(request: MemberRequest, period: Period, now: Sales, before: Sales) -> Figure:
    currency = request.tenant.currency
    others = [_money(now.revenue(other), other) for other in now.gross if other != currency]
    figure = amount_figure(
        _("Revenue"),
        _("The totals of the orders made in this time that are not cancelled, with delivery and fees, less refunds paid out in this time. Whether an order is paid already makes no difference."),  # noqa: E501
        now.revenue(currency), before.revenue(currency), cases=(now.orders, before.orders),
        show=lambda amount: _money(amount, currency), href=_rows(request, period, status="sold"),
    )  # fmt: skip
    if not others:
        return figure
    shown = " + ".join([figure.shown, *others])
    return Figure(
        figure.label, shown, figure.definition, figure.before, figure.change, figure.href, is_thin=figure.is_thin
    )


def _average(request: MemberRequest, period: Period, now: Sales, before: Sales) -> Figure:
    currency = request.tenant.currency
    return amount_figure(
        _("Average order"), _("The total of the orders that are not cancelled, divided by their number. Refunds are not subtracted."),  # noqa: E501
        now.average(currency), before.average(currency),
        cases=(now.sold.get(currency, 0), before.sold.get(currency, 0)),
        show=lambda amount: _money(amount, currency), href=_rows(request, period, status="sold"),
    )  # fmt: skip


def _chart(request: MemberRequest, period: Period) -> Chart:
    currency = request.tenant.currency
    return day_chart(
        "sales-days", _("Sales by day"), _("Of each day, the totals of its orders that are not cancelled."), _("Sum"),
        period=period, sums=list_days(period, currency), show=lambda amount: _money(Decimal(amount), currency),
    )  # fmt: skip


def _statuses(request: MemberRequest, period: Period, now: Sales) -> Table:
    return Table(
        "statuses", _("Orders by status"), _("Where the orders made in this time stand at this moment."),
        [_("Status"), _("Orders"), _("Share")], _shares(request, period, "status", dict(STATUS_CHOICES), now.statuses),
    )  # fmt: skip


def _sources(request: MemberRequest, period: Period, now: Sales) -> Table:
    return Table(
        "sources", _("Orders by source"), _("Where the orders made in this time were taken, cancelled ones included."),
        [_("Source"), _("Orders"), _("Share")], _shares(request, period, "source", dict(Source.choices), now.sources),
    )  # fmt: skip


def _answers(request: MemberRequest, period: Period, now: Sales) -> Table:
    labels = dict(ConfirmationState.choices)
    return Table(
        "confirmations", _("What customers answered"),
        _("Orders from outside in this time whose customer was to be asked whether the order is right, by what became of it."),  # noqa: E501
        [_("Answer"), _("Orders"), _("Share")], _shares(request, period, "confirmation", labels, now.confirmations),
    )  # fmt: skip


def _shares(
    request: MemberRequest, period: Period, name: str, labels: Mapping[str, object], counts: Mapping[str, int]
) -> list[Row]:
    """A row for each thing that there is, with its share of them all."""
    whole = sum(counts.values())
    return [
        Row(
            [str(label), number(counts[value]), share(counts[value], whole)], [str(label), counts[value]],
            _rows(request, period, **{name: value}),
        )
        for value, label in labels.items() if counts.get(value)
    ]  # fmt: skip


def _rows(request: MemberRequest, period: Period, **wanted: str) -> str:
    filters = "".join(f"&{name}={value}" for name, value in wanted.items())
    return f"{reverse('panel:analytics_orders', args=[request.tenant.slug])}?{period.query}{filters}"


def _money(amount: Decimal, currency: str) -> str:
    return format_money(round_money(amount, currency), currency, locale())
