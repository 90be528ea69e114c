"""What a shop sold in a period: reads from sums that are kept by day, so that they cost the same in a large shop."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from heapq import nlargest
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from catalog.models import Product
from conversations.models import Customer
from lib.money import ZERO
from orders.analytics.day_sales import SUMS, count_sales
from orders.models import Confirmation, ConfirmationState, DayFigure, DaySale, Order, Payment, PaymentKind, PaymentState
from orders.states import Status
from tenants.analytics.day_sums import split
from tenants.analytics.periods import Period
from tenants.analytics.young_figures import at_most_a_minute_old

MOST = 10
# A question that the customer could answer: those about to be asked, not asked or not reached are none.
ASKED = (
    ConfirmationState.ASKED, ConfirmationState.CONFIRMED, ConfirmationState.CANCELLED, ConfirmationState.SILENT,
    ConfirmationState.HANDED_OVER,
)  # fmt: skip


@dataclass(frozen=True)
class Sales:
    """Orders made in a period. Amounts by currency; cancelled orders are only in `orders` and in the counts."""

    orders: int
    sold: dict[str, int]
    gross: dict[str, Decimal]
    refunds: dict[str, Decimal]
    statuses: dict[str, int]
    sources: dict[str, int]
    confirmations: dict[str, int]

    def revenue(self, currency: str) -> Decimal:
        """Of orders that are not cancelled, less what was paid back."""
        return self.gross.get(currency, ZERO) - self.refunds.get(currency, ZERO)

    def average(self, currency: str) -> Decimal:
        """Of one order that is not cancelled, before refunds."""
        sold = self.sold.get(currency, 0)
        return self.gross.get(currency, ZERO) / sold if sold else ZERO

    @property
    def asked(self) -> int:
        """Orders from outside whose customer was asked."""
        return sum(count for state, count in self.confirmations.items() if state in ASKED)


@dataclass(frozen=True)
class Seller:
    """A product and what was sold of it, in one currency."""

    product: Product
    currency: str
    orders: int
    quantity: Decimal
    total: Decimal


@dataclass(frozen=True)
class Buyer:
    """A person, whatever names they ordered under, and what they bought in one currency."""

    customer: Customer
    currency: str
    orders: int
    total: Decimal


def get_sales(period: Period) -> tuple[Sales, Sales]:
    """Of the current tenant: the period, and the one before it."""
    figures = list(_figures(period))
    refunds = list(_refunds(period))
    asked = list(_confirmations(period))
    now, before = (
        _sales(*([row[:-1] for row in rows if row[-1] == is_now] for rows in (figures, refunds, asked)))
        for is_now in (True, False)
    )
    return now, before


def list_days(period: Period, currency: str) -> dict[date, Decimal]:
    """The total of each day's orders that are not cancelled, refunds not subtracted."""
    rows = DayFigure.objects.filter(day__range=(period.first, period.last), currency=currency)
    sums = rows.exclude(status=Status.CANCELLED).order_by().values_list("day").annotate(Sum("total"))
    return dict(sums)


def list_sellers(period: Period, *, today: date) -> tuple[list[Seller], bool]:
    """The products that brought most, and whether all days of the period are counted."""
    parts = split(SUMS.subject, period, today=today)
    sums: defaultdict[tuple[int, str], list[Any]] = defaultdict(lambda: [0, ZERO, ZERO])
    kept = _kept_sales(parts.kept) if parts.kept else ()
    live = _live_sales(parts.live) if parts.live else ()
    for product, currency, *amounts in (*kept, *live):
        sums[product, currency] = [old + new for old, new in zip(sums[product, currency], amounts, strict=True)]
    best = nlargest(MOST, sums.items(), key=lambda row: (row[1][2], row[1][0], -row[0][0]))
    products = Product.objects.in_bulk([product for (product, _currency), _sums in best])
    found = [Seller(products[key[0]], key[1], *amounts) for key, amounts in best if key[0] in products]
    return found, parts.is_complete


