"""How a shop's conversations went in a period: reads from sums that are kept by day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, Max, OuterRef, QuerySet, Sum, Value, When

from conversations.analytics.day_counts import SUMS, count_answers, count_talks
from conversations.models import Customer, DayAnswer, DayTalk, Handover
from tenants.analytics.day_sums import split
from tenants.analytics.periods import Period
from tenants.analytics.young_figures import at_most_a_minute_old

# The counts of classes of lib/durations.py, by author and whether it is the first answer of a conversation.
Waits = dict[tuple[str, bool], dict[int, int]]


@dataclass
class Talks:
    """Conversations that began in a period; `kinds` and `contained` by kind of channel, `handovers` by cause."""

    kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    contained: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    days: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    waits: Waits = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    handovers: dict[str, int] = field(default_factory=dict)
    customers: int = 0
    is_complete: bool = True

    @property
    def begun(self) -> int:
        return sum(self.kinds.values())

    @property
    def without_people(self) -> int:
        return sum(self.contained.values())

    def waits_of(self, author: str, *, first_only: bool = False) -> dict[int, int]:
        """How many answers took how long; all of them, or only the first of each conversation."""
        sums: dict[int, int] = defaultdict(int)
        for is_first in (True,) if first_only else (True, False):
            for length, answers in self.waits[author, is_first].items():
                sums[length] += answers
        return sums


def get_talks(period: Period, *, today: date) -> tuple[Talks, Talks]:
    """Of the current tenant: the period, and the one before it."""
    both = Period(period.before.first, period.last, period.zone)
    now, before = Talks(), Talks()
    parts = split(SUMS.subject, both, today=today)
    for kept in [parts.kept] if parts.kept else []:
        _add(period, now, before, _kept_talks(kept), _kept_answers(kept, since=period.first))
    if parts.live:
        _add(period, now, before, *_live_rows(parts.live))
    now.is_complete = parts.is_complete
    handovers = list(_handovers(both, since=period))
    for is_now, found in ((True, now), (False, before)):
        found.handovers = {cause: count for cause, count, part in handovers if part == is_now}
    now.customers, before.customers = _new_customers(period), _new_customers(period.before)
    return now, before


def _live_rows(live: Period) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Of conversations and of answers."""

    def count() -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        talks = [(row.day, row.kind, row.begun, row.contained) for row in count_talks(live)]
        return talks, [(row.day, row.author, row.is_first, row.length, row.answers) for row in count_answers(live)]

    return at_most_a_minute_old("talks", live.first, live.last, count=count)


def _add(
    period: Period, now: Talks, before: Talks, talks: Iterable[tuple[Any, ...]], waits: Iterable[tuple[Any, ...]]
) -> None:
    for day, kind, begun, contained in talks:
        part = now if day >= period.first else before
        part.kinds[kind] += begun
        part.contained[kind] += contained
        part.days[day] += begun
    for day, author, is_first, length, answers in waits:
        part = now if day >= period.first else before
        part.waits[author, is_first][length] += answers


def _kept_talks(period: Period) -> Iterable[tuple[Any, ...]]:
    rows = DayTalk.objects.filter(day__range=(period.first, period.last))
    return rows.values_list("day", "kind", "begun", "contained")


def _kept_answers(period: Period, *, since: date) -> Iterable[tuple[Any, ...]]:
    """Added up before and since a day; the newest day of each sum stands for all of it."""
    rows = DayAnswer.objects.filter(day__range=(period.first, period.last)).order_by()
    groups = rows.annotate(is_now=_flag(day__gte=since)).values("author", "is_first", "length", "is_now")
    sums = groups.annotate(newest=Max("day"), found=Sum("answers"))
    return sums.values_list("newest", "author", "is_first", "length", "found")


def _handovers(both: Period, *, since: Period) -> Iterable[tuple[Any, ...]]:
    rows = Handover.objects.filter(created_at__gte=both.start, created_at__lt=both.end).order_by()
    groups = rows.annotate(is_now=_flag(created_at__gte=since.start)).values("cause", "is_now")
    return groups.annotate(found=Count("pk")).values_list("cause", "found", "is_now")


def _flag(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003


def new_customers(period: Period) -> "QuerySet[Customer]":
    """People who were not known before: of those who are one person the oldest counts."""
    older = Customer.objects.filter(merged_into=OuterRef("pk"), created_at__lt=period.start)
    rows = Customer.objects.filter(created_at__gte=period.start, created_at__lt=period.end, merged_into=None)
    return rows.filter(~Exists(older))


def _new_customers(period: Period) -> int:
    return new_customers(period).count()
