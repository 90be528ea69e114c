"""When things happen in a shop: it grows, has seasons, closed days, and hours in which people write."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import accumulate
from random import Random

from tenants.models import WEEKDAYS, Tenant

GROWTH = 0.9
MONTHS = (0.85, 0.95, 0.95, 1.0, 1.05, 0.95, 0.85, 0.8, 1.0, 1.05, 1.2, 1.5)
# Monday first: before the weekend more is bought.
WEEK = (0.9, 0.9, 1.0, 1.15, 1.3, 1.05, 0.7)
CLOSED = 0.35
# By the hour of the shop's own clock.
HOURS = (1, 0, 0, 0, 0, 1, 4, 10, 22, 34, 38, 36, 30, 26, 24, 25, 28, 34, 40, 42, 38, 27, 13, 5)
HOUR_SUMS = list(accumulate(HOURS))
SECONDS = 3600


class Rhythm:
    """Moments of the last `days` before `end`, as the shop's customers choose them."""

    def __init__(self, tenant: Tenant, *, days: int, end: datetime, rng: Random) -> None:
        self.zone, self.end, self.days = tenant.zone, end, days
        self.start = end - timedelta(days=days)
        self._first = self.start.astimezone(self.zone).date()
        self._sums = list(accumulate(self._weight(tenant.opening_hours, day, rng) for day in range(days + 1)))

    def moment(self, rng: Random) -> datetime:
        """Any moment, as likely as the shop was busy then."""
        while True:
            at = self._on(bisect(self._sums, rng.random() * self._sums[-1]), rng)
            if self.start <= at < self.end:
                return at

    def later(self, moment: datetime, days: float, rng: Random) -> datetime:
        """Some days after it; it may lie beyond the end."""
        day = (moment.astimezone(self.zone).date() - self._first).days
        return max(self._on(day + round(days), rng), moment + timedelta(minutes=30))

    def _on(self, day: int, rng: Random) -> datetime:
        hour = rng.choices(range(24), cum_weights=HOUR_SUMS)[0]
        clock = time(hour, rng.randrange(60), rng.randrange(60))
        at = datetime.combine(self._first + timedelta(days=day), clock, tzinfo=self.zone)
        return at.astimezone(UTC)

    def _weight(self, hours: Mapping[str, Sequence[object]], day: int, rng: Random) -> float:
        date = self._first + timedelta(days=day)
        opened = CLOSED if hours and not hours.get(WEEKDAYS[date.weekday()]) else 1.0
        growth = 1 + GROWTH * day / max(self.days, 1)
        return growth * MONTHS[date.month - 1] * WEEK[date.weekday()] * opened * rng.lognormvariate(0, 0.15)
