"""What other programs can hear, and the one service by which the apps above say it."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant, WebhookDelivery, WebhookEndpoint
from tenants.queueing import enqueue

EVENTS: dict[str, Promise] = {
    "order.created": _("an order was placed"),
    "order.updated": _("an order was changed, or moved on"),
    "order.cancelled": _("an order was cancelled"),
    "conversation.handover": _("the agent calls a person"),
    "message.received": _("a customer wrote"),
}
TEST_EVENT = "webhook.test"


def emit(tenant: Tenant, *, event: str, data: Mapping[str, Any]) -> None:
    """Note down for each endpoint of the shop that wants to hear it what has happened.

    Called inside the transaction of the change, in the shop's scope: both happen, or neither. Sending comes afterwards
    and is in nobody's way. `data` is JSON-safe, without primary keys and secrets.
    """
    if event not in tenant.webhook_events:
        return
    endpoints = list(WebhookEndpoint.objects.filter(tenant=tenant, is_enabled=True, events__contains=[event]))
    queue_event(tenant, endpoints=endpoints, event=event, data=data)


def queue_event(tenant: Tenant, *, endpoints: list[WebhookEndpoint], event: str, data: Mapping[str, Any]) -> None:
    """One row for each endpoint, with the same id and the same bytes."""
    from tenants.tasks import send_webhook  # noqa: PLC0415  # cycle: the task calls tenants.webhooks.sending

    event_id, now = uuid4(), timezone.now()
    envelope = {"id": str(event_id), "type": event, "created_at": now.isoformat(), "shop": tenant.slug, "data": data}
    body = json.dumps(envelope, ensure_ascii=False, separators=(",", ":"))
    for endpoint in endpoints:
        row = WebhookDelivery.objects.create(
            tenant_id=tenant.pk, endpoint=endpoint, event_id=event_id, event=event, body=body, due_at=now
        )
        # One that does not answer gets one message at a time, from the sweeper: others must not wait for its time-outs.
        if endpoint.failing_since is None:
            enqueue(send_webhook, tenant.pk, str(row.public_id))


def note_wishes(tenant: Tenant) -> None:
    """Keep `Tenant.webhook_events` what all enabled endpoints together want to hear."""
    rows = WebhookEndpoint.objects.filter(is_enabled=True).values_list("events", flat=True)
    tenant.webhook_events = sorted({event for events in rows for event in events})
    tenant.save(update_fields=["webhook_events"])
