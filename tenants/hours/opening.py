"""When a shop is open: its week, and the dates on which something else holds. All times are on the shop's own clock."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from lib.hours import Spans, is_within
from tenants.models import WEEKDAYS, SpecialDay, Tenant
from tenants.scoping import tenant_scope

# Longer holidays than this are said once, not searched through.
FURTHEST_DAYS = 60


def list_special_days(tenant: Tenant, *, first: date, days: int = FURTHEST_DAYS) -> dict[date, SpecialDay]:
    """By date, from `first` on."""
    if tenant.pk is None:
        return {}
    with tenant_scope(tenant):
        rows = SpecialDay.objects.filter(day__gte=first, day__lt=first + timedelta(days=days))
        return {row.day: row for row in rows}


def spans_on(tenant: Tenant, day: date) -> Spans | None:
    """When the shop is open on a date, in order; empty when it is closed, None when it never said."""
    return _spans(tenant, day, list_special_days(tenant, first=day, days=1))


def is_open(
    tenant: Tenant, *, at: datetime | None = None, special: Mapping[date, SpecialDay] | None = None
) -> bool | None:
    """Whether somebody is in the shop; None when the shop never said. `special`: its days, where they were read."""
    local = local_time(tenant, at)
    if special is None:
        special = list_special_days(tenant, first=local.date(), days=1)
    spans = _spans(tenant, local.date(), special)
    return None if spans is None else is_within(local.time(), spans)


def next_opening(
    tenant: Tenant, *, at: datetime | None = None, special: Mapping[date, SpecialDay] | None = None
) -> datetime | None:
    """The next moment the shop opens, in its own time zone; None when it never said or does not open for months."""
    local = local_time(tenant, at)
    if special is None:
        special = list_special_days(tenant, first=local.date())
    for ahead in range(FURTHEST_DAYS):
        day = local.date() + timedelta(days=ahead)
        for start, _end in _spans(tenant, day, special) or ():
            opening = datetime.combine(day, time.fromisoformat(start), local.tzinfo)
            if opening > local:
                return opening
    return None


def local_time(tenant: Tenant, at: datetime | None = None) -> datetime:
    return (at or timezone.now()).astimezone(tenant.zone)


def _spans(tenant: Tenant, day: date, special: Mapping[date, SpecialDay]) -> Spans | None:
    if day in special:
        return sorted(special[day].spans)
    return sorted(tenant.opening_hours.get(WEEKDAYS[day.weekday()], [])) if tenant.opening_hours else None
