"""Writes about channels: connecting them, and taking in what they deliver."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import IntegrityError, transaction

from channels.base import Account, Adapter
from channels.chat_page.origins import read_origins
from channels.models import Channel, EventStatus, InboundEvent, new_secret
from channels.receiving.processing import process_event
from channels.registry import get_adapter
from channels.selectors import webhook_url
from channels.tasks import process_event as process_event_task
from lib.errors import DomainError, ProviderError
from tenants.models import Tenant
from tenants.queueing import enqueue
from tenants.scoping import tenant_scope
from tenants.services import record_audit

__all__ = [
    "Connected", "accept_event", "connect_channel", "ensure_local_channel", "process_event", "replay_event",
]  # fmt: skip


@dataclass(frozen=True)
class Connected:
    """A connected channel, and what its provider leaves for a person to do, as sentences."""

    channel: Channel
    todo: Sequence[str]


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
        event.status, event.attempts, event.items_done, event.error = EventStatus.RECEIVED, 0, 0, ""
        event.save(update_fields=["status", "attempts", "items_done", "error"])
        enqueue(process_event_task, event.tenant_id, event.pk)


def connect_channel(
    tenant: Tenant,
    *,
    kind: str,
    credentials: Mapping[str, str],
    base_url: str,
    name: str = "",
    renews: Channel | None = None,
) -> Connected:
    """Connect an account and register its webhook at `base_url`; the same account again is renewed.

    The channel is stored before its webhook is registered: providers ask at the address at once whether it is ours.
    When they refuse, everything is as before. Call it outside of a transaction. Returns the channel and what a person
    still has to do. Raises ProviderError with what to do, DomainError for an unknown kind or missing credentials, and
    `other_account` when they are not those of the channel that `renews` names.
    """
    adapter = get_adapter(kind)
    check_credentials(adapter, credentials)
    account = adapter.identify(credentials=credentials)
    with tenant_scope(tenant):
        channel = _find_account(tenant, kind, account) or Channel(tenant=tenant, kind=kind, public_id=uuid4())
        if renews and channel.pk != renews.pk:
            raise DomainError("other_account", f"These are the credentials of another account: {account.name}.")
        secret = adapter.choose_secret(credentials, generated=new_secret())
        url = webhook_url(channel, base_url)
        before = _stored_state(channel)
        _store(channel, adapter, credentials, account, secret=secret, url=url, name=name)
        channel.base_url = base_url.rstrip("/")
        channel.save()
        try:
            todo = adapter.connect(credentials=channel.credentials, url=url, secret=secret)
        except ProviderError:
            _put_back(channel, before)
            raise
    return Connected(channel, list(todo))


def check_credentials(adapter: Adapter, credentials: Mapping[str, str]) -> None:
    """Raises DomainError naming what is missing or not one of the choices."""
    missing = [field.name for field in adapter.fields if field.is_required and not credentials.get(field.name)]
    if missing:
        raise DomainError("missing_credentials", f"{adapter.label} also needs: {', '.join(missing)}.", missing=missing)
    for field in adapter.fields:
        given = credentials.get(field.name)
        if given and field.choices and given not in field.choices:
            raise DomainError("wrong_credentials", f"{field.name} is one of {', '.join(field.choices)}.")


def _store(
    channel: Channel,
    adapter: Adapter,
    credentials: Mapping[str, str],
    account: Account,
    *,
    secret: str,
    url: str,
    name: str,
) -> None:
    """What is no secret is kept readable; `verify_token` and `webhook_url` are ours."""
    public = {field.name for field in adapter.fields if not field.is_secret}
    token = channel.credentials.get("verify_token") or new_secret()
    given = {**credentials, "webhook_url": url, "verify_token": token, "account_id": account.external_id}
    channel.account = {key: value for key, value in given.items() if key in public}
    channel.credentials = {key: value for key, value in given.items() if key not in public}
    channel.secret, channel.name = secret, name or channel.name or account.name
    channel.is_enabled, channel.problem, channel.problem_code, channel.problem_since = True, "", "", None


def _stored_state(channel: Channel) -> Channel | None:
    return Channel.objects.filter(pk=channel.pk).first() if channel.pk else None


def _put_back(channel: Channel, before: Channel | None) -> None:
    """Nothing half done: the channel is as it was, or not there."""
    if before:
        before.save()
    else:
        channel.delete()


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


def _find_account(tenant: Tenant, kind: str, account: Account) -> Channel | None:
    return Channel.objects.filter(tenant=tenant, kind=kind, account_id=account.external_id).first()


def set_allowed_origins(channel: Channel, origins: Iterable[str], *, actor: str = "Salesdesk") -> list[str]:
    """Store the sites that may show the widget, as browsers name them, and return them.

    Raises DomainError when one of them is wrong; then nothing changes.
    """
    channel.allowed_origins = read_origins(origins)
    channel.save(update_fields=["allowed_origins"])
    record_audit(
        channel.tenant, actor=actor, action="channel_sites_changed", target=str(channel), sites=channel.allowed_origins
    )
    return channel.allowed_origins
