"""Spending in the background: what a dead worker reserved is free again, and yesterday's alerts are over."""

from celery import shared_task

from billing.models import Cap, Reservation
from billing.notices import resolve_past
from billing.spending import forget_expired
from tenants.models import Tenant
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled


@shared_task
def tidy_spending_of_all() -> int:
    """Shops with caps or reservations, each in its own task."""
    with scopes_disabled():
        tenants = {
            tenant
            for model in (Cap, Reservation)
            for tenant in model.objects.order_by().values_list("tenant_id", flat=True).distinct()
        }
    for tenant_id in sorted(tenants):
        enqueue(tidy_spending, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def tidy_spending(tenant_id: int) -> None:
    forget_expired()
    resolve_past(Tenant.objects.get(pk=tenant_id))
