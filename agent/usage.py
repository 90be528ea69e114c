"""A model's answer as a step, and what it cost as a usage row: committed together."""

from agent.models import Run, StepKind
from agent.runlog import Add
from agent.thinking import Thought
from billing.services import record_usage


def record_thought(add: Add, run: Run, thought: Thought) -> None:
    reply, usage = thought.reply, thought.reply.usage
    event = record_usage(
        run.tenant, role="chat", provider=reply.provider, model=reply.model, seconds=thought.seconds,
        input_tokens=usage.input_tokens, output_tokens=usage.output_tokens,
        cache_read_tokens=usage.cache_read_tokens, cache_write_tokens=usage.cache_write_tokens,
        run_id=run.public_id, conversation_id=run.conversation.public_id,
    )  # fmt: skip
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
