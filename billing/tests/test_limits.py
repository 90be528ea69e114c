"""What a cap allows, as a table."""

from decimal import Decimal

import pytest

from billing.limits import Amount, Limit, level_of


def amount(usd="0", tokens=0):
    return Amount(Decimal(usd), tokens)


@pytest.mark.parametrize(
    ("limit", "used", "share", "allowed"),
    [
        (Limit(), amount("999", 10**9), "1", True),
        (Limit(usd=Decimal(5)), amount("5"), "1", True),
        (Limit(usd=Decimal(5)), amount("5.00000001"), "1", False),
        (Limit(usd=Decimal(5)), amount("4.6"), "0.9", False),
        (Limit(usd=Decimal(5)), amount("4.5", 10**9), "0.9", True),
        (Limit(tokens=1000), amount("999", 1000), "1", True),
        (Limit(tokens=1000), amount("0", 1001), "1", False),
        (Limit(usd=Decimal(5), tokens=1000), amount("1", 1001), "1", False),
        (Limit(usd=Decimal(5), tokens=1000), amount("6", 1), "1", False),
        (Limit(usd=Decimal(0)), amount("0.00000001"), "1", False),
        (Limit(usd=Decimal(0)), amount("0", 10**9), "1", True),
    ],
)
def test_an_amount_fits_or_not(limit, used, share, allowed):
    assert limit.allows(used, share=Decimal(share)) is allowed


@pytest.mark.parametrize(
    ("limit", "used", "percent", "in_tokens"),
    [
        (Limit(usd=Decimal(5)), amount("2.5", 10**9), 50, False),
        (Limit(usd=Decimal(3)), amount("2.9999"), 99, False),
        (Limit(tokens=1000), amount("7", 800), 80, True),
        (Limit(usd=Decimal(10), tokens=1000), amount("1", 500), 50, True),
        (Limit(usd=Decimal(10), tokens=1000), amount("9", 500), 90, False),
        (Limit(usd=Decimal(0)), amount(), 100, False),
        (Limit(), amount("9", 9), 0, False),
    ],
)
def test_the_tighter_limit_counts(limit, used, percent, in_tokens):
    assert limit.percent(used) == percent
    assert limit.is_tighter_in_tokens(used) is (in_tokens or limit.usd is None)


@pytest.mark.parametrize(
    ("percent", "level"), [(0, 0), (49, 0), (50, 50), (79, 50), (80, 80), (99, 80), (100, 100), (250, 100)]
)
def test_levels_are_reached_not_approached(percent, level):
    assert level_of(percent) == level
