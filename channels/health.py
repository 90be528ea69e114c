"""How a channel does: last signs of life, failures in a row, what is wrong and how to repair it."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

from django.core.cache import cache
from django.db.models import Count, F, Q
from django.db.models.functions import TruncHour
from django.urls import reverse
from django.utils import timezone

from channels.models import Channel, InboundEvent
from channels.refusals import Verdict
from lib.errors import ProviderError
from tenants.alerts.services import raise_alert, resolve_alert

# A channel's row is written this seldom, however busy it is.
TOUCH_EVERY = timedelta(seconds=10)
REFUSED_SECONDS = 24 * 3600
# The watchdog: hours of the week are compared with those of the last four weeks.
WEEKS = 4
# So improbable must a silence be before anybody is called.
IMPROBABLE = 0.001
LONGEST_LOOK_BACK = 72


@dataclass(frozen=True)
class Silence:
    """A channel that usually has traffic: how long it has been quiet, and how many messages were to be expected."""

    hours: int
    expected: float

    @property
    def is_alarming(self) -> bool:
        """Poisson: the chance of hearing nothing at all when `expected` messages are usual."""
        return math.exp(-self.expected) < IMPROBABLE


def is_stale(moment: datetime | None) -> bool:
    """Whether a channel's `last_in_at` or `last_out_at` is worth writing again."""
    return moment is None or timezone.now() - moment > TOUCH_EVERY


def note_inbound(channel: Channel) -> None:
    """Something came in: an alarm about silence is over."""
    if is_stale(channel.last_in_at):
        Channel.objects.filter(pk=channel.pk).update(last_in_at=timezone.now())
        resolve_alert(channel.tenant_id, kind="channel_silent", subject=str(channel.public_id))


def note_success(channel: Channel) -> None:
    """Something went out: whatever was wrong is over."""
    if not (channel.problem_code or channel.failure_streak or is_stale(channel.last_out_at)):
        return
    Channel.objects.filter(pk=channel.pk).update(
        last_out_at=timezone.now(), problem="", problem_code="", problem_since=None, failure_streak=0
    )
    if channel.problem_code:
        resolve_alert(channel.tenant_id, kind="channel_stopped", subject=str(channel.public_id))


def note_failure(channel: Channel, error: ProviderError) -> None:
    """A send failed. When it is the account's own trouble, people of the shop are told."""
    rows = Channel.objects.filter(pk=channel.pk)
    rows.update(failure_streak=F("failure_streak") + 1)
    if error.verdict == Verdict.STOP_CHANNEL:
        report_trouble(channel, code=error.code, said=str(error))


def report_trouble(channel: Channel, *, code: str, said: str) -> None:
    """Nothing works until a person has repaired the account."""
    since = channel.problem_since or timezone.now()
    Channel.objects.filter(pk=channel.pk).update(problem_code=code, problem=said[:300], problem_since=since)
    raise_alert(
        channel.tenant, kind="channel_stopped", subject=str(channel.public_id), channel=str(channel),
        problem=said[:200], link=reverse("panel:channels", args=[channel.tenant.slug]),
    )  # fmt: skip


def count_refused(channel: Channel, reason: str) -> None:
    """A request at the channel's door that proved nothing: counted for a day, and otherwise forgotten."""
    key = _refused_key(channel, reason)
    try:
        cache.add(key, 0, timeout=REFUSED_SECONDS)
        cache.incr(key)
    except Exception:  # noqa: S110 a count is not worth an error: the cache is away, or the day ended in between
        pass


def refused_today(channel: Channel, reasons: Sequence[str] = ("403", "415", "413")) -> dict[str, int]:
    """How many requests the door turned away, by HTTP status."""
    try:
        counts = cache.get_many([_refused_key(channel, reason) for reason in reasons])
    except Exception:  # the cache is away: a page without this number is better than none
        return {}
    found = {reason: counts.get(_refused_key(channel, reason), 0) for reason in reasons}
    return {reason: count for reason, count in found.items() if count}


def find_silence(channel: Channel, *, now: datetime | None = None) -> Silence:
    """Since when nothing came in, in whole hours, and what the same hours brought in the weeks before."""
    return find_silences([channel], now=now)[channel.pk]


def find_silences(channels: Iterable[Channel], *, now: datetime | None = None) -> dict[int, Silence]:
    """The same for each channel by its key, in one question."""
    moment = now or timezone.now()
    quiet = {channel: _quiet_hours(channel, now=moment) for channel in channels}
    usual = _usual_traffic([channel for channel, hours in quiet.items() if hours])
    return {
        channel.pk: Silence(len(hours), sum(usual[channel.pk][_hour_of_week(hour)] for hour in hours))
        for channel, hours in quiet.items()
    }


def _quiet_hours(channel: Channel, *, now: datetime) -> list[datetime]:
    hours = min(int((now - _last_sign(channel)).total_seconds() // 3600), LONGEST_LOOK_BACK)
    return [now - timedelta(hours=ahead) for ahead in range(hours)]


def _last_sign(channel: Channel) -> datetime:
    return channel.last_in_at or channel.created_at


def _usual_traffic(channels: Sequence[Channel]) -> dict[int, Counter[tuple[int, int]]]:
    """Deliveries per hour of the week before each channel's last, as an average of the weeks that are looked at."""
    usual: dict[int, Counter[tuple[int, int]]] = {channel.pk: Counter() for channel in channels}
    if not channels:
        return usual
    weeks = {channel.pk: _weeks_to_look_at(channel) for channel in channels}
    spans = (Q(channel=one, received_at__gte=_last_sign(one) - timedelta(weeks=weeks[one.pk])) for one in channels)
    hours = InboundEvent.objects.filter(reduce(or_, spans)).order_by().annotate(hour=TruncHour("received_at"))
    for row in hours.values("channel_id", "hour").annotate(count=Count("pk")):
        usual[row["channel_id"]][_hour_of_week(row["hour"])] += row["count"] / weeks[row["channel_id"]]
    return usual


def _weeks_to_look_at(channel: Channel) -> int:
    """As many as it has existed, four at most."""
    return min(WEEKS, max(1, (_last_sign(channel) - channel.created_at).days // 7))


def _hour_of_week(moment: datetime) -> tuple[int, int]:
    utc = moment.astimezone(UTC)
    return utc.weekday(), utc.hour


def _refused_key(channel: Channel, reason: str) -> str:
    return f"refused:{channel.public_id}:{reason}"
