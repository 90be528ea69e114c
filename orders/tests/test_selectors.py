from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from conversations.people.merging import merge_customers, unmerge_customer
from conversations.tests.factories import ConversationFactory, CustomerFactory
from lib.errors import DomainError
from orders.selectors import (
    REPEAT_WINDOW,
    find_repeat,
    get_customer_order,
    list_customer_orders,
)
from orders.services import cancel_order
from orders.tests.factories import AGENT, make_order
from tenants.tests.factories import UserFactory


def test_a_customers_orders_with_lines_and_products_are_five_queries(counter, django_assert_num_queries):
    for _ in range(3):
        make_order(counter.shop, (counter.beef, 1), customer=counter.customer)
    with django_assert_num_queries(5):
        orders = list_customer_orders(counter.customer)
        assert [[line.product.name for line in order.lines.all()] for order in orders] == [["Beef"]] * 3


@pytest.mark.parametrize("typed", ["{number}", " {lower} ", "{year}-1", "1", "000001"])
def test_a_customer_names_their_order_in_many_ways(counter, typed):
    order = make_order(counter.shop, customer=counter.customer)
    make_order(counter.shop, customer=counter.customer)
    number = typed.format(number=order.number, lower=order.number.lower(), year=order.number[4:8])
    assert get_customer_order(counter.customer, number) == order


def test_without_a_number_the_newest_order_is_meant_a_cancelled_one_last(counter):
    first, second = (make_order(counter.shop, customer=counter.customer) for _ in range(2))
    assert get_customer_order(counter.customer, "") == second
    cancel_order(second, by=AGENT)
    assert get_customer_order(counter.customer, "") == first
    cancel_order(first, by=AGENT)
    assert get_customer_order(counter.customer, "  ") == second


def test_one_person_behind_two_customers_has_the_orders_of_both(counter):
    twin = CustomerFactory(tenant=counter.shop)
    first = make_order(counter.shop, customer=counter.customer)
    second = make_order(counter.shop, customer=twin)
    merge_customers(counter.customer, twin, staff=UserFactory())
    for customer in (counter.customer, twin):
        customer.refresh_from_db()
        assert list_customer_orders(customer) == [second, first]
        assert get_customer_order(customer, "") == second
        assert get_customer_order(customer, first.number) == first


def test_two_people_after_all_have_only_their_own_orders(counter):
    twin = CustomerFactory(tenant=counter.shop)
    ours = make_order(counter.shop, customer=counter.customer)
    theirs = make_order(counter.shop, customer=twin)
    merge_customers(counter.customer, twin, staff=UserFactory())
    unmerge_customer(twin, staff=UserFactory())
    twin.refresh_from_db()
    assert list_customer_orders(counter.customer) == [ours]
    with pytest.raises(DomainError) as refusal:
        get_customer_order(counter.customer, theirs.number)
    assert refusal.value.code == "no_such_order"
    assert list_customer_orders(twin) == [theirs]


@pytest.mark.parametrize("number", ["ORD-2020-999999", "2", "nonsense", "9" * 19])
def test_an_unknown_number_and_somebody_elses_are_refused_alike(counter, number):
    make_order(counter.shop, customer=counter.customer)
    theirs = make_order(counter.shop)
    messages = set()
    for wanted in (number, theirs.number):
        with pytest.raises(DomainError) as refusal:
            get_customer_order(counter.customer, wanted)
        messages.add((refusal.value.code, refusal.value.message))
    assert len(messages) == 1


def test_the_same_order_again_is_a_repetition(counter):
    order = make_order(counter.shop, (counter.beef, 2), (counter.roll, 1), conversation=counter.conversation)
    same = [(counter.roll.pk, Decimal(1)), (counter.beef.pk, Decimal("2.0"))]
    assert find_repeat(counter.conversation, same) == order


def test_another_quantity_another_conversation_and_a_cancelled_order_are_no_repetition(counter):
    order = make_order(counter.shop, (counter.beef, 2), conversation=counter.conversation)
    same = [(counter.beef.pk, Decimal(2))]
    assert find_repeat(counter.conversation, [(counter.beef.pk, Decimal(3))]) is None
    assert find_repeat(ConversationFactory(tenant=counter.shop), same) is None
    cancel_order(order, by=AGENT)
    assert find_repeat(counter.conversation, same) is None


@pytest.mark.parametrize(("late", "is_repeat"), [(-1, True), (1, False)])
def test_the_same_order_later_is_a_second_order(counter, late, is_repeat):
    order = make_order(counter.shop, (counter.beef, 2), conversation=counter.conversation)
    with time_machine.travel(timezone.now() + REPEAT_WINDOW + timedelta(seconds=late), tick=False):
        found = find_repeat(counter.conversation, [(counter.beef.pk, Decimal(2))])
    assert found == (order if is_repeat else None)