def list_buyers(period: Period) -> list[Buyer]:
    """The people who bought most; customers who are known to be one person count as one."""
    best = at_most_a_minute_old("buyers", period.first, period.last, count=lambda: _best_buyers(period))
    people = Customer.objects.in_bulk([row[0] for row in best])
    return [Buyer(people[row[0]], *row[1:]) for row in best if row[0] in people]


def _best_buyers(period: Period) -> list[tuple[Any, ...]]:
    """Keys of people, the currency, how many orders, their sum.

    Nearly all customers are one person each: their sums are read from the orders alone.
    """
    rows = Order.objects.filter(created_at__gte=period.start, created_at__lt=period.end).order_by()
    sold = rows.exclude(status=Status.CANCELLED)
    pairs = Customer.objects.filter(merged_into__isnull=False).values_list("pk", "merged_into")
    merged = {pk for pair in pairs for pk in pair if pk}
    alone = sold.exclude(customer_id__in=merged) if merged else sold
    sums = list(_best(alone.annotate(person=F("customer_id"))))
    if merged:
        person = Coalesce("customer__merged_into", "customer_id")
        sums += _best(sold.filter(customer_id__in=merged).annotate(person=person))
    return nlargest(MOST, sums, key=lambda row: (row[3], -row[0]))


def _best(rows: "QuerySet[Any]") -> Iterable[tuple[Any, ...]]:
    sums = rows.values("person", "currency").annotate(made=Count("pk"), bought=Sum("total"))
    return sums.order_by("-bought", "person").values_list("person", "currency", "made", "bought")[:MOST]


def _live_sales(live: Period) -> Iterable[tuple[Any, ...]]:
    days = (live.first, live.last)
    return at_most_a_minute_old("sales", *days, count=lambda: [row[1:] for row in count_sales(live)])


def _kept_sales(period: Period) -> Iterable[tuple[Any, ...]]:
    rows = DaySale.objects.filter(day__range=(period.first, period.last)).order_by()
    return rows.values_list("product_id", "currency").annotate(Sum("orders"), Sum("quantity"), Sum("total"))


def _is_now(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003


def _figures(period: Period) -> "QuerySet[DayFigure, Any]":
    rows = DayFigure.objects.filter(day__range=(period.before.first, period.last)).order_by()
    groups = rows.annotate(is_now=_is_now(Q(day__gte=period.first))).values("status", "source", "currency", "is_now")
    sums = groups.annotate(made=Sum("orders"), worth=Sum("total")).exclude(made=0, worth=0)
    return sums.values_list("status", "source", "currency", "made", "worth", "is_now")


def _refunds(period: Period) -> "QuerySet[Payment, Any]":
    """Paid back in the period for orders that still count."""
    rows = Payment.objects.filter(
        kind=PaymentKind.REFUND, state=PaymentState.SUCCEEDED, settled_at__gte=period.before.start,
        settled_at__lt=period.end,
    ).exclude(order__status=Status.CANCELLED)  # fmt: skip
    groups = rows.order_by().annotate(is_now=_is_now(Q(settled_at__gte=period.start))).values("currency", "is_now")
    return groups.annotate(back=Sum("amount")).values_list("currency", "back", "is_now")


def _confirmations(period: Period) -> "QuerySet[Confirmation, Any]":
    rows = Confirmation.objects.filter(created_at__gte=period.before.start, created_at__lt=period.end).order_by()
    groups = rows.annotate(is_now=_is_now(Q(created_at__gte=period.start))).values("state", "is_now")
    return groups.annotate(found=Count("pk")).values_list("state", "found", "is_now")


def _sales(figures: list[Any], refunds: list[Any], asked: list[Any]) -> Sales:
    sold: defaultdict[str, int] = defaultdict(int)
    gross: defaultdict[str, Decimal] = defaultdict(Decimal)
    statuses: defaultdict[str, int] = defaultdict(int)
    sources: defaultdict[str, int] = defaultdict(int)
    for status, source, currency, orders, total in figures:
        statuses[status] += orders
        sources[source] += orders
        if status != Status.CANCELLED:
            sold[currency] += orders
            gross[currency] += total
    return Sales(
        sum(statuses.values()), dict(sold), dict(gross), dict(refunds), dict(statuses), dict(sources), dict(asked)
    )
