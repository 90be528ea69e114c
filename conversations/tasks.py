"""Wake-up calls about conversations."""

from celery import shared_task

from conversations import alarms
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
