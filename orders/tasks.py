"""Wake-up calls about orders; the work itself is in Postgres."""

from celery import shared_task

from orders import asking, confirmation
from orders.confirmation_mail import write_mail
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled


@shared_task
def sweep_confirmations() -> int:
    """Orders whose customer is to be asked, reminded or given up, each in its own task."""
    with scopes_disabled():
        due = confirmation.list_due()
    for tenant_id, confirmation_pk in due:
        enqueue(take_step, tenant_id, confirmation_pk)
    return len(due)


@shared_task(base=TenantTask)
def take_step(tenant_id: int, confirmation_pk: int) -> None:
    if asking.take_step(confirmation_pk):
        write_mail(confirmation_pk)
