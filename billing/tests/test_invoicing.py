"""A bill is added up and rounded in one place."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.invoicing import Terms, Use, make_bill


def terms(**changes):
    usual = {"plan": "Basic", "currency": "ILS", "monthly_price": D("99.90"), "included_messages": 100}
    return Terms(**(usual | {"price_per_message": D("0.25")} | changes))


@pytest.mark.parametrize(
    ("changes", "messages", "cost", "lines", "tax", "total"),
    [
        ({}, 0, "5", [("plan", 100, 1, "99.90")], "16.98", "116.88"),
        ({}, 100, "0", [("plan", 100, 1, "99.90")], "16.98", "116.88"),
        ({}, 101, "0", [("plan", 100, 1, "99.90"), ("messages", 101, 1, "0.25")], "17.03", "117.18"),
        ({"price_per_message": D(0)}, 900, "0", [("plan", 100, 1, "99.90")], "16.98", "116.88"),
        # A price of a tenth of a cent is multiplied before it is rounded.
        ({"price_per_message": D("0.001")}, 115, "0", [("plan", 100, 1, "99.90"), ("messages", 115, 15, "0.02")],
         "16.99", "116.91"),
        ({"currency": "JPY", "monthly_price": D("1000.5")}, 0, "0", [("plan", 100, 1, "1001")], "170", "1171"),
        ({"passes_model_cost": True, "margin_percent": D("12.5"), "usd_rate": D("3.7")}, 0, "2.00000001",
         [("plan", 100, 1, "99.90"), ("model_cost", 0, 1, "8.33")], "18.40", "126.63"),
        ({"passes_model_cost": True}, 0, "0", [("plan", 100, 1, "99.90")], "16.98", "116.88"),
    ],
)  # fmt: skip
def test_a_month_is_the_plan_the_replies_above_it_and_the_models(changes, messages, cost, lines, tax, total):
    bill = make_bill(terms(**changes), Use(messages, D(cost)), tax_percent=D(17))
    assert [(line.kind, line.messages, line.quantity, line.amount) for line in bill.lines] == [
        (*line[:2], D(line[2]), D(line[3])) for line in lines
    ]
    assert (bill.tax, bill.total) == (D(tax), D(total))


@given(
    messages=st.integers(0, 10**6), cost=st.decimals(0, 10**5, places=8), tax=st.decimals(0, 100, places=2),
    price=st.decimals(0, 10, places=4), margin=st.decimals(0, 1000, places=2),
)  # fmt: skip
def test_lines_and_tax_add_up_to_the_total_and_nothing_is_below_a_cent(messages, cost, tax, price, margin):
    plan = terms(price_per_message=price, passes_model_cost=True, margin_percent=margin)
    bill = make_bill(plan, Use(messages, cost), tax_percent=tax)
    assert sum(line.amount for line in bill.lines) == bill.subtotal
    assert bill.subtotal + bill.tax == bill.total
    assert bill.total == bill.total.quantize(D("0.01"))
    assert bill.subtotal >= plan.monthly_price
