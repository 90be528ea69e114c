"""How an answer came about, as plain values that outlive the rehearsal's rows.

{"steps": [...], "cost_usd", "tokens_in", "tokens_out", "tokens_cached", "seconds", "outcome"}; a step has a `kind`:

model: {"model", "text", "calls", "failures", "is_discarded", tokens and cost}; tool: {"tool", "arguments", "result",
"is_refused"}; guard: {"problems"}; read: {"model", tokens and cost} for a file that was put into words. Costs are
texts in US dollars; None where the price of a model is not known, and `source` says where a price came from.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from agent.models import Run, Step, StepKind
from agent.runs.runlog import list_steps
from billing.models import UsageEvent


def read_trace(runs: Iterable[Run], *, seconds: float) -> dict[str, Any]:
    """The steps of the runs in order. Call it in the scope in which they are."""
    runs = list(runs)
    steps = [shown for run in runs for shown in _steps(run)]
    events = list(UsageEvent.objects.filter(run_id__in=[run.public_id for run in runs]))
    return {"steps": steps, "seconds": seconds, "outcome": runs[-1].outcome if runs else "", **_sums(events)}


def _steps(run: Run) -> Iterator[dict[str, Any]]:
    paid = list(UsageEvent.objects.filter(run_id=run.public_id).order_by("id"))
    for step in list_steps(run):
        if step.kind == StepKind.RESULT:
            yield _tool(step)
        elif step.kind == StepKind.CORRECTION:
            yield {"kind": "guard", "problems": list(step.content["problems"])}
        elif step.kind == StepKind.ANSWER:
            yield _answer(step, paid)
        elif step.provider:
            yield {"kind": "read", "model": _name(step), **_effort(step, None)}


def _tool(step: Step) -> dict[str, Any]:
    return {
        "kind": "tool", "tool": step.content["tool"], "arguments": step.content["arguments"], "result": step.receipt,
        "is_refused": step.is_error,
    }  # fmt: skip


def _answer(step: Step, paid: list[UsageEvent]) -> dict[str, Any]:
    event = next((one for one in paid if (one.model, one.seconds) == (step.model, step.seconds)), None)
    return {
        "kind": "model", "model": _name(step), "text": step.content["text"],
        "calls": [call["name"] for call in step.content["calls"]], "failures": list(step.content.get("failures", [])),
        "is_discarded": step.is_discarded, **_effort(step, event),
    }  # fmt: skip


def _name(step: Step) -> str:
    return f"{step.provider}:{step.model}"


def _effort(step: Step, event: UsageEvent | None) -> dict[str, Any]:
    return {
        "tokens_in": event.input_tokens if event else step.tokens, "tokens_out": event.output_tokens if event else 0,
        "tokens_cached": event.cache_read_tokens if event else 0, "seconds": step.seconds,
        "cost_usd": _text(step.cost_usd), "source": event.price_source if event else "",
    }  # fmt: skip


def _sums(events: list[UsageEvent]) -> dict[str, Any]:
    """Everything that was paid for, refused answers included; one unknown price makes the sum unknown."""
    costs = [event.cost_usd for event in events]
    known = [cost for cost in costs if cost is not None]
    return {
        "tokens_in": sum(event.input_tokens for event in events),
        "tokens_out": sum(event.output_tokens for event in events),
        "tokens_cached": sum(event.cache_read_tokens for event in events),
        "cost_usd": _text(sum(known, Decimal(0)) if len(known) == len(costs) else None),
    }


def _text(cost: Decimal | None) -> str | None:
    return None if cost is None else f"{cost:f}"
