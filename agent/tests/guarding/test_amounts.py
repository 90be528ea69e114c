"""Amounts and order numbers in all the ways people write them."""

from decimal import Decimal

import pytest

from agent.guarding.amounts import amounts, order_numbers
from agent.guards import check_reply, collect_facts


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("₪12", "12"), ("12 ₪", "12"), ("12 NIS", "12"), ("NIS 12", "12"), ("12 shekels", "12"), ("12 ש\"ח", "12"),
        ("12 ש״ח", "12"),
        ("12 שקלים", "12"), ("1.234,56 €", "1234.56"), ("€1,234.56", "1234.56"),
        ("1 234,56 €", "1234.56"), ("12 euros", "12"),
        ("Rp 12.000", "12000"), ("Rp12.000", "12000"), ("12.000 rupiah", "12000"), ("12rb", "12000"),
        ("12 ribu", "12000"),
        ("Rp 12rb", "12000"), ("1,5jt", "1500000"), ("Rp 2 juta", "2000000"), ("$12k", "12000"),
        ("12'345.60 USD", "12345.60"),
        ("the total is 150.", "150"), ("It costs 12 per kg", "12"), ("ça coûte 12,50.", "12.50"), ("cuesta 12.", "12"),
        ("harganya 12000.", "12000"), ("סה\"כ: 150", "150"),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_it_is_meant(text, number):
    assert Decimal(number) in {reading for _, readings in amounts(text) for reading in readings}


@pytest.mark.parametrize(
    "text", ["the price of 2 kg", "The total is 3 items", "5 km", "2 kg rendang", "room 12, 2nd floor", "harga 2 kg"]
)
def test_other_numbers_are_no_amounts(text):
    assert list(amounts(text)) == []


@pytest.mark.parametrize(
    "text",
    ["ORD-2026-000012", "ord 2026 000012", "ORD 2026 12", "ORD-2026 – 000012", "ORD 2026 000 012", "ORD.2026.000012"],
)
def test_an_order_number_is_the_same_however_it_is_written(text):
    assert order_numbers(text) == ["ORD-2026-000012"]


def test_a_made_up_order_number_is_stopped_in_any_writing():
    facts = collect_facts([{"kind": "orders", "orders": [{"order_number": "ORD-2026-000012"}]}])
    assert check_reply("It is ord 2026 000 012.", facts) == []
    assert [problem.what for problem in check_reply("It is ord 2026 000 099.", facts)] == ["ORD-2026-000099"]
