"""Reads about usage and caps, within the current tenant's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from billing.limits import LEVELS, Amount, Limit
from billing.models import EVALUATION_ROLE, Cap, ConversationUsage, DayUsage, Reservation, SpendNotice, UsageEvent
from billing.periods import Span, first_day, midnight, today

# Costs nothing and needs no cap.
OFFLINE = "offline"


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


def limit_of(cap: Cap) -> Limit:
    return Limit(cap.limit_usd, cap.limit_tokens)


def is_used_up(zone: ZoneInfo) -> bool:
    """Whether the shop's day or month does not allow another answer of a model."""
    day = today(zone)
    ends = [Q(span=span, period=first_day(span, day)) for span in (Span.DAY, Span.MONTH)]
    return bool(SpendNotice.objects.filter(ends[0] | ends[1], level=LEVELS[-1]).exists())


def get_spent(span: Span, *, zone: ZoneInfo, conversation_id: UUID | None = None) -> Amount:
    """What models took in the span that runs now; of `Span.CONVERSATION`, in that conversation today."""
    day = today(zone)
    if span == Span.CONVERSATION:
        events = UsageEvent.objects.filter(conversation_id=conversation_id, created_at__gte=midnight(day, zone))
        return _amount(events)
    return _amount(DayUsage.objects.filter(day__gte=first_day(span, day), day__lte=day))


def get_held(span: Span, *, conversation_id: UUID | None = None) -> Amount:
    """What calls that are under way may still take."""
    rows = Reservation.objects.filter(expires_at__gt=timezone.now())
    if span == Span.CONVERSATION:
        rows = rows.filter(conversation_id=conversation_id)
    sums = rows.aggregate(usd=Sum("cost_usd", default=Decimal(0)), tokens=Sum("tokens", default=0))
    return Amount(**sums)


def list_usage(*keys: str, since: date) -> Sequence[dict[str, Any]]:
    """Sums by the named fields of DayUsage from that day on, the dearest first."""
    rows = DayUsage.objects.filter(day__gte=since).order_by().values(*keys)
    sums = rows.annotate(
        all_calls=Sum("calls"), all_unpriced=Sum("unpriced_calls"), cost=Sum("cost_usd"),
        tokens_in=Sum("input_tokens"), tokens_out=Sum("output_tokens"),
    )  # fmt: skip
    return list(sums.order_by("-cost", "-all_calls", *keys))


def sum_days(rows: QuerySet[DayUsage | ConversationUsage]) -> Totals:
    """What rows of sums add up to."""
    sums = rows.order_by().aggregate(
        calls=Sum("calls", default=0), unpriced_calls=Sum("unpriced_calls", default=0),
        input_tokens=Sum("input_tokens", default=0), output_tokens=Sum("output_tokens", default=0),
        cost_usd=Sum("cost_usd", default=Decimal(0)),
    )  # fmt: skip
    return Totals(**sums)


def _amount(rows: QuerySet[Any]) -> Amount:
    sums = (
        rows.exclude(provider=OFFLINE)
        .exclude(role=EVALUATION_ROLE)
        .order_by()
        .aggregate(
            usd=Sum("cost_usd", default=Decimal(0)), tokens=Sum(F("input_tokens") + F("output_tokens"), default=0)
        )
    )
    return Amount(**sums)


def _totals(events: QuerySet[Any]) -> Totals:
    sums = events.order_by().aggregate(
        calls=Count("id"),
        unpriced_calls=Count("id", filter=Q(cost_usd__isnull=True)),
        input_tokens=Sum("input_tokens", default=0),
        output_tokens=Sum("output_tokens", default=0),
        cost_usd=Sum("cost_usd", default=Decimal(0)),
    )
    return Totals(**sums)
