"""Sums by day that are kept as rows, so that a page about a year does not read a year: docs/decisions/analytics.md.

Days that are over are counted once and again when a trigger says that something of them changed. Today is counted
when somebody asks. Each app tells with a `DaySums` what is counted, and how.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from tenants.analytics.periods import Period
from tenants.doctor import Finding
from tenants.models import CountedDays, StaleDay, Tenant
from tenants.scoping import TenantModel

# A change that began before midnight may be committed after it: so long does a day wait before it is counted.
SETTLING = timedelta(hours=1)
CHUNK_DAYS = 31
# So many of the newest kept days `manage.py doctor` looks at.
COMPARED_DAYS = 7
# More days than this are not counted while somebody waits for a page.
MOST_LIVE = 3


@dataclass(frozen=True)
class DaySums:
    """`models` have a `day`; `insert` adds the rows of a period that has none; `first_moment` is of the oldest thing.

    All of them work in the current tenant's scope.
    """

    subject: str
    models: tuple[type[TenantModel], ...]
    insert: Callable[[Period], None]
    first_moment: Callable[[], datetime | None]


@dataclass(frozen=True)
class Parts:
    """A period in two: what the kept rows tell and what is counted now. Either may be None.

    `is_complete` is False while days of the period are still to be counted in the background.
    """

    kept: Period | None
    live: Period | None
    is_complete: bool


def split(subject: str, period: Period, *, today: date) -> Parts:
    """Where the current tenant's kept rows end within a period."""
    last = min(period.last, today)
    through = CountedDays.objects.filter(subject=subject).values_list("through", flat=True).first()
    kept = None
    if through and through >= period.first:
        kept = Period(period.first, min(through, last), period.zone)
    begin = max(period.first, through + timedelta(days=1)) if through else period.first
    if begin > last:
        return Parts(kept, None, is_complete=True)
    is_complete = (last - begin).days < MOST_LIVE
    first_live = begin if is_complete else last - timedelta(days=MOST_LIVE - 1)
    return Parts(kept, Period(first_live, last, period.zone), is_complete=is_complete)


def count_changed(sums: DaySums, tenant: Tenant) -> int:
    """Count the days that changed and those that are over since the last time. How many days that were."""
    days = 0
    for first, last in _changed(sums, tenant):
        days += _count(sums, tenant, first, last)
    while todo := _next_chunk(sums, tenant):
        days += _count(sums, tenant, *todo)
    return days


def count_again(sums: DaySums, tenant: Tenant) -> int:
    """Count every day anew; meanwhile the old sums are told. How many days that were."""
    with transaction.atomic():
        zone = _lock(tenant)
        begin, end = _first_day(sums, zone), _last_settled(zone)
        for model in sums.models:
            model.objects.filter(day__lt=begin or date.max).delete()
    days = 0
    while begin and begin <= end:
        last = min(begin + timedelta(days=CHUNK_DAYS - 1), end)
        days += _count(sums, tenant, begin, last)
        begin = last + timedelta(days=1)
    return days


def list_tenants_to_count(subject: str) -> list[int]:
    """Primary keys of the active shops of which a day is over or changed since it was counted. Of all tenants."""
    counted = dict(CountedDays.objects.filter(subject=subject).values_list("tenant_id", "through"))
    changed = set(StaleDay.objects.filter(subject=subject).order_by().values_list("tenant_id", flat=True).distinct())
    shops = Tenant.objects.filter(is_active=True).only("timezone").order_by("pk")
    return [
        shop.pk for shop in shops
        if shop.pk in changed or counted.get(shop.pk, date.min) < _last_settled(shop.zone)
    ]  # fmt: skip


def find_differences(sums: DaySums, tenant: Tenant) -> Iterator[Finding]:
    """Kept sums of the last days that are not what counting them now gives. Counted and thrown away again."""
    wrong = _list_wrong(sums, tenant)
    if wrong:
        told = ", ".join(map(str, wrong))
        yield Finding(
            f"the figures of {sums.subject} differ from their rows on {len(wrong)} days: {told}", len(wrong),
            "--repair counts these days anew; `manage.py figures_rebuild` all of them.",
            repair=lambda: f"{sum(_count(sums, tenant, day, day) for day in wrong)} days counted",
        )  # fmt: skip


