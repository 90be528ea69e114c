"""Reads about channels and what came in through them."""

from datetime import timedelta
from uuid import UUID

from django.db.models import DurationField, ExpressionWrapper, F, FloatField, Value
from django.db.models.functions import Cast, Power
from django.urls import reverse
from django.utils import timezone

from channels.models import Channel, EventStatus, InboundEvent
from tenants.scoping import scopes_disabled

# Channels inside this installation: there is no provider to ask.
LOCAL_KINDS = ("terminal", "webchat")


def find_door(kind: str, public_id: UUID) -> Channel | None:
    """The channel behind a webhook address, while it and its shop are on; without its credentials."""
    with scopes_disabled():
        rows = Channel.objects.filter(public_id=public_id, kind=kind, is_enabled=True, tenant__is_active=True)
        return rows.defer("sealed_credentials").first()


def find_channel(public_id: UUID) -> Channel | None:
    """A channel of the current tenant that may be used."""
    return Channel.objects.select_related("tenant").filter(public_id=public_id, is_enabled=True).first()


def find_channel_by_key(pk: int) -> Channel | None:
    """The same by primary key, with its shop."""
    return Channel.objects.select_related("tenant").filter(pk=pk, is_enabled=True, tenant__is_active=True).first()


def list_watched() -> list[tuple[int, int]]:
    """(tenant, channel) pairs of the connected accounts outside of this installation. All tenants."""
    rows = Channel.objects.filter(is_enabled=True, tenant__is_active=True).exclude(kind__in=LOCAL_KINDS)
    return list(rows.order_by("pk").values_list("tenant_id", "pk"))


def webhook_url(channel: Channel, base_url: str) -> str:
    """Where the provider delivers."""
    return base_url.rstrip("/") + reverse("inbound-webhook", args=[channel.kind, channel.public_id])


def list_unprocessed(*, older_than: timedelta) -> list[tuple[int, int]]:
    """(tenant, event) pairs that nobody read yet, oldest first; failures double the wait. All tenants."""
    doubled = Value(older_than) * Power(Value(2.0), Cast("attempts", FloatField()))
    wait = ExpressionWrapper(doubled, output_field=DurationField())
    now = timezone.now()
    rows = InboundEvent.objects.filter(status=EventStatus.RECEIVED, received_at__lt=now - older_than)
    due = rows.annotate(due_at=F("received_at") + wait).filter(due_at__lt=now)
    return list(due.order_by("received_at").values_list("tenant_id", "pk")[:500])
