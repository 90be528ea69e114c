"""In the background: what a dead worker reserved is free again, old alerts are over, a month's invoice is made."""

import structlog
from celery import shared_task

from billing.invoices import list_due_months, make_invoice
from billing.models import Cap, Reservation, Subscription
from billing.notices import resolve_past
from billing.spending import forget_expired
from lib.errors import DomainError
from tenants.models import Tenant
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled

log = structlog.get_logger(__name__)


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


@shared_task
def make_invoices_of_all() -> int:
    """Shops that have or had a plan, each in its own task."""
    with scopes_disabled():
        tenants = sorted(set(Subscription.objects.order_by().values_list("tenant_id", flat=True)))
    for tenant_id in tenants:
        enqueue(make_invoices, tenant_id)
    return len(tenants)


@shared_task(base=TenantTask)
def make_invoices(tenant_id: int) -> None:
    """Once more does no harm: a month has one invoice."""
    tenant = Tenant.objects.get(pk=tenant_id)
    try:
        for month in list_due_months(tenant):
            make_invoice(tenant, month=month)
    except DomainError as error:
        # The page of the operators says so, too; the next hour tries again.
        log.warning("invoice_not_made", code=error.code)
