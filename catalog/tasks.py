"""The catalogue in the background: reading stores and mails, making vectors; the work itself is in Postgres."""

import structlog
from celery import shared_task
from django.conf import settings

from catalog.imports.imap_mailbox import MailboxError
from catalog.imports.mails import poll_mailbox
from catalog.searching import vectors
from catalog.searching.vector_tasks import embed_products
from catalog.stores import services as stores
from catalog.woocommerce import events, sync
from tenants.queueing import TenantTask, enqueue

log = structlog.get_logger(__name__)

# A sync goes on in a task of its own after this long: others want to work, too, and Redis takes a task that lasts
# for five minutes for lost.
TURN_SECONDS = 60
# A longer pause is a row that the sweep finds.
SHORT_PAUSE = 60.0


@shared_task(base=TenantTask)
def sync_store(tenant_id: int, sync_pk: int) -> None:
    _come_again(sync_store, tenant_id, sync_pk, sync.run_sync(sync_pk, seconds=TURN_SECONDS))


@shared_task(base=TenantTask)
def process_store_event(tenant_id: int, event_pk: int) -> None:
    _come_again(process_store_event, tenant_id, event_pk, events.process_event(event_pk))


@shared_task
def sweep_stores() -> int:
    """Begin the syncs that are due; find those that a dead worker left, and messages that nobody read."""
    waiting, unread = stores.start_due_syncs(), stores.list_waiting_events()
    for tenant_id, sync_pk in waiting:
        enqueue(sync_store, tenant_id, sync_pk)
    for tenant_id, event_pk in unread:
        enqueue(process_store_event, tenant_id, event_pk)
    return len(waiting) + len(unread)


@shared_task
def embed_products_of_all() -> int:
    """Shops with products that wait: a wake-up call was lost, or the operator changed the model."""
    tenants = vectors.tenants_pending()
    for tenant_id in tenants:
        enqueue(embed_products, tenant_id)
    return len(tenants)


@shared_task
def poll_mail() -> int:
    """Look for price lists; how many mails there were. A mailbox that is away is asked again at the next beat."""
    if not settings.IMAP_URL:
        return 0
    try:
        return sum(poll_mailbox().values())
    except MailboxError as error:
        log.warning("mailbox_away", error=type(error).__name__, reason=str(error))
        return 0


def _come_again(task: TenantTask, tenant_id: int, pk: int, pause: float | None) -> None:
    if pause is not None and pause <= SHORT_PAUSE:
        enqueue(task, tenant_id, pk, countdown=pause)
