"""Caps before each call of a model: estimate, reserve, and settle with what it really took.

Two workers cannot both take the last cent: a cap's row is locked while its rest is counted. A call that was never
settled, because its worker died, stops counting when its reservation expires.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from billing.limits import Amount
from billing.models import EVALUATION_ROLE, Cap, ConversationUsage, DayUsage, Reservation, UsageEvent
from billing.notices import note_levels, note_refusal
from billing.periods import Span, today
from billing.prices import Tokens, price
from billing.selectors import OFFLINE, get_held, get_spent, limit_of
from lib.errors import DomainError
from tenants.analytics.periods import Period
from tenants.models import Tenant

# Beyond the time that the call may take: so long does a dead worker's reservation count.
MARGIN = timedelta(seconds=60)
SUMS = {
    "sum_calls": Count("pk"), "sum_unpriced_calls": Count("pk", filter=Q(cost_usd=None)),
    "sum_input_tokens": Sum("input_tokens"), "sum_output_tokens": Sum("output_tokens"),
    "sum_cost_usd": Sum("cost_usd", default=Decimal(0)),
}  # fmt: skip
CACHED = {"sum_cache_read_tokens": Sum("cache_read_tokens"), "sum_cache_write_tokens": Sum("cache_write_tokens")}


class CapReached(DomainError):
    """Another call does not fit under a cap of the shop. `facts["span"]` tells which one."""


@dataclass(frozen=True)
class Call:
    """A call that is about to be made: what it may take at most. `seconds` is the time that it has."""

    provider: str
    model: str
    tokens: Tokens
    seconds: float
    conversation_id: UUID | None = None

    @property
    def amount(self) -> Amount:
        cost = price(self.provider, self.model, self.tokens, at=timezone.now()).cost_usd
        return Amount(cost or Decimal(0), self.tokens.input + self.tokens.output)


def reserve(tenant: Tenant, *, call: Call, share: Decimal = Decimal(1)) -> UUID | None:
    """Set aside what a call may take; None when nothing limits it. Hand it to `record_usage`, or `release` it.

    Raises CapReached when it does not fit into `share` (0 to 1) of every cap; the shop is told when all of a cap is
    meant.
    """
    if call.provider == OFFLINE or not Cap.objects.exists():
        return None
    with transaction.atomic():
        full = _first_full(list(Cap.objects.select_for_update()), tenant, call, share)
        if full is None:
            return _hold(tenant, call)
        if share == 1:
            note_refusal(tenant, full, conversation_id=call.conversation_id)
    raise CapReached("cap_reached", f"The cap {full.get_span_display()} is reached.", span=full.span)


def release(reservation: UUID | None) -> None:
    """The call took nothing, or its usage is kept. Once more does no harm."""
    if reservation is not None:
        Reservation.objects.filter(public_id=reservation).delete()


def keep_sums(event: UsageEvent) -> None:
    """Add a call's usage to its day and its conversation, and tell the shop when that reaches a level of a cap."""
    day = today(event.tenant.zone)
    more: dict[str, Any] = {
        "calls": F("calls") + 1,
        "unpriced_calls": F("unpriced_calls") + int(event.cost_usd is None),
        "input_tokens": F("input_tokens") + event.input_tokens,
        "output_tokens": F("output_tokens") + event.output_tokens,
        "cost_usd": F("cost_usd") + (event.cost_usd or Decimal(0)),
    }
    cached = {name: F(name) + getattr(event, name) for name in ("cache_read_tokens", "cache_write_tokens")}
    of_model = {"day": day, "role": event.role, "provider": event.provider, "model": event.model}
    _add(DayUsage, event.tenant, of_model, more | cached)
    if event.conversation_id:
        _add(ConversationUsage, event.tenant, {"day": day, "conversation_id": event.conversation_id}, more)
    if event.provider != OFFLINE and event.role != EVALUATION_ROLE:
        note_levels(event.tenant, Cap.objects.all(), conversation_id=event.conversation_id)


@transaction.atomic
def sum_again(tenant: Tenant, *, day: date) -> int:
    """Write the sums of a day that is over from its rows; how many sums that are."""
    period = Period(day, day, tenant.zone)
    calls = UsageEvent.objects.filter(created_at__gte=period.start, created_at__lt=period.end).order_by()
    DayUsage.objects.filter(day=day).delete()
    ConversationUsage.objects.filter(day=day).delete()
    by_model = calls.values("role", "provider", "model").annotate(**SUMS, **CACHED)
    by_talk = calls.exclude(conversation_id=None).values("conversation_id").annotate(**SUMS)
    days = [DayUsage(tenant=tenant, day=day, **_plain(row)) for row in by_model]
    talks = [ConversationUsage(tenant=tenant, day=day, **_plain(row)) for row in by_talk]
    return len(DayUsage.objects.bulk_create(days)) + len(ConversationUsage.objects.bulk_create(talks))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name.removeprefix("sum_"): value for name, value in row.items()}


def _add(sums: type[DayUsage | ConversationUsage], tenant: Tenant, key: dict[str, Any], more: dict[str, Any]) -> None:
    if not sums.objects.filter(**key).update(**more):
        sums.objects.get_or_create(tenant=tenant, **key)
        sums.objects.filter(**key).update(**more)


def forget_expired() -> int:
    """Reservations that nobody settled, of the current tenant."""
    deleted, _rows = Reservation.objects.filter(expires_at__lt=timezone.now()).delete()
    return deleted


def _first_full(caps: Sequence[Cap], tenant: Tenant, call: Call, share: Decimal) -> Cap | None:
    for cap in caps:
        span = Span(cap.span)
        if span == Span.CONVERSATION and call.conversation_id is None:
            continue
        # Held first, spent second: a call that is settled in between counts twice rather than not at all.
        held = get_held(span, conversation_id=call.conversation_id)
        spent = get_spent(span, zone=tenant.zone, conversation_id=call.conversation_id)
        if not limit_of(cap).allows(held + spent + call.amount, share=share):
            return cap
    return None


def _hold(tenant: Tenant, call: Call) -> UUID:
    row = Reservation.objects.create(
        tenant=tenant, conversation_id=call.conversation_id, tokens=call.amount.tokens, cost_usd=call.amount.usd,
        expires_at=timezone.now() + timedelta(seconds=call.seconds) + MARGIN,
    )  # fmt: skip
    return row.public_id
