"""Writes about opening hours."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from lib.hours import Spans
from tenants.models import SpecialDay, Tenant
from tenants.services import record_audit


@transaction.atomic
def save_week(tenant: Tenant, *, week: Mapping[str, Spans], actor: str) -> None:
    """The usual hours by weekday; a day without spans is closed, a week without any says nothing."""
    tenant.opening_hours = {day: spans for day, spans in week.items() if spans}
    tenant.save(update_fields=["opening_hours"])
    record_audit(tenant, actor=actor, action="hours_saved", target=tenant.slug, week=tenant.opening_hours)


@transaction.atomic
def save_special_day(tenant: Tenant, *, day: date, name: str, spans: Spans, actor: str) -> SpecialDay:
    """What holds on this date instead of the usual hours; saying it again changes it."""
    row, _new = SpecialDay.objects.update_or_create(
        tenant=tenant, day=day, defaults={"name": name.strip(), "spans": list(spans)}
    )
    record_audit(tenant, actor=actor, action="special_day_saved", target=str(day), spans=row.spans)
    return row


@transaction.atomic
def delete_special_day(row: SpecialDay, *, actor: str) -> None:
    """The usual hours hold again on that date."""
    record_audit(row.tenant, actor=actor, action="special_day_deleted", target=str(row.day))
    row.delete()
