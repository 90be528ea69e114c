"""Reads about usage and caps, within the current tenant's scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from billing.limits import LEVELS, Amount, Limit
from billing.models import EVALUATION_ROLE, Cap, ConversationUsage, DayUsage, Reservation, SpendNotice, UsageEvent
from billing.periods import Span, first_day, midnight, today
from tenants.analytics.young_figures import at_most_a_minute_old

CALLS_PER_PAGE = 50
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


def list_calls(
    *, start: datetime | None = None, end: datetime | None = None, before: UUID | None = None
) -> list[UsageEvent]:
    """The newest calls from `start` until before `end`, older than the call `before`; one more than a page."""
    rows = UsageEvent.objects.order_by("-created_at", "-id")
    if start and end:
        rows = rows.filter(created_at__gte=start, created_at__lt=end)
    last = UsageEvent.objects.filter(public_id=before).first() if before else None
    if last:
        # Two conditions, so that the index of times is read from there on.
        same_or_older = rows.filter(created_at__lte=last.created_at)
        rows = same_or_older.exclude(created_at=last.created_at, id__gte=last.pk)
    return list(rows[: CALLS_PER_PAGE + 1])


@dataclass(frozen=True)
class TalkCost:
    """What one conversation took. `cost_usd` is None when none of its calls has a known price."""

    conversation_id: UUID
    calls: int
    tokens: int
    cost_usd: Decimal | None
    is_priced: bool


def list_dear_conversations(first: date, last: date, *, count: int) -> list[TalkCost]:
    """The conversations that cost most from `first` to `last`, both included."""

    def find() -> list[TalkCost]:
        rows = _by_conversation(ConversationUsage.objects.filter(day__gte=first, day__lte=last))
        return [_talk_cost(row) for row in rows.order_by("-cost", "-tokens", "conversation_id")[:count]]

    return at_most_a_minute_old("dear-conversations", first, last, count, count=find)


def get_conversation_costs(conversation_ids: Iterable[UUID]) -> dict[UUID, TalkCost]:
    """What these conversations took in all; those that took nothing are missing."""
    rows = _by_conversation(ConversationUsage.objects.filter(conversation_id__in=set(conversation_ids)))
    return {row["conversation_id"]: _talk_cost(row) for row in rows}


def _by_conversation(rows: QuerySet[ConversationUsage]) -> Any:
    return rows.order_by().values("conversation_id").annotate(
        all_calls=Sum("calls"), unpriced=Sum("unpriced_calls"), cost=Sum("cost_usd"),
        tokens=Sum(F("input_tokens") + F("output_tokens")),
    )  # fmt: skip


def _talk_cost(row: dict[str, Any]) -> TalkCost:
    cost = None if row["unpriced"] == row["all_calls"] else row["cost"]
    return TalkCost(row["conversation_id"], row["all_calls"], row["tokens"], cost, is_priced=not row["unpriced"])


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
