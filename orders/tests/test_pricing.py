from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import DomainError
from orders.pricing import MOST, check_most, price_lines, read_quantity

D = Decimal


def read(value, unit="kg", given_unit="", step="0.1"):
    return read_quantity(value, given_unit=given_unit, unit=unit, step=D(step))


@pytest.mark.parametrize(
    ("lines", "currency", "subtotals", "total"),
    [
        ([], "ILS", (), "0"),
        ([("62.00", "2")], "ILS", ("124.00",), "124.00"),
        ([("75.00", "0.5"), ("62.00", "1.5")], "ILS", ("37.50", "93.00"), "130.50"),
        ([("0.10", "3")], "EUR", ("0.30",), "0.30"),
        ([("9.99", "0.125")], "EUR", ("1.25",), "1.25"),
        ([("0.05", "0.1")], "EUR", ("0.01",), "0.01"),
        ([("0.05", "0.1"), ("0.05", "0.1")], "EUR", ("0.01", "0.01"), "0.02"),
        ([("109000", "2")], "IDR", ("218000.00",), "218000.00"),
        ([("150.5", "1")], "JPY", ("151",), "151"),
        ([("1.2345", "1")], "KWD", ("1.235",), "1.235"),
    ],
)
def test_lines_are_rounded_once_and_added_up(lines, currency, subtotals, total):
    totals = price_lines([(D(price), D(quantity)) for price, quantity in lines], currency)
    assert totals.subtotals == tuple(map(D, subtotals))
    assert totals.total == D(total)


PRICES = st.decimals(min_value=0, max_value=10**9, places=2)
QUANTITIES = st.decimals(min_value=D("0.001"), max_value=10_000, places=3)


@given(st.lists(st.tuples(PRICES, QUANTITIES), max_size=50), st.sampled_from([("EUR", 2), ("JPY", 0), ("KWD", 3)]))
def test_totals_equal_an_independent_computation_in_whole_cents(lines, currency):
    code, digits = currency
    cents = [int(Fraction(price) * Fraction(quantity) * 10**digits + Fraction(1, 2)) for price, quantity in lines]
    totals = price_lines(lines, code)
    assert [Fraction(amount) * 10**digits for amount in totals.subtotals] == cents
    assert Fraction(totals.total) * 10**digits == sum(cents)


@pytest.mark.parametrize(
    ("value", "options", "expected"),
    [
        ("2", {}, "2"),
        (0.5, {}, "0.5"),
        (D("1.5"), {"given_unit": "kg"}, "1.5"),
        (500, {"given_unit": "g"}, "0.5"),
        (1, {"unit": "g", "given_unit": "kg", "step": "50"}, "1000"),
        (3, {"unit": "piece", "step": "1"}, "3"),
        (2, {"unit": "piece", "given_unit": "dozen", "step": "1"}, "24"),
        (2, {"unit": "bottle", "given_unit": "piece", "step": "1"}, "2"),
        (750, {"unit": "l", "given_unit": "ml", "step": "0.25"}, "0.75"),
        ("1.50", {}, "1.5"),
        (10_000, {"unit": "piece", "step": "1"}, "10000"),
        ("1e1", {}, "10"),
    ],
)
def test_quantities_are_read_in_the_products_own_unit(value, options, expected):
    assert read(value, **options) == D(expected)


@pytest.mark.parametrize(
    ("value", "options", "code"),
    [
        (0, {}, "bad_quantity"),
        (-50, {}, "bad_quantity"),
        (10**9, {}, "bad_quantity"),
        ("10000.1", {}, "bad_quantity"),
        ("two", {}, "bad_quantity"),
        (None, {}, "bad_quantity"),
        (True, {}, "bad_quantity"),
        ("", {}, "bad_quantity"),
        ("NaN", {}, "bad_quantity"),
        ("Infinity", {}, "bad_quantity"),
        ("-Infinity", {}, "bad_quantity"),
        ("1e999999", {"given_unit": "kg"}, "bad_quantity"),
        ("9e999999", {"unit": "g", "given_unit": "kg", "step": "1"}, "bad_quantity"),
        ("1e-999999", {}, "bad_quantity"),
        ("x" * 10_000, {}, "bad_quantity"),
        ("0.25", {}, "wrong_step"),
        (0.3, {"unit": "piece", "step": "1"}, "wrong_step"),
        (2, {"given_unit": "lb"}, "wrong_step"),
        (1, {"given_unit": "piece"}, "wrong_unit"),
        (1, {"unit": "piece", "given_unit": "kg", "step": "1"}, "wrong_unit"),
        (1, {"unit": "pack", "given_unit": "box", "step": "1"}, "wrong_unit"),
        (1, {"given_unit": "furlong"}, "wrong_unit"),
    ],
)
def test_what_cannot_be_sold_is_refused_with_a_short_reason(value, options, code):
    with pytest.raises(DomainError) as refusal:
        read(value, **options)
    assert refusal.value.code == code
    assert len(refusal.value.message) < 120


@pytest.mark.parametrize(
    ("value", "step", "nearest"),
    [("0.25", "0.1", ["0.2", "0.3"]), ("0.04", "0.1", ["0.1"]), ("1.2", "0.5", ["1", "1.5"])],
)
def test_a_wrong_step_comes_with_what_could_be_sold_instead(value, step, nearest):
    with pytest.raises(DomainError) as refusal:
        read(value, step=step)
    assert refusal.value.facts == {"unit": "kg", "step": step, "nearest": nearest}


@given(st.integers(min_value=1, max_value=10_000), st.sampled_from(["0.001", "0.1", "0.25", "0.5", "1"]))
def test_every_multiple_of_the_step_is_accepted_as_it_is(count, step):
    quantity = count * D(step)
    assert read(str(quantity), step=step) == quantity


@given(st.text(max_size=20) | st.floats() | st.decimals(allow_nan=True))
def test_nothing_but_a_refusal_comes_from_nonsense(value):
    try:
        quantity = read(value)
    except DomainError:
        return
    assert 0 < quantity <= MOST
    assert quantity % D("0.1") == 0


def test_the_limit_itself_is_allowed():
    check_most(MOST, unit="kg")
    with pytest.raises(DomainError):
        check_most(MOST + 1, unit="kg")
