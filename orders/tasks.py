"""Orders in the background: asking stores for theirs, and telling them what changed here."""

from celery import shared_task

from orders import pushes, shop_polls
from tenants.queueing import TenantTask, enqueue

# A longer pause is a row that the sweep finds.
SHORT_PAUSE = 60.0


@shared_task(base=TenantTask)
def push_order(tenant_id: int, link_pk: int) -> None:
    pause = pushes.push_changes(link_pk)
    if pause is not None and pause <= SHORT_PAUSE:
        enqueue(push_order, tenant_id, link_pk, countdown=pause)


@shared_task(base=TenantTask)
def poll_store_orders(tenant_id: int, intake_pk: int) -> None:
    if shop_polls.poll_orders(intake_pk) is not None:
        enqueue(poll_store_orders, tenant_id, intake_pk)


@shared_task
def sweep_store_orders() -> int:
    """Ask the stores that are due, and tell those whose wake-up call was lost or whose worker died."""
    due, waiting = shop_polls.begin_polls(), pushes.list_waiting_pushes()
    for tenant_id, intake_pk in due:
        enqueue(poll_store_orders, tenant_id, intake_pk)
    for tenant_id, link_pk in waiting:
        enqueue(push_order, tenant_id, link_pk)
    return len(due) + len(waiting)
