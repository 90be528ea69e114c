"""What a person orders again and again."""

import pytest

from catalog.tests.factories import ProductFactory
from conversations.tests.factories import CustomerFactory
from orders.customers.favourites import Favourite, list_favourites
from orders.models import Order
from orders.states import Status
from orders.tests.factories import make_order
from tenants.scoping import tenant_scope


@pytest.fixture
def customer(shop):
    with tenant_scope(shop):
        yield CustomerFactory(tenant=shop)


def test_most_ordered_first_and_the_newest_of_equals(shop, customer):
    beef, wings, salt = (ProductFactory(tenant=shop, name=name) for name in ("Beef", "Wings", "Salt"))
    for lines in ([(beef, 9), (wings, 1)], [(wings, 1), (salt, 1)]):
        make_order(shop, *lines, customer=customer)
    assert list_favourites(customer, limit=2) == [Favourite("Wings", 2), Favourite("Salt", 1)]


def test_what_was_cancelled_and_what_others_ordered_does_not_count(shop, customer):
    beef = ProductFactory(tenant=shop, name="Beef")
    order = make_order(shop, (beef, 1), customer=customer)
    make_order(shop, (beef, 1), customer=CustomerFactory(tenant=shop))
    assert list_favourites(customer) == [Favourite("Beef", 1)]
    Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)
    assert list_favourites(customer) == []
