"""A model's answer as a step, and what it cost as a usage row: committed together."""

from decimal import Decimal
from uuid import UUID

from agent.llm.base import Reply
from agent.models import Run, Step, StepKind
from agent.runlog import Add
from agent.thinking import Asked, Thought
from billing.models import UsageEvent
from billing.services import record_usage


def record_reading(run: Run, step: Step, reply: Reply, *, seconds: float) -> None:
    """What it took to put a file into words, added to the step of the words that it belongs to."""
    event = _record(run, reply, role="media", seconds=seconds)
    step.provider, step.model = reply.provider, reply.model
    step.tokens += reply.usage.input_tokens + reply.usage.output_tokens
    step.seconds += seconds
    if event.cost_usd is not None:
        step.cost_usd = (step.cost_usd or Decimal(0)) + event.cost_usd
    step.save(update_fields=["provider", "model", "tokens", "seconds", "cost_usd"])


def record_thought(add: Add, run: Run, thought: Thought) -> None:
    reply, usage = thought.reply, thought.reply.usage
    # In the order of the shop's list, which every turn keeps: two that refuse cannot lock each other out.
    for asked in thought.refused:
        _record_asked(run, asked)
    event = _record(run, reply, role="chat", seconds=thought.seconds, reservation=thought.reservation)
    calls = [
        {"id": call.id, "name": call.name, "arguments": dict(call.arguments), "problem": call.problem}
        for call in reply.calls
    ]
    content = {
        "text": reply.text, "calls": calls, "state": dict(reply.state), "stop": reply.stop,
        "failures": list(thought.failures),
    }  # fmt: skip
    add(
        StepKind.ANSWER, content, provider=reply.provider, model=reply.model, seconds=thought.seconds,
        tokens=usage.input_tokens + usage.output_tokens, cost_usd=event.cost_usd,
    )  # fmt: skip


def record_unused(run: Run, thought: Thought) -> None:
    """An answer that came too late, when another worker had the conversation: it was paid for all the same."""
    for asked in (*thought.refused, Asked(thought.reply, thought.seconds, thought.reservation)):
        _record_asked(run, asked)


def _record_asked(run: Run, asked: Asked) -> None:
    _record(run, asked.reply, role="chat", seconds=asked.seconds, reservation=asked.reservation)


def _record(
    run: Run, reply: Reply, *, role: str, seconds: float, reservation: UUID | None = None
) -> UsageEvent:  # fmt: skip
    usage = reply.usage
    return record_usage(
        run.tenant, role=role, provider=reply.provider, model=reply.model, seconds=seconds,
        input_tokens=usage.input_tokens, output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens, cache_write_tokens=usage.cache_write_tokens,
        run_id=run.public_id, conversation_id=run.conversation.public_id, reservation=reservation,
    )  # fmt: skip
