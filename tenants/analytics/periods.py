"""A span of whole days of a shop's calendar, and the one before it. Pure: no Django, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from lib.errors import DomainError

PRESETS = (7, 30, 90)
USUAL = 30
LONGEST = 366


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included, by the calendar of `zone`. `preset` is 0 for days of one's own."""

    first: date
    last: date
    zone: ZoneInfo
    preset: int = 0

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """The moment at which the day after the last one begins: a day may be 23 or 25 hours long."""
        return midnight(self.last + timedelta(days=1), self.zone)

    @property
    def before(self) -> "Period":
        """As many days, right before the first."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.zone)

    @property
    def query(self) -> str:
        """What an address needs to name this period, as `read_period` reads it."""
        if self.preset:
            return urlencode({"days": self.preset})
        return urlencode({"from": self.first.isoformat(), "to": self.last.isoformat()})


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which a day begins. Where the clock skips midnight, the first moment that there is."""
    return datetime.combine(day, time.min, tzinfo=zone)


def last_days(count: int, *, today: date, zone: ZoneInfo) -> Period:
    """The last `count` days, today included."""
    return Period(today - timedelta(days=count - 1), today, zone, preset=count)


def read_period(asked: Mapping[str, str], *, today: date, zone: ZoneInfo) -> Period:
    """`days` (7, 30 or 90), or `from` and `to` (2026-11-28); the usual period when nothing is asked for.

    Raises DomainError: `bad_day`, `turned_round`, `too_long`, `in_future`.
    """
    if not asked.get("from") and not asked.get("to"):
        days = asked.get("days", "")
        return last_days(int(days) if days in map(str, PRESETS) else USUAL, today=today, zone=zone)
    first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if first > last:
        raise DomainError("turned_round", "The first day comes after the last one.")
    if first > today:
        raise DomainError("in_future", "These days are still to come.")
    if (last - first).days >= LONGEST:
        raise DomainError("too_long", f"At most {LONGEST} days.", days=LONGEST)
    return Period(first, last, zone)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise DomainError("bad_day", "A day looks like 2026-11-28.") from error
    # The period before it must be a date, too.
    if day.year < 2000 or day.year > 9000:
        raise DomainError("bad_day", "A day looks like 2026-11-28.")
    return day
