from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from lib.errors import DomainError
from tenants.analytics.periods import last_days, read_period

ZONE, TODAY = ZoneInfo("Asia/Jerusalem"), date(2026, 11, 28)


def read(**asked):
    return read_period({name.rstrip("_"): text for name, text in asked.items()}, today=TODAY, zone=ZONE)


@pytest.mark.parametrize(("asked", "days"), [({}, 30), ({"days": "7"}, 7), ({"days": "90"}, 90), ({"days": "8"}, 30)])
def test_the_last_days_end_today(asked, days):
    period = read(**asked)
    assert (period.first, period.last, period.days) == (TODAY - timedelta(days=days - 1), TODAY, days)
    assert period.query == f"days={days}"


def test_days_of_ones_own_are_read_back_from_their_address():
    period = read(from_="2026-11-01", to="2026-11-10")
    assert (period.days, period.query) == (10, "from=2026-11-01&to=2026-11-10")
    assert (period.before.first, period.before.last) == (date(2026, 10, 22), date(2026, 10, 31))


@pytest.mark.parametrize(("first", "last", "code"), [
    ("2026-11-02", "2026-11-01", "turned_round"), ("2026-12-01", "2026-12-02", "in_future"),
    ("2025-01-01", "2026-01-02", "too_long"), ("soon", "2026-01-02", "bad_day"), ("", "2026-01-02", "bad_day"),
    ("0001-01-01", "0001-01-02", "bad_day"),
])  # fmt: skip
def test_what_is_no_period_is_refused(first, last, code):
    with pytest.raises(DomainError) as refusal:
        read(from_=first, to=last)
    assert refusal.value.code == code


def test_days_are_the_shops_also_when_its_clock_changes():
    # In Jerusalem 2026-03-27 has 23 hours and 2026-10-25 has 25.
    spring, autumn = read(from_="2026-03-27", to="2026-03-27"), read(from_="2026-10-25", to="2026-10-25")
    assert [(period.end.timestamp() - period.start.timestamp()) / 3600 for period in (spring, autumn)] == [23, 25]
    assert spring.start.isoformat() == "2026-03-27T00:00:00+02:00"


def test_the_period_before_touches_the_period():
    period = last_days(30, today=TODAY, zone=ZONE)
    assert period.before.end == period.start
    assert period.before.days == 30
