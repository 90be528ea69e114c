"""A model's answer as a step, and what it cost as a usage row: committed together."""

from decimal import Decimal

from agent.llm.base import Reply
from agent.models import Run, Step, StepKind
from agent.runs.runlog import Add
from agent.thinking.asking import Asked, Thought
from agent.thinking.paying import pay, pay_all
from billing.models import UsageEvent


def record_reading(run: Run, step: Step, reply: Reply, *, seconds: float) -> None:
    """What it took to put a file into words, added to the step of the words that it belongs to."""
    asked = Asked(reply, seconds)
    event = pay(run.tenant, asked, role="media", run_id=run.public_id, conversation_id=run.conversation.public_id)
    step.provider, step.model = reply.provider, reply.model
    step.tokens += reply.usage.input_tokens + reply.usage.output_tokens
    step.seconds += seconds
    if event.cost_usd is not None:
        step.cost_usd = (step.cost_usd or Decimal(0)) + event.cost_usd
    step.save(update_fields=["provider", "model", "tokens", "seconds", "cost_usd"])


def record_thought(add: Add, run: Run, thought: Thought) -> None:
    reply, usage = thought.reply, thought.reply.usage
    # In the order of the shop's list, which every turn keeps: two that refuse cannot lock each other out.
    event = _pay_all(run, thought)[-1]
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
    _pay_all(run, thought)


def _pay_all(run: Run, thought: Thought) -> list[UsageEvent]:
    return pay_all(
        run.tenant, thought, role="chat", run_id=run.public_id, conversation_id=run.conversation.public_id
    )  # fmt: skip
