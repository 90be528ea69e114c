from decimal import Decimal

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from lib.errors import DomainError
from orders.payments.stripe.client import API_VERSION, flatten
from orders.payments.stripe.minor import from_minor, to_minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("128.50", "ILS", 12850), ("0.01", "EUR", 1), ("500.00", "JPY", 500), ("75000.00", "IDR", 7500000),
        ("5.12", "KWD", 5120), ("1.50", "TND", 1500), ("5.00", "ISK", 500), ("3700", "UGX", 370000),
        ("9999999.99", "USD", 999999999), ("1000.00", "KRW", 1000),
    ],
)  # fmt: skip
def test_an_amount_is_the_same_there_and_back(amount, currency, minor):
    assert to_minor(Decimal(amount), currency) == minor
    assert from_minor(minor, currency) == Decimal(amount)


@pytest.mark.parametrize(
    ("amount", "currency"), [("500.50", "JPY"), ("5.125", "KWD"), ("5.50", "ISK"), ("0.001", "USD"), ("1.5", "VND")]
)
def test_what_is_not_exact_is_refused(amount, currency):
    with pytest.raises(DomainError) as refused:
        to_minor(Decimal(amount), currency)
    assert refused.value.code == "not_exact"


@given(st.integers(1, 10**12), st.sampled_from(["ILS", "JPY", "USD", "HUF", "TWD", "CLP"]))
def test_every_amount_survives_the_way(minor, currency):
    assert to_minor(from_minor(minor, currency), currency) == minor


def test_forms_are_written_as_stripe_reads_them():
    form = {"a": {"b": [{"c": 1}, {"c": True}]}, "d": ["x", "y"], "e": "z"}
    assert dict(flatten(form)) == {"a[b][0][c]": "1", "a[b][1][c]": "true", "d[0]": "x", "d[1]": "y", "e": "z"}


def test_we_ask_for_the_version_that_the_library_knows():
    assert stripe.api_version == API_VERSION
