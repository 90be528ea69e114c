"""When a customer is asked, reminded and given up. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Quiet:
    """The hours in which nobody is written to, by the shop's clock; it may span midnight."""

    begin: time | None
    end: time | None
    zone: ZoneInfo

    def over_at(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that it lies in."""
        if self.begin is None or self.end is None or self.begin == self.end:
            return moment
        local = moment.astimezone(self.zone)
        clock = local.time()
        spans_midnight = self.begin > self.end
        inside = clock >= self.begin or clock < self.end if spans_midnight else self.begin <= clock < self.end
        if not inside:
            return moment
        day = local.date() + timedelta(days=1 if spans_midnight and clock >= self.begin else 0)
        return datetime.combine(day, self.end, self.zone).astimezone(moment.tzinfo)


def next_reminder(asked_at: datetime, *, sent: int, hours: Sequence[int]) -> datetime | None:
    """When the next reminder is due; None after the last."""
    left = sorted(set(hours))[sent:]
    return asked_at + timedelta(hours=left[0]) if left else None


def silent_at(asked_at: datetime, *, heard_at: datetime | None, hours: int) -> datetime:
    """When nobody expects an answer any more: whoever is still talking is not silent."""
    return max(asked_at, heard_at or asked_at) + timedelta(hours=hours)
