"""Reads about usage, within the current tenant's scope."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from billing.models import UsageEvent


@dataclass(frozen=True)
class Totals:
    """Sums over model calls. `cost_usd` leaves out the `unpriced_calls`, whose price nobody knows."""

    calls: int
    unpriced_calls: int
    input_tokens: int
    output_tokens: int
    cost_usd: Decimal

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


def get_run_usage(run_id: UUID) -> Totals:
    return _totals(UsageEvent.objects.filter(run_id=run_id))


def get_conversation_usage(conversation_id: UUID) -> Totals:
    return _totals(UsageEvent.objects.filter(conversation_id=conversation_id))


def get_usage_since(moment: datetime) -> Totals:
    """What the current tenant used from `moment` on, that moment included."""
    return _totals(UsageEvent.objects.filter(created_at__gte=moment))


def _totals(events: QuerySet[Any]) -> Totals:
    sums = events.order_by().aggregate(
        calls=Count("id"),
        unpriced_calls=Count("id", filter=Q(cost_usd__isnull=True)),
        input_tokens=Sum("input_tokens", default=0),
        output_tokens=Sum("output_tokens", default=0),
        cost_usd=Sum("cost_usd", default=Decimal(0)),
    )
    return Totals(**sums)
