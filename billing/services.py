"""Writes about usage: each answer of a model once, its price frozen."""

from uuid import UUID

from django.utils import timezone

from billing.models import UsageEvent
from billing.prices import Tokens, price
from tenants.models import Tenant


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
) -> UsageEvent:
    """Keep what one answer took and cost at this moment; call it in the transaction that keeps the answer.

    `input_tokens` includes the cached ones. A model without a known price has an empty cost.
    """
    tokens = Tokens(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens)
    found = price(provider, model, tokens, at=timezone.now())
    return UsageEvent.objects.create(
        tenant=tenant, role=role, provider=provider, model=model,
        input_tokens=input_tokens, output_tokens=output_tokens,
        cache_read_tokens=cache_read_tokens, cache_write_tokens=cache_write_tokens,
        cost_usd=found.cost_usd, price_source=found.source, seconds=seconds,
        run_id=run_id, conversation_id=conversation_id,
    )  # fmt: skip
