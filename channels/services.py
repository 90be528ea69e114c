"""Writes about channels: connecting them, and taking in what they deliver."""

import hashlib
from collections.abc import Mapping
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.urls import reverse

from channels.base import Account
from channels.models import Channel, EventStatus, InboundEvent, new_secret
from channels.processing import process_event
from channels.registry import get_adapter
from channels.tasks import process_event as process_event_task
from tenants.models import Tenant
from tenants.queueing import enqueue
from tenants.scoping import tenant_scope

__all__ = [
    "accept_event", "connect_channel", "ensure_local_channel", "process_event", "replay_event", "webhook_url",
]  # fmt: skip


def accept_event(channel: Channel, *, external_id: str, body: bytes) -> InboundEvent | None:
    """Store a delivery before anybody understands it, and wake a worker; None when it is already here.

    Without an `external_id` two deliveries are the same when their bytes are. Raises DatabaseError when it
    could not be stored: then the sender must come again.
    """
    identity = external_id[:190] or hashlib.sha256(body).hexdigest()
    try:
        with tenant_scope(channel.tenant_id), transaction.atomic():
            event = InboundEvent.objects.create(
                tenant_id=channel.tenant_id, channel=channel, external_id=identity, body=body
            )
            enqueue(process_event_task, channel.tenant_id, event.pk)
    except IntegrityError:
        return None
    return event


def replay_event(event: InboundEvent) -> None:
    """Read a delivery once more, after what made it fail is fixed. Nothing is received twice."""
    with transaction.atomic():
        event.status, event.attempts, event.error = EventStatus.RECEIVED, 0, ""
        event.save(update_fields=["status", "attempts", "error"])
        enqueue(process_event_task, event.tenant_id, event.pk)


def connect_channel(
    tenant: Tenant, *, kind: str, credentials: Mapping[str, str], base_url: str, name: str = ""
) -> Channel:
    """Connect an account and register its webhook at `base_url`; the same account again is renewed.

    Call it outside of a transaction: the provider is asked before anything is stored. Raises ProviderError
    with what to do, DomainError for an unknown kind.
    """
    adapter = get_adapter(kind)
    account = adapter.identify(credentials=credentials)
    with tenant_scope(tenant):
        channel = _find_account(tenant, kind, account) or Channel(tenant=tenant, kind=kind, public_id=uuid4())
        secret = new_secret()
        adapter.connect(credentials=credentials, url=webhook_url(channel, base_url), secret=secret)
        channel.secret, channel.name = secret, name or channel.name or account.name
        channel.credentials = {**credentials, "account_id": account.external_id}
        channel.is_enabled, channel.problem = True, ""
        channel.save()
    return channel


def ensure_local_channel(tenant: Tenant, kind: str) -> Channel:
    """The shop's web chat or terminal channel, made when it is not there yet, and once when two want it."""
    with tenant_scope(tenant):
        found = Channel.objects.filter(tenant=tenant, kind=kind).first()
        if found:
            return found
        with transaction.atomic():
            # The shop's row is the lock: a local channel has nothing unique of its own.
            Tenant.objects.select_for_update().get(pk=tenant.pk)
            usual = {"name": get_adapter(kind).identify(credentials={}).name, "secret": ""}
            channel, _new = Channel.objects.get_or_create(tenant=tenant, kind=kind, defaults=usual)
        return channel


def webhook_url(channel: Channel, base_url: str) -> str:
    """Where the provider delivers."""
    return base_url.rstrip("/") + reverse("inbound-webhook", args=[channel.kind, channel.public_id])


def _find_account(tenant: Tenant, kind: str, account: Account) -> Channel | None:
    for channel in Channel.objects.filter(tenant=tenant, kind=kind):
        if channel.credentials.get("account_id") == account.external_id:
            return channel
    return None
