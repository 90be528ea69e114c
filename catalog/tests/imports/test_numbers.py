from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.imports.numbers import BadNumber, decimal_mark, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("1 234,56", "1234.56"), ("1\u00a0234,56", "1234.56"),
        ("1\u202f234.5", "1234.5"), ("1'234.50", "1234.50"), ("₪ 12.90", "12.90"), ("12.90 ₪", "12.90"),
        ("12,90", "12.90"), ("12", "12"), ("0.500", "0.500"), (",5", "0.5"), ("1.234.567", "1234567"),
        ("1,234,567", "1234567"), ("1.234.567,8", "1234567.8"), ("+5", "5"), ("-5", "-5"), ("−5", "-5"), ("(5)", "-5"),
        ("5-", "-5"), ("-₪5", "-5"), ("ILS 12.90", "12.90"), ("12.90 ils", "12.90"), ("12.90 ש״ח", "12.90"),
        ("٣٫", None), ("١٢", "12"), ("12,", "12"),
    ],
)  # fmt: skip
def test_a_number_that_is_clear_is_read_whatever_its_column_says(text, number):
    for mark in ".,":
        if number is None:
            with pytest.raises(BadNumber):
                read_number(text, mark=mark, currency="ILS")
        else:
            assert read_number(text, mark=mark, currency="ILS") == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", "free", "12.90.1,", "1,2,3", "1.23.456", "12%", "12/kg",
     "1O", "about 12", "12abc", "12x", "12 new", "1e5", "--5", "1,23,456.00", "=2+2", "12 or 13",
     "1.234,567.8"],
)  # fmt: skip
def test_what_is_no_number_is_refused(text):
    with pytest.raises(BadNumber) as refusal:
        read_number(text, mark=".", currency="ILS")
    assert refusal.value.code == "not_a_number"


@pytest.mark.parametrize(("text", "code"), [("€ 12", "EUR"), ("12 USD", "USD"), ("£5", "GBP")])
def test_another_currency_is_refused_and_named(text, code):
    with pytest.raises(BadNumber) as refusal:
        read_number(text, mark=".", currency="ILS")
    assert (refusal.value.code, refusal.value.facts["found"]) == ("other_currency", code)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Rs. 12", "INR"), ("12 kr", "SEK"), ("Rp 12", "IDR"), ("12 euros", "EUR"), ("$12", "CAD"), ("US$ 12", "USD"),
        ("12 zł", "PLN"), ("12 NIS", "ILS"), ('12 ש"ח', "ILS"), ("12 שקלים", "ILS"), ("CHF 12", "CHF"),
        ("12 TL", "TRY"),
    ],
)  # fmt: skip
def test_a_currency_is_known_by_what_its_shops_call_it(text, currency):
    assert read_number(text, mark=".", currency=currency) == 12


def test_a_stock_has_no_currency():
    with pytest.raises(BadNumber):
        read_number("5 ₪", mark=".")


@pytest.mark.parametrize(
    ("column", "usual", "mark"),
    [
        (["1.234", "12,90"], ".", ","), (["1.234", "12.90"], ",", "."), (["1.234", "₪ 3.50"], ",", "."),
        (["1.234"], ",", ","), (["1.234"], ".", "."), (["5", "7", "x"], ",", ","), (["1,50", "1.50"], ".", ""),
        (["1.234.567"], ".", ","),
    ],
)  # fmt: skip
def test_the_clear_numbers_of_a_column_decide_then_the_shop(column, usual, mark):
    assert decimal_mark(column, usual=usual) == mark


def test_what_could_be_two_numbers_follows_its_column():
    assert read_number("1.234", mark=",") == 1234
    assert read_number("1.234", mark=".") == Decimal("1.234")
    with pytest.raises(BadNumber) as refusal:
        read_number("1.234", mark="")
    assert refusal.value.code == "ambiguous"


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from([(".", ","), (",", "."), (",", " ")]))
def test_every_price_written_with_cents_is_read_back(price, marks):
    decimal, group = marks
    text = f"{price:,.2f}".translate(str.maketrans({",": group, ".": decimal}))
    for mark in (".", ",", ""):
        assert read_number(text, mark=mark) == price
