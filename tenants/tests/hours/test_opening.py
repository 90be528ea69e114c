from datetime import datetime

import pytest

from tenants.hours.opening import is_open, next_opening
from tenants.models import Tenant

# A butcher in Jerusalem: closed on Saturday, a break on Sunday.
HOURS = {"sun": [["16:00", "19:00"], ["08:00", "13:00"]], "mon": [["08:00", "19:00"]], "fri": [["07:00", "14:00"]]}
SHOP = Tenant(timezone="Asia/Jerusalem", opening_hours=HOURS)


def at(text, shop=SHOP):
    """A moment on the shop's own clock; 2026-11-22 is a Sunday."""
    return datetime.fromisoformat(text).replace(tzinfo=shop.zone)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-22 07:59", False), ("2026-11-22 08:00", True), ("2026-11-22 12:59", True),
        ("2026-11-22 13:00", False), ("2026-11-22 18:59", True), ("2026-11-22 19:00", False),
        ("2026-11-21 12:00", False),
    ],
)  # fmt: skip
def test_a_shop_is_open_from_the_first_minute_to_before_the_last(moment, expected):
    assert is_open(SHOP, at=at(moment)) is expected


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-11-22 06:00", "2026-11-22 08:00"),
        ("2026-11-22 09:00", "2026-11-22 16:00"),
        ("2026-11-22 20:00", "2026-11-23 08:00"),
        ("2026-11-23 20:00", "2026-11-27 07:00"),
        ("2026-11-27 15:00", "2026-11-29 08:00"),
    ],
)
def test_the_next_opening_is_the_first_one_that_is_still_to_come(moment, opening):
    assert next_opening(SHOP, at=at(moment)) == at(opening)


def test_the_clock_is_the_shops_own_wherever_the_question_comes_from():
    utc = datetime.fromisoformat("2026-11-22 06:30+00:00")
    assert is_open(SHOP, at=utc) is True


def test_a_shop_that_never_said_is_neither_open_nor_closed():
    silent = Tenant(timezone="UTC", opening_hours={})
    assert is_open(silent) is None
    assert next_opening(silent) is None


def test_the_hour_stays_the_same_when_the_clocks_change():
    paris = Tenant(timezone="Europe/Paris", opening_hours={"sun": [["08:00", "12:00"]]})
    assert next_opening(paris, at=at("2026-10-24 20:00", paris)).isoformat() == "2026-10-25T08:00:00+01:00"
