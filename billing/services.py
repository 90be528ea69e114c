"""Writes about usage: each answer of a model once, its price frozen; and the shop's caps."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from billing.limits import Limit
from billing.models import Cap, UsageEvent
from billing.notices import forget_levels, note_levels
from billing.periods import Span
from billing.prices import Tokens, price
from billing.spending import keep_sums, release
from tenants.models import Tenant
from tenants.services import record_audit


@transaction.atomic(savepoint=False)
def record_usage(
    tenant: Tenant,
    *,
    role: str,
    provider: str,
    model: str,
    input_tokens: int,
    output_tokens: int,
    cache_read_tokens: int = 0,
    cache_write_tokens: int = 0,
    seconds: float = 0.0,
    run_id: UUID | None = None,
    conversation_id: UUID | None = None,
    reservation: UUID | None = None,
) -> UsageEvent:
    """Keep what one answer took and cost at this moment; call it in the transaction that keeps the answer.

    `input_tokens` includes the cached ones. A model without a known price has an empty cost. `reservation` is what
    was set aside for the call: it ends here, and the shop is told when a level of a cap is reached.
    """
    tokens = Tokens(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens)
    found = price(provider, model, tokens, at=timezone.now())
    event = UsageEvent.objects.create(
        tenant=tenant, role=role, provider=provider, model=model,
        input_tokens=input_tokens, output_tokens=output_tokens,
        cache_read_tokens=cache_read_tokens, cache_write_tokens=cache_write_tokens,
        cost_usd=found.cost_usd, price_source=found.source, seconds=seconds,
        run_id=run_id, conversation_id=conversation_id,
    )  # fmt: skip
    keep_sums(event)
    release(reservation)
    return event


@transaction.atomic
def set_caps(tenant: Tenant, *, limits: Mapping[Span, Limit], actor: str) -> None:
    """Change the caps of the spans that are named; an empty limit takes a cap away.

    What was told about a changed cap is over; what is used already counts.
    """
    for span, limit in limits.items():
        row = Cap.objects.select_for_update().filter(span=span).first()
        if (Limit(row.limit_usd, row.limit_tokens) if row else Limit()) == limit:
            continue
        _set_cap(tenant, span, limit)
        forget_levels(tenant, span)
        note_levels(tenant, Cap.objects.filter(span=span), conversation_id=None)
        record_audit(tenant, actor=actor, action="cap_changed", target=span.value, **_words(limit))


def _set_cap(tenant: Tenant, span: Span, limit: Limit) -> None:
    if limit == Limit():
        Cap.objects.filter(span=span).delete()
    else:
        values = {"limit_usd": limit.usd, "limit_tokens": limit.tokens}
        Cap.objects.update_or_create(tenant=tenant, span=span, defaults=values)


def _words(limit: Limit) -> dict[str, Any]:
    return {"usd": None if limit.usd is None else str(limit.usd), "tokens": limit.tokens}
