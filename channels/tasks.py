"""Wake-up calls for what comes in and what goes out; the work itself is in Postgres."""

from datetime import timedelta

from celery import shared_task

from channels import courtesy, delivery, processing
from channels.selectors import list_unprocessed
from conversations import outbox
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled

# A wake-up call that took longer than this is taken for lost.
LOST_AFTER = timedelta(seconds=5)


@shared_task(base=TenantTask)
def process_event(tenant_id: int, event_pk: int) -> None:
    courtesy.show(processing.process_event(event_pk))


@shared_task(base=TenantTask)
def deliver(tenant_id: int, conversation_pk: int) -> None:
    _come_again(tenant_id, conversation_pk, delivery.deliver(conversation_pk))


@shared_task(base=TenantTask)
def recover(tenant_id: int, conversation_pk: int) -> None:
    _come_again(tenant_id, conversation_pk, delivery.recover(conversation_pk))


@shared_task
def sweep_inbound() -> int:
    """Find deliveries that nobody read (Redis flushed, worker killed) and call again."""
    with scopes_disabled():
        unread = list_unprocessed(older_than=LOST_AFTER)
    for tenant_id, event_pk in unread:
        enqueue(process_event, tenant_id, event_pk)
    return len(unread)


@shared_task
def sweep_outbound() -> int:
    """Find messages that nobody sends, and those that a dead worker left half sent, and call again."""
    with scopes_disabled():
        waiting = {
            *outbox.list_stuck(older_than=delivery.abandoned_after()),
            *outbox.list_due(older_than=LOST_AFTER),
        }
    for tenant_id, conversation_pk in waiting:
        enqueue(recover, tenant_id, conversation_pk)
    return len(waiting)


def _come_again(tenant_id: int, conversation_pk: int, pause: float | None) -> None:
    if pause is not None:
        enqueue(deliver, tenant_id, conversation_pk, countdown=pause)
