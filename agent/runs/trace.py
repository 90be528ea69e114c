"""A run as lines for a person: every step with its tool, arguments, result, tokens, cost and time."""

import json
from collections.abc import Iterator
from typing import Any

from agent.models import Run, Step, StepKind
from agent.runs.runlog import list_steps
from lib.text import shorten

WIDTH = 160


def trace(run: Run) -> Iterator[str]:
    for step in list_steps(run):
        mark = " (discarded)" if step.is_discarded else ""
        yield from (f"{line}{mark}" for line in _lines(step))
    yield f"run {str(run.public_id)[:8]}: {run.status}, {run.outcome or 'in progress'}"


def _lines(step: Step) -> Iterator[str]:
    if step.kind == StepKind.HEARD:
        yield from (f"heard     {shorten(message['text'], WIDTH)}" for message in step.content["messages"])
        if step.provider:
            yield f"read      {step.provider}:{step.model} -> words ({_effort(step)})"
    elif step.kind == StepKind.CORRECTION:
        yield f"guard     {'; '.join(step.content['problems'])}"
    elif step.kind == StepKind.RESULT:
        state = "refused" if step.is_error else "result"
        yield f"tool      {step.content['tool']}({_compact(step.content['arguments'])})"
        yield f"{state:<9} {_compact(step.content['receipt'])}"
    else:
        yield from (f"failed    {failure}" for failure in step.content.get("failures", []))
        yield f"model     {_answer(step)}"


def _answer(step: Step) -> str:
    wishes = ", ".join(call["name"] for call in step.content["calls"]) or "text"
    return f"{step.provider}:{step.model} -> {wishes} ({_effort(step)})"


def _effort(step: Step) -> str:
    cost = "price unknown" if step.cost_usd is None else f"${step.cost_usd:.6f}"
    return f"{step.tokens} tokens, {cost}, {step.seconds:.2f} s"


def _compact(value: Any) -> str:
    return shorten(json.dumps(value, ensure_ascii=False), WIDTH)
