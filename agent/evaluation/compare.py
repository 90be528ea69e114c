"""Two plays of one scenario, side by side. Pure: results are what `as_result` made of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from agent.evaluation.play import Play

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """What was said and what both answered; `differs` names the parts in which they are not the same."""

    said: str
    live: Result
    candidate: Result
    differs: frozenset[str]


def as_result(play: Play) -> dict[str, Any]:
    """A play as JSON, as it is kept."""
    return {
        "passed": play.passed,
        "void": play.void,
        "faults": play.faults,
        "steps": [
            {
                "who": step.who, "said": step.said, "reply": step.reply, "offered": step.offered, "faults": step.faults,
                "calls": [{"tool": one.tool, "arguments": dict(one.arguments)} for one in step.done],
                "seconds": round(step.seconds, 3),
            }
            for step in play.steps
        ],
        "state": play.state,
        "cost_usd": None if play.cost_usd is None else float(play.cost_usd),
        "seconds": round(play.seconds, 3),
    }  # fmt: skip


def compare(live: Result, candidate: Result) -> list[Row]:
    """Step by step. A simulated customer may say something else to each; then the words differ, too."""
    empty: dict[str, Any] = {}
    pairs = zip_longest(live.get("steps", []), candidate.get("steps", []), fillvalue=empty)
    return [_row(one, other) for one, other in pairs]


def differs_in_state(live: Result, candidate: Result) -> bool:
    """Whether the shop's orders or who has the conversation are not the same in the end."""
    return bool(live.get("state") != candidate.get("state"))


def _row(live: Result, candidate: Result) -> Row:
    parts = ("said", "reply", "offered", "calls")
    differing = {part for part in parts if live and candidate and live.get(part) != candidate.get(part)}
    return Row(str(live.get("said") or candidate.get("said") or ""), live, candidate, frozenset(differing))