@transaction.atomic
def _list_wrong(sums: DaySums, tenant: Tenant) -> list[date]:
    """Days that are marked will be counted anyway."""
    zone = _lock(tenant)
    through = CountedDays.objects.filter(subject=sums.subject).values_list("through", flat=True).first()
    if through is None:
        return []
    first = through - timedelta(days=COMPARED_DAYS - 1)
    marked = set(StaleDay.objects.filter(subject=sums.subject).values_list("day", flat=True))
    with transaction.atomic():
        kept = _read_days(sums, first, through)
        for model in sums.models:
            model.objects.filter(day__range=(first, through)).delete()
        sums.insert(Period(first, through, zone))
        counted = _read_days(sums, first, through)
        transaction.set_rollback(True)
    return sorted(day for day in {*kept, *counted} - marked if kept.get(day) != counted.get(day))


def _read_days(sums: DaySums, first: date, last: date) -> dict[date, list[str]]:
    """What each day says, comparable."""
    found: dict[date, list[str]] = {}
    for model in sums.models:
        for row in model.objects.filter(day__range=(first, last)).order_by().values():
            row.pop("id")
            found.setdefault(row["day"], []).append(str(sorted(row.items())))
    return {day: sorted(rows) for day, rows in found.items()}


def _changed(sums: DaySums, tenant: Tenant) -> Iterable[tuple[date, date]]:
    """Days that were counted and changed since, neighbours together."""
    through = CountedDays.objects.filter(subject=sums.subject).values_list("through", flat=True).first()
    if through is None:
        return []
    marks = StaleDay.objects.filter(subject=sums.subject, day__lte=through).order_by("day")
    spans: list[tuple[date, date]] = []
    for day in marks.values_list("day", flat=True).distinct():
        if spans and day - spans[-1][1] == timedelta(days=1) and (day - spans[-1][0]).days < CHUNK_DAYS:
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def _next_chunk(sums: DaySums, tenant: Tenant) -> tuple[date, date] | None:
    zone, row = tenant.zone, CountedDays.objects.filter(subject=sums.subject).first()
    begin = row.through + timedelta(days=1) if row else _first_day(sums, zone)
    end = _last_settled(zone)
    if begin is None or begin > end:
        return None
    return begin, min(begin + timedelta(days=CHUNK_DAYS - 1), end)


@transaction.atomic
def _count(sums: DaySums, tenant: Tenant, first: date, last: date) -> int:
    """The marks go first: what is committed after that leaves a mark that stays, what came before is counted here."""
    zone = _lock(tenant)
    row = CountedDays.objects.filter(subject=sums.subject).first()
    StaleDay.objects.filter(subject=sums.subject, day__range=(first, last)).delete()
    for model in sums.models:
        # Before the first counting there may be rows from the days of another time zone.
        (model.objects.filter(day__range=(first, last)) if row else model.objects.all()).delete()
    sums.insert(Period(first, last, zone))
    if row is None:
        CountedDays.objects.create(tenant=tenant, subject=sums.subject, through=last)
    elif last > row.through:
        CountedDays.objects.filter(pk=row.pk).update(through=last)
    return (last - first).days + 1


def _lock(tenant: Tenant) -> ZoneInfo:
    """One at a time counts a shop, and its time zone stays what it is meanwhile. Customers write on."""
    locked: Tenant = Tenant.objects.select_for_update(no_key=True).only("timezone").get(pk=tenant.pk)
    return locked.zone


def _first_day(sums: DaySums, zone: ZoneInfo) -> date | None:
    moment = sums.first_moment()
    return moment.astimezone(zone).date() if moment else None


def _last_settled(zone: ZoneInfo) -> date:
    return (timezone.now() - SETTLING).astimezone(zone).date() - timedelta(days=1)


def oldest(model: type[Model]) -> datetime | None:
    """When the current tenant's first row of a model was made."""
    found: datetime | None = model._default_manager.order_by("created_at").values_list("created_at", flat=True).first()
    return found
