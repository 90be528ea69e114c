"""A rehearsal's trace in words: what each step was, and what it took."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from agent.tools.names import tool_name
from billing.models import PriceSource
from billing.wording import dollars, number


@dataclass(frozen=True)
class ShownStep:
    """One step for a page. `details` are (title, JSON or text) pairs that can be unfolded."""

    kind: str
    title: str
    note: str = ""
    effort: str = ""
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ShownTrace:
    steps: list[ShownStep]
    total: str


def show_trace(trace: Mapping[str, Any]) -> ShownTrace | None:
    """None while there is nothing to show."""
    if not trace:
        return None
    return ShownTrace([_STEPS[step["kind"]](step) for step in trace["steps"]], _effort(trace))


def _tool(step: Mapping[str, Any]) -> ShownStep:
    details = ((_("Arguments"), _json(step["arguments"])), (_("Result"), _json(step["result"])))
    kind = "refused" if step["is_refused"] else "tool"
    return ShownStep(kind, tool_name(step["tool"]), note=step["tool"], details=details)


def _model(step: Mapping[str, Any]) -> ShownStep:
    if step["calls"]:
        title = _("The model wants to use its tools")
    else:
        title = _("The model writes an answer that is thrown away") if step["is_discarded"] else _("The model answers")
    details = [(_("Text"), step["text"])] if step["text"] else []
    details += [(_("Failed before"), "\n".join(step["failures"]))] if step["failures"] else []
    return ShownStep("model", title, note=step["model"], effort=_effort(step), details=tuple(details))


def _guard(step: Mapping[str, Any]) -> ShownStep:
    details = ((_("Why"), "\n".join(step["problems"])),)
    return ShownStep("guard", _("Nothing backed this: the agent has to correct it"), details=details)


def _read(step: Mapping[str, Any]) -> ShownStep:
    return ShownStep("model", _("A file is put into words"), note=step["model"], effort=_effort(step))


_STEPS = {"tool": _tool, "model": _model, "guard": _guard, "read": _read}


def _effort(step: Mapping[str, Any]) -> str:
    tokens = _("%(read)s tokens in, %(written)s out, %(cached)s cached") % {
        "read": number(step["tokens_in"]), "written": number(step["tokens_out"]),
        "cached": number(step["tokens_cached"]),
    }  # fmt: skip
    seconds = _("%(seconds)s seconds") % {"seconds": f"{step['seconds']:.1f}"}
    return " · ".join([tokens, _cost(step), seconds])


def _cost(step: Mapping[str, Any]) -> str:
    if step["cost_usd"] is None:
        return _("price unknown")
    cost, source = dollars(Decimal(step["cost_usd"])), step.get("source", "")
    return f"{cost} ({PriceSource(source).label})" if source else cost


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
