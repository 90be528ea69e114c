"""The figures are kept by a trigger: after any history they equal a count of all orders."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from conversations.tests.factories import CustomerFactory
from orders.analytics.figures import Turnover, compact_figures, get_figures
from orders.models import DayFigure, Order
from orders.tests.factories import make_order
from tenants.scoping import scopes_disabled, tenant_scope

START = datetime.fromisoformat("2026-03-01T20:30:00+00:00")


def counted(shop, first=date.min, last=date.max):
    """The same by looking at every order."""
    rows = [row for row in Order.objects.all() if first <= row.created_at.astimezone(shop.zone).date() <= last]
    sold = [row for row in rows if row.status != "cancelled"]
    currencies = {row.currency for row in sold}
    sums = {currency: sum(row.total for row in sold if row.currency == currency) for currency in currencies}
    return (
        len(rows),
        Counter(row.status for row in rows),
        Counter(row.source for row in rows),
        {currency: Decimal(total) for currency, total in sums.items()},
    )


def kept(**span):
    figures = get_figures(**span)
    return (
        figures.orders,
        Counter({status: count for status, count in figures.statuses.items() if count}),
        Counter(figures.sources),
        {row.currency: row.revenue for row in figures.turnover},
    )


def live(shop, customer, rng):
    """One random thing that can happen to orders, through the ORM and past our services."""
    deed = rng.choice(["make", "make", "move", "price", "many", "delete", "compact", "bulk"])
    some = list(Order.objects.order_by("?")[: rng.randrange(1, 4)])
    if deed == "make":
        order = make_order(shop, customer=customer, source=rng.choice(["chat", "api"]))
        Order.objects.filter(pk=order.pk).update(created_at=START + timedelta(hours=rng.randrange(100)))
    elif deed == "bulk":
        Order.objects.bulk_create(
            Order(
                tenant=shop, customer=customer, number=f"X{rng.random()}"[:20], currency=rng.choice(["ILS", "EUR"]),
                total=Decimal(rng.randrange(10_000)) / 100,
            )
            for _ in range(3)
        )  # fmt: skip
    elif deed == "compact":
        compact_figures()
    elif deed == "many":
        Order.objects.filter(source="chat").update(status=rng.choice(["shipped", "cancelled"]), total=7)
    for order in some if deed in {"move", "price", "delete"} else []:
        if deed == "delete":
            order.delete()
        else:
            values = {"status": rng.choice(["pending", "cancelled", "delivered"])} if deed == "move" else {"total": 5}
            Order.objects.filter(pk=order.pk).update(**values)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_the_figures_are_what_a_full_count_finds(shop, seed):
    rng = random.Random(seed)
    with tenant_scope(shop):
        customer = CustomerFactory(tenant=shop)
        for step in range(30):
            live(shop, customer, rng)
            if step == 20:
                shop.timezone = "America/Los_Angeles"
                shop.save()
        spans = [(date(2026, 3, 2), date(2026, 3, 3)), (date(2026, 3, 4), date.max)]
        assert kept() == counted(shop)
        for first, last in spans:
            assert kept(first=first, last=last) == counted(shop, first, last)
        compact_figures()
        assert kept() == counted(shop)


def test_days_are_the_shops_and_both_ends_count(shop):
    with tenant_scope(shop):
        order = make_order(shop)
        # In Jerusalem it is the next day already.
        Order.objects.filter(pk=order.pk).update(created_at="2026-03-01T22:30:00Z")
        day = date(2026, 3, 2)
        assert get_figures(first=day, last=day).orders == 1
        assert get_figures(last=date(2026, 3, 1)).orders == get_figures(first=date(2026, 3, 3)).orders == 0


def test_revenue_and_average_leave_cancelled_orders_out(shop):
    with tenant_scope(shop):
        orders = [make_order(shop) for _ in range(4)]
        Order.objects.filter(pk=orders[0].pk).update(status="cancelled")
        Order.objects.filter(pk=orders[1].pk).update(total=Decimal("5.00"))
        figures = get_figures()
        assert (figures.orders, figures.statuses["cancelled"]) == (4, 1)
        assert figures.turnover == [Turnover("ILS", 3, Decimal("45.00"), Decimal("15.00"))]


def test_many_changes_become_few_rows_that_say_the_same(shop, other_shop):
    with tenant_scope(other_shop):
        make_order(other_shop)
    with tenant_scope(shop):
        for _ in range(3):
            make_order(shop)
        assert DayFigure.objects.count() == 3
        compact_figures()
        assert DayFigure.objects.count() == 1
        assert DayFigure.objects.aggregate(Sum("orders"), Sum("total")) == {"orders__sum": 3, "total__sum": 60}
    with tenant_scope(other_shop):
        assert get_figures().orders == 1


def test_a_shop_that_is_deleted_takes_its_figures_along(shop):
    with tenant_scope(shop):
        make_order(shop)
        for order in Order.objects.all():
            order.delete()
        shop.delete()
    with scopes_disabled():
        assert not DayFigure.objects.exists()
