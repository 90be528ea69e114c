"""Wake-up calls about conversations."""

from celery import shared_task

from conversations.analytics import day_counts
from conversations.handling import alarms
from tenants.analytics.day_sums import count_changed, list_tenants_to_count
from tenants.models import Tenant
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled


@shared_task
def sound_alarms() -> int:
    """Look for customers whom nobody answers, shop by shop."""
    with scopes_disabled():
        tenants = alarms.list_tenants_with_handovers()
    for tenant_id in tenants:
        enqueue(sound_alarms_of, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def sound_alarms_of(tenant_id: int) -> None:
    alarms.sound_alarms(Tenant.objects.get(pk=tenant_id))


@shared_task
def count_days_of_all() -> int:
    """Shops of which a day is over or changed since it was counted, each in its own task."""
    with scopes_disabled():
        tenants = list_tenants_to_count(day_counts.SUMS.subject)
    for tenant_id in tenants:
        enqueue(count_days, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def count_days(tenant_id: int) -> None:
    count_changed(day_counts.SUMS, Tenant.objects.get(pk=tenant_id))
