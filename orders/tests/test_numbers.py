from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import chain

import pytest
import time_machine
from django.db import connection, transaction

from catalog.tests.factories import ProductFactory
from conversations.tests.factories import CustomerFactory
from orders.items import Item
from orders.models import Order, OrderCounter
from orders.numbers import take_number, tidy_number
from orders.services import create_order
from orders.tests.factories import AGENT, make_order
from tenants.scoping import tenant_scope

ORDERS, THREADS = 200, 50


@pytest.mark.django_db(transaction=True)
def test_200_orders_at_once_get_200_numbers_without_a_gap_and_the_right_stock(shop):
    with tenant_scope(shop):
        products = [ProductFactory(tenant=shop, stock=ORDERS) for _ in range(3)]
        customers = [CustomerFactory(tenant=shop) for _ in range(4)]

    def create(place):
        # Every order wants the same products in another sequence: careless locking would deadlock here.
        wanted = products[place % 3 :] + products[: place % 3]
        with tenant_scope(shop):
            items = [Item(product, 1) for product in wanted]
            return create_order(shop, customer=customers[place % 4], items=items, by=AGENT).number

    numbers = in_threads(create, range(ORDERS))
    year = datetime.now(shop.zone).year
    assert sorted(numbers) == [f"ORD-{year}-{place:06d}" for place in range(1, ORDERS + 1)]
    with tenant_scope(shop):
        assert sorted(Order.objects.values_list("number", flat=True)) == sorted(numbers)
        for product in products:
            product.refresh_from_db()
            assert product.stock == 0


@pytest.mark.django_db(transaction=True)
def test_the_last_piece_is_sold_once(shop):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, stock=5)
        customer = CustomerFactory(tenant=shop)

    def create(_place):
        with tenant_scope(shop):
            try:
                return create_order(shop, customer=customer, items=[Item(product, 1)], by=AGENT).number
            except Exception as refusal:
                return refusal.code

    results = in_threads(create, range(20))
    assert results.count("out_of_stock") == 15
    assert len(set(results)) == 6


def in_threads(work, places):
    """Every thread keeps one connection for its part of the places: opening one for each would take longest."""

    def run(part):
        try:
            return [work(place) for place in part]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(chain.from_iterable(pool.map(run, [places[start::THREADS] for start in range(THREADS)])))


def test_every_shop_counts_for_itself(shop, other_shop):
    for tenant in (shop, other_shop, shop):
        with tenant_scope(tenant):
            last = make_order(tenant).number
    assert last.endswith("-000002")
    with tenant_scope(other_shop):
        assert OrderCounter.objects.get().last == 1


def test_a_new_year_begins_in_the_shops_own_time_zone(shop):
    with tenant_scope(shop), time_machine.travel(datetime(2026, 12, 31, 21, 59, tzinfo=UTC), tick=False) as clock:
        assert make_order(shop).number == "ORD-2026-000001"
        clock.move_to(datetime(2026, 12, 31, 22, 1, tzinfo=UTC))
        assert make_order(shop).number == "ORD-2027-000001"


def test_an_order_that_fails_leaves_no_gap(shop):
    with tenant_scope(shop):
        with transaction.atomic():
            take_number(shop)
            transaction.set_rollback(True)
        assert make_order(shop).number.endswith("-000001")


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [
        ("ORD-2026-000012", "ORD-2026-000012"),
        (" ord-2026-12 ", "ORD-2026-000012"),
        ("#ORD 2026 000012!", "ORD-2026-000012"),
        ("2026/12", "ORD-2026-000012"),
        ("ORD-2026-1234567", "ORD-2026-1234567"),
        ("hello", "HELLO"),
        ("", ""),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, tidy):
    assert tidy_number(typed) == tidy
