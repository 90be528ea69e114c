"""Paying for what models answered: one usage row for each answer, which ends what was set aside for it."""

from uuid import UUID

from agent.thinking.asking import Asked, Thought
from billing.models import UsageEvent
from billing.services import record_usage
from tenants.models import Tenant


def pay(
    tenant: Tenant, asked: Asked, *, role: str, conversation_id: UUID | None = None, run_id: UUID | None = None
) -> UsageEvent:
    """Call it in the transaction that keeps the answer."""
    reply, usage = asked.reply, asked.reply.usage
    return record_usage(
        tenant, role=role, provider=reply.provider, model=reply.model, seconds=asked.seconds,
        input_tokens=usage.input_tokens, output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens, cache_write_tokens=usage.cache_write_tokens,
        run_id=run_id, conversation_id=conversation_id, reservation=asked.reservation,
    )  # fmt: skip


def pay_all(
    tenant: Tenant, thought: Thought, *, role: str, conversation_id: UUID | None = None, run_id: UUID | None = None
) -> list[UsageEvent]:
    """The refusals first, then the answer that counts."""
    return [pay(tenant, asked, role=role, conversation_id=conversation_id, run_id=run_id) for asked in thought.answers]
