"""A run as staff read it: each step with its tool in words, arguments, result, tokens, cost and time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from agent.models import Run, Step, StepKind
from agent.runs.runlog import list_steps
from agent.tools.names import tool_name
from lib.text import shorten

LONGEST = 600


@dataclass(frozen=True)
class Fact:
    """A named value; what is not plain is written as JSON."""

    name: str
    value: str


@dataclass(frozen=True)
class TraceStep:
    """`kind` is a StepKind. Which fields are filled depends on it: see Step."""

    kind: str
    title: str = ""
    tool: str = ""
    lines: Sequence[str] = ()
    arguments: Sequence[Fact] = ()
    result: Sequence[Fact] = ()
    is_refused: bool = False
    is_discarded: bool = False
    model: str = ""
    tokens: int = 0
    cost_usd: Decimal | None = None
    seconds: float = 0


@dataclass(frozen=True)
class Trace:
    """What a turn took. `cost_usd` is None when no price was known; `has_unpriced` when it was not for some steps."""

    status: str
    outcome: str
    steps: Sequence[TraceStep]
    tokens: int
    cost_usd: Decimal | None
    has_unpriced: bool
    seconds: float


def read_trace(run: Run) -> Trace:
    """A run from its rows, in one query."""
    return trace_of(list_steps(run), status=run.status, outcome=run.outcome)


def trace_of(steps: Sequence[Step], *, status: str = "", outcome: str = "") -> Trace:
    """The same for steps that somebody has already: also for such that were never saved."""
    paid = [step for step in steps if step.model]
    costs = [step.cost_usd for step in paid if step.cost_usd is not None]
    return Trace(
        status, outcome, [_tell(step) for step in steps],
        tokens=sum(step.tokens for step in steps), cost_usd=sum(costs, Decimal(0)) if costs else None,
        has_unpriced=len(costs) < len(paid), seconds=sum(step.seconds for step in steps),
    )  # fmt: skip


def _tell(step: Step) -> TraceStep:
    tells = {
        StepKind.HEARD: _heard, StepKind.ANSWER: _answer, StepKind.RESULT: _result, StepKind.CORRECTION: _correction,
    }  # fmt: skip
    told: dict[str, Any] = tells[StepKind(step.kind)](step)
    return TraceStep(
        kind=step.kind, is_refused=step.is_error, is_discarded=step.is_discarded,
        model=f"{step.provider}:{step.model}" if step.model else "", tokens=step.tokens, cost_usd=step.cost_usd,
        seconds=step.seconds, **told,
    )  # fmt: skip


def _heard(step: Step) -> dict[str, Any]:
    return {"lines": _short(message.get("text", "") for message in step.content.get("messages", []))}


def _answer(step: Step) -> dict[str, Any]:
    calls = step.content.get("calls", [])
    wishes = [tool_name(str(call.get("name", ""))) for call in calls]
    return {
        "title": ", ".join(wishes),
        "lines": _short([*step.content.get("failures", []), step.content.get("text", "")]),
    }


def _result(step: Step) -> dict[str, Any]:
    name = str(step.content.get("tool", ""))
    return {
        "title": tool_name(name), "tool": name, "arguments": _facts(step.content.get("arguments") or {}),
        "result": _facts(step.receipt),
    }  # fmt: skip


def _correction(step: Step) -> dict[str, Any]:
    return {"lines": _short(map(str, step.content.get("problems", [])))}


def _short(texts: Iterable[str]) -> list[str]:
    return [shorten(text, LONGEST) for text in texts if text]


def _facts(values: Mapping[str, Any]) -> list[Fact]:
    return [Fact(name, _plain(value)) for name, value in values.items() if value not in (None, "", [], {})]


def _plain(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shorten(text, LONGEST)
