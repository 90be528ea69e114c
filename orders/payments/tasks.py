"""Payments in the background; the work itself is in Postgres. Apart from orders.tasks: one file per subject."""

from celery import shared_task

from orders.payments import checks, events
from tenants.queueing import TenantTask, enqueue

# A longer pause is a row that the sweep finds.
SHORT_PAUSE = 60.0


@shared_task(base=TenantTask, name="orders.tasks.process_payment_event")
def process_payment_event(tenant_id: int, event_pk: int) -> None:
    pause = events.process_event(event_pk)
    if pause is not None and pause <= SHORT_PAUSE:
        enqueue(process_payment_event, tenant_id, event_pk, countdown=pause)


@shared_task(base=TenantTask, name="orders.tasks.look_at_payment")
def look_at_payment(tenant_id: int, payment_pk: int) -> None:
    checks.look_at_payment(payment_pk)


@shared_task(name="orders.tasks.sweep_payments")
def sweep_payments() -> int:
    """Messages that nobody read, and payments that somebody has to look at."""
    unread, due = events.list_waiting_events(), checks.list_due_payments()
    for tenant_id, event_pk in unread:
        enqueue(process_payment_event, tenant_id, event_pk)
    for tenant_id, payment_pk in due:
        enqueue(look_at_payment, tenant_id, payment_pk)
    return len(unread) + len(due)
