"""Wake-up calls for what comes in and what goes out; the work itself is in Postgres."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from channels import media, watchdog
from channels.receiving import people, processing
from channels.selectors import list_unprocessed, list_watched
from channels.sending import courtesy, delivery
from conversations import outbox
from conversations.attachments import list_due_files
from tenants.queueing import TenantTask, enqueue
from tenants.scoping import scopes_disabled

# A wake-up call that took longer than this is taken for lost.
LOST_AFTER = timedelta(seconds=5)
# A file's provider may be slow: until then its worker is not given up.
FILE_LOST_AFTER = timedelta(seconds=60)


@shared_task(base=TenantTask)
def process_event(tenant_id: int, event_pk: int) -> None:
    heard = processing.process_event(event_pk)
    for file in heard.files:
        enqueue(fetch_attachment, tenant_id, file)
    for stranger in heard.strangers:
        enqueue(learn_name, tenant_id, stranger)
    for sibling_tenant_id, sibling_pk in heard.forwarded:
        enqueue(process_event, sibling_tenant_id, sibling_pk)
    courtesy.show(heard.courtesies)


@shared_task(base=TenantTask)
def fetch_attachment(tenant_id: int, attachment_pk: int) -> None:
    again_at = media.fetch_attachment(attachment_pk)
    if again_at:
        enqueue(fetch_attachment, tenant_id, attachment_pk, countdown=(again_at - timezone.now()).total_seconds())


@shared_task(base=TenantTask)
def learn_name(tenant_id: int, identity_pk: int) -> None:
    people.learn_name(identity_pk)


@shared_task(base=TenantTask)
def deliver(tenant_id: int, conversation_pk: int) -> None:
    _come_again(tenant_id, conversation_pk, delivery.deliver(conversation_pk))


@shared_task(base=TenantTask)
def recover(tenant_id: int, conversation_pk: int) -> None:
    _come_again(tenant_id, conversation_pk, delivery.recover(conversation_pk))


@shared_task(base=TenantTask)
def watch_channel(tenant_id: int, channel_pk: int) -> None:
    watchdog.watch_channel(channel_pk)


@shared_task
def sweep_inbound() -> int:
    """Find deliveries that nobody read and files that nobody fetched (Redis flushed, worker killed); call again."""
    with scopes_disabled():
        unread = list_unprocessed(older_than=LOST_AFTER)
        missing = list_due_files(older_than=FILE_LOST_AFTER)
    for tenant_id, event_pk in unread:
        enqueue(process_event, tenant_id, event_pk)
    for tenant_id, attachment_pk in missing:
        enqueue(fetch_attachment, tenant_id, attachment_pk)
    return len(unread) + len(missing)


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


@shared_task
def watch_channels() -> int:
    """Look after every connected channel, each in its own task."""
    with scopes_disabled():
        watched = list_watched()
    for tenant_id, channel_pk in watched:
        enqueue(watch_channel, tenant_id, channel_pk)
    return len(watched)


def _come_again(tenant_id: int, conversation_pk: int, pause: float | None) -> None:
    if pause is not None:
        enqueue(deliver, tenant_id, conversation_pk, countdown=pause)
