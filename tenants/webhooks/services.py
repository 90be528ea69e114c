"""The endpoints of a shop: added, changed, their secrets renewed, removed."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lib.errors import DomainError
from tenants.alerts.services import resolve_alert
from tenants.models import Tenant, WebhookDelivery, WebhookEndpoint
from tenants.queueing import enqueue
from tenants.services import record_audit
from tenants.tasks import send_webhook
from tenants.webhooks.addresses import check_address, host_of
from tenants.webhooks.events import EVENTS, TEST_EVENT, note_wishes, queue_event
from tenants.webhooks.models import DeliveryState

MOST_ENDPOINTS = 10
OVERLAP = timedelta(hours=24)


def forget_about(ids: Iterable[UUID]) -> None:
    """Whatever the shop's webhooks said, or were about to say, of the things with these public ids."""
    for public_id in ids:
        WebhookDelivery.objects.filter(body__contains=str(public_id)).delete()


def add_endpoint(tenant: Tenant, *, url: str, events: Sequence[str], actor: str) -> tuple[WebhookEndpoint, str]:
    """The row, and the secret, which is shown once. Raises DomainError `bad_address` or `too_many`."""
    check_address(url)
    with transaction.atomic():
        Tenant.objects.select_for_update().get(pk=tenant.pk)
        if WebhookEndpoint.objects.count() >= MOST_ENDPOINTS:
            raise DomainError("too_many", _("There are 10 webhooks already: remove one first."))
        secret = _new_secret()
        row = WebhookEndpoint.objects.create(tenant=tenant, url=url, events=_known(events), secret=secret)
        note_wishes(tenant)
        record_audit(tenant, actor=actor, action="webhook_added", target=host_of(url), events=row.events)
    return row, secret


def change_endpoint(
    endpoint: WebhookEndpoint, *, url: str, events: Sequence[str], is_enabled: bool, actor: str
) -> None:
    """Switching it on again forgets its failures. Raises DomainError `bad_address`."""
    if url != endpoint.url:
        check_address(url)
    with transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=endpoint.tenant_id)
        row = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        if is_enabled and not row.is_enabled:
            row.failing_since = None
            resolve_alert(tenant.pk, kind="webhook_stopped", subject=str(row.public_id))
        row.url, row.events, row.is_enabled = url, _known(events), is_enabled
        row.save(update_fields=["url", "events", "is_enabled", "failing_since"])
        note_wishes(tenant)
        record_audit(
            tenant,
            actor=actor,
            action="webhook_changed",
            target=host_of(url),
            events=row.events,
            switched_on=is_enabled,
        )


@transaction.atomic
def remove_endpoint(endpoint: WebhookEndpoint, *, actor: str) -> None:
    """With everything that was told or waits to be told."""
    tenant = Tenant.objects.select_for_update().get(pk=endpoint.tenant_id)
    resolve_alert(tenant.pk, kind="webhook_stopped", subject=str(endpoint.public_id))
    record_audit(tenant, actor=actor, action="webhook_removed", target=host_of(endpoint.url))
    endpoint.delete()
    note_wishes(tenant)


@transaction.atomic
def rotate_secret(endpoint: WebhookEndpoint, *, actor: str) -> str:
    """The new secret, shown once. For a day every message is signed with the old one, too."""
    row = WebhookEndpoint.objects.select_for_update().select_related("tenant").get(pk=endpoint.pk)
    row.old_secret, row.old_secret_until = row.secret, timezone.now() + OVERLAP
    row.secret = _new_secret()
    row.save(update_fields=["secret", "old_secret", "old_secret_until"])
    record_audit(row.tenant, actor=actor, action="webhook_rotated", target=host_of(row.url))
    secret: str = row.secret
    return secret


@transaction.atomic
def send_test(endpoint: WebhookEndpoint) -> None:
    """A message that says that it is a test, to this endpoint alone."""
    queue_event(endpoint.tenant, endpoints=[endpoint], event=TEST_EVENT, data={"message": "It works."})


@transaction.atomic
def send_again(delivery: WebhookDelivery) -> None:
    """The same bytes with the same id. Raises DomainError `switched_off`."""
    row = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("endpoint").get(pk=delivery.pk)
    if not row.endpoint.is_enabled:
        raise DomainError("switched_off", _("This webhook is switched off: switch it on first."))
    if row.state == DeliveryState.QUEUED:
        return
    row.state, row.attempts, row.problem = DeliveryState.QUEUED, 0, ""
    row.due_at, row.finished_at = timezone.now(), None
    row.save(update_fields=["state", "attempts", "problem", "due_at", "finished_at"])
    enqueue(send_webhook, row.tenant_id, str(row.public_id))


def _known(events: Sequence[str]) -> list[str]:
    return [event for event in EVENTS if event in events]


def _new_secret() -> str:
    return f"whsec_{secrets.token_urlsafe(32)}"
