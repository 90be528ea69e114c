"""What may be wrong with the books of the models: sums of days against their rows, and reservations nobody settled."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Sum

from billing.models import CountedReply, DayReplies, DayUsage, Reservation, UsageEvent
from billing.periods import today
from billing.spending import forget_expired, sum_again
from tenants.analytics.periods import Period
from tenants.doctor import Finding, examine, find_rows
from tenants.models import Tenant

DAYS = 7
SUMMED = ("input_tokens", "output_tokens", "cost_usd")


def _sums(tenant: Tenant, _before: datetime) -> Iterator[Finding]:
    """The last days, today left out: it is being written."""
    last = today(tenant.zone) - timedelta(days=1)
    wrong = [day for ahead in range(DAYS) if not _agrees(day := last - timedelta(days=ahead), tenant)]
    if wrong:
        yield Finding(
            f"{len(wrong)} days whose sums of tokens and money differ from their rows: {', '.join(map(str, wrong))}",
            len(wrong), "--repair adds the rows up again.",
            repair=lambda: f"{sum(sum_again(tenant, day=day) for day in wrong)} sums written",
        )  # fmt: skip


def _agrees(day: date, tenant: Tenant) -> bool:
    period = Period(day, day, tenant.zone)
    rows = UsageEvent.objects.filter(created_at__gte=period.start, created_at__lt=period.end)
    kept: dict[str, Any] = DayUsage.objects.filter(day=day).aggregate(
        count=Sum("calls", default=0), **{f"all_{name}": Sum(name, default=0) for name in SUMMED}
    )
    found = rows.aggregate(count=Count("pk"), **{f"all_{name}": Sum(name, default=0) for name in SUMMED})
    return kept == found


def _replies(tenant: Tenant, _before: datetime) -> Iterator[Finding]:
    since = today(tenant.zone) - timedelta(days=DAYS)
    counted = dict(
        CountedReply.objects.filter(day__gte=since).order_by().values("day").annotate(count=Count("pk"))
        .values_list("day", "count")
    )  # fmt: skip
    kept = dict(DayReplies.objects.filter(day__gte=since).values_list("day", "replies"))
    wrong = {day: counted.get(day, 0) for day in {*counted, *kept} if counted.get(day, 0) != kept.get(day, 0)}
    if wrong:
        yield Finding(
            f"{len(wrong)} days whose number of replies differs from the replies counted", len(wrong),
            "--repair takes the replies that were counted one by one.",
            repair=lambda: f"{_write_replies(tenant, wrong)} days written",
        )  # fmt: skip


def _write_replies(tenant: Tenant, counts: dict[date, int]) -> int:
    for day, count in counts.items():
        DayReplies.objects.update_or_create(
            day=day, defaults={"replies": count}, create_defaults={"tenant": tenant, "day": day, "replies": count}
        )
    return len(counts)


def _reservations(_tenant: Tenant, before: datetime) -> Iterator[Finding]:
    yield from find_rows(
        Reservation.objects.filter(expires_at__lt=before), since="expires_at",
        says="{} reservations under the caps were never settled",
        todo="Look whether beat runs. --repair sets them free.", mend=lambda _row: forget_expired(),
    )  # fmt: skip


def register() -> None:
    examine("sums of usage", _sums)
    examine("sums of replies", _replies)
    examine("reservations", _reservations)
