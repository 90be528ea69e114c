"""What the agent is told of an order's money: what is really here, and nothing that has to be guessed."""

from decimal import Decimal

import pytest

from orders.facts import order_facts
from orders.models import Order
from orders.payments.services import record_payment
from orders.payments.states import Method
from orders.rules import rules_of
from orders.tests.factories import STAFF, make_order

PAYMENT = ("payment_status", "payment_method", "paid_text", "refunded_text", "due_text")


def money_of(order):
    facts = order_facts(Order.objects.get(pk=order.pk), "en")
    return {name: facts[name] for name in PAYMENT if name in facts}


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("0", {"payment_status": "unpaid", "payment_method": "cash"}),
        ("9.00", {"payment_status": "paid", "payment_method": "transfer"}),
        (
            "4.00",
            {"payment_status": "partly_paid", "payment_method": "transfer", "paid_text": "₪4.00",
             "refunded_text": "₪0.00", "due_text": "₪5.00"},
        ),
    ],
)  # fmt: skip
def test_the_agent_is_told_what_is_paid(counter, amount, expected):
    order = make_order(counter.shop, (counter.roll, 2))
    if Decimal(amount):
        record_payment(order, method=Method.TRANSFER, amount=Decimal(amount), by=STAFF, key="form-1")
    assert money_of(order) == expected


def test_a_list_of_orders_costs_no_more_for_it(counter, django_assert_num_queries):
    orders = [make_order(counter.shop, (counter.roll, 1)) for _ in range(3)]
    found = Order.objects.filter(pk__in=[order.pk for order in orders])
    rows = list(found.prefetch_related("lines__product"))
    rules = rules_of(counter.shop.pk)
    with django_assert_num_queries(0):
        assert [order_facts(order, "en", rules=rules)["payment_status"] for order in rows] == ["unpaid"] * 3
