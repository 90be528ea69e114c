"""What waits, how long already, and what failed. Each question is answered by an index of what waits alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily

from channels.models import Channel, EventStatus, InboundEvent
from conversations.models import Conversation, Message, MessageStatus, Owner
from tenants.models import Alert, WebhookDelivery
from tenants.webhooks.models import DeliveryState

# Messages of the last day are looked for among the newest: their table has no index by time alone.
NEWEST_MESSAGES = 20_000
FAILURES_OF = timedelta(hours=24)


def families() -> Iterator[GaugeMetricFamily]:
    """Of all shops; the caller has switched the scopes off."""
    waiting = GaugeMetricFamily("salesdesk_waiting", "What waits to be dealt with.", labels=["what"])
    oldest = GaugeMetricFamily(
        "salesdesk_waiting_oldest_seconds", "How long the oldest of it waits; 0 when nothing does.", labels=["what"]
    )
    for what, (rows, field) in _questions().items():
        found = rows.aggregate(count=Count("pk"), since=Min(field))
        waiting.add_metric([what], found["count"])
        oldest.add_metric([what], _age(found["since"]))
    yield waiting
    yield oldest
    yield from _failures()


def _questions() -> dict[str, tuple[QuerySet[Any], str]]:
    """What is counted, and the time that its oldest row is measured by."""
    outbox = Message.objects.filter(status__in=[MessageStatus.QUEUED, MessageStatus.SENDING])
    return {
        "inbound_events": (InboundEvent.objects.filter(status=EventStatus.RECEIVED), "received_at"),
        # For the agent, or for whoever answers.
        "conversations": (Conversation.objects.filter(inbound_seq__gt=F("answered_seq")), "last_inbound_at"),
        "conversations_of_staff": (
            Conversation.objects.filter(owner=Owner.STAFF, unanswered_since__isnull=False), "unanswered_since",
        ),
        "outbox": (outbox, "created_at"),
        "outbox_retrying": (outbox.filter(attempts__gt=1), "created_at"),
        "webhooks": (WebhookDelivery.objects.filter(state=DeliveryState.QUEUED), "created_at"),
        "alerts": (Alert.objects.filter(resolved_at=None), "created_at"),
    }  # fmt: skip


def _failures() -> Iterator[GaugeMetricFamily]:
    newest = Message.objects.aggregate(newest=Max("pk"))["newest"] or 0
    lately = Message.objects.filter(pk__gt=newest - NEWEST_MESSAGES, created_at__gte=timezone.now() - FAILURES_OF)
    sums = lately.aggregate(
        failed=Count("pk", filter=Q(status=MessageStatus.FAILED)),
        uncertain=Count("pk", filter=Q(status=MessageStatus.UNCERTAIN)),
    )
    failed = GaugeMetricFamily(
        "salesdesk_deliveries_failed",
        f"Messages of the last 24 hours that did not go out, or perhaps did, among the newest {NEWEST_MESSAGES}.",
        labels=["status"],
    )
    for status, count in sums.items():
        failed.add_metric([status], count)
    yield failed
    broken = Channel.objects.filter(is_enabled=True).exclude(problem_code="")
    yield GaugeMetricFamily("salesdesk_channels_broken", "Accounts that cannot send now.", value=broken.count())


def _age(moment: datetime | None) -> float:
    return max((timezone.now() - moment).total_seconds(), 0.0) if moment else 0.0
