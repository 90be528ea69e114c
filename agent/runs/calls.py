"""Running the tools that a model asks for: checked arguments, one transaction with the step, effects once."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import structlog
from pydantic import ValidationError

from agent.demand import note_refusal
from agent.llm.base import ToolCall
from agent.models import Effect, StepKind
from agent.runs.leases import LeaseLost
from agent.runs.runlog import RunLog
from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from agent.tools.registry import TOOLS
from lib.errors import DomainError
from orders.selectors import get_customer_order

logger = structlog.get_logger(__name__)


def run_call(log: RunLog, call: ToolCall, *, context: ToolContext) -> None:
    """Execute one call. A tool's effect and its step commit together, or neither does. Raises LeaseLost."""
    try:
        if call.name in context.withheld:
            raise DomainError("not_now", f"There is no tool {call.name!r} at this point of the conversation.")
        if writes(call):
            _prepare(call, context)
            with log.writing() as add:
                _record(add, call, _effect(call, context))
        else:
            _record(log.note, call, _effect(call, context))
        return
    except LeaseLost:
        raise
    except DomainError as refusal:
        note_refusal(context, refusal)
        problem = {"code": refusal.code, "message": refusal.message, **refusal.facts}
    except Exception:
        logger.exception("tool_failed", tool=call.name)
        problem = {"code": "tool_failed", "message": "The tool failed. Do not claim that it worked."}
    _record(log.note, call, {"kind": "refused", **problem}, is_error=True)


def writes(call: ToolCall) -> bool:
    return call.name in TOOLS and TOOLS[call.name].writes


def _prepare(call: ToolCall, context: ToolContext) -> None:
    tool, arguments = _read(call)
    if tool.prepare is not None:
        tool.prepare(context, arguments)


def _effect(call: ToolCall, context: ToolContext) -> Receipt:
    tool, arguments = _read(call)
    if not tool.writes:
        return tool.run(context, arguments)
    key = _meaning(tool, arguments, context)
    known = Effect.objects.filter(key=key).first()
    if known:
        return {**known.receipt, "repeat": True}
    receipt = tool.run(context, arguments)
    Effect.objects.create(
        tenant=context.tenant, conversation=context.conversation, key=key, tool=tool.name, receipt=receipt
    )
    return receipt


def _read(call: ToolCall) -> tuple[Tool[Any], Arguments]:
    """Raises DomainError with what the model should do better."""
    tool = TOOLS.get(call.name)
    if tool is None:
        raise DomainError("unknown_tool", f"There is no tool {call.name!r}. There are: {', '.join(TOOLS)}.")
    if call.problem:
        raise DomainError("bad_arguments", f"The arguments could not be read: {call.problem}. Send them again.")
    try:
        return tool, tool.arguments.model_validate(call.arguments)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc'])) or 'arguments'}: {fault['msg']}" for fault in error.errors()]
        raise DomainError("bad_arguments", "; ".join(faults[:5])) from error


def _meaning(tool: Tool[Any], arguments: Arguments, context: ToolContext) -> str:
    """What makes two calls the same: who, what, on which rows, in answer to which message. Never the call's id.

    The message stands for the order's version: it is the one the customer had in mind when they wrote it.
    """
    meant = arguments.model_dump(mode="json")
    if "order_number" in meant:
        meant["order_number"] = get_customer_order(context.customer, meant["order_number"]).number
    text = json.dumps([context.conversation.pk, tool.name, meant, context.seq], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _record(add: Callable[..., object], call: ToolCall, receipt: Receipt, *, is_error: bool = False) -> None:
    content = {"call_id": call.id, "tool": call.name, "arguments": dict(call.arguments), "receipt": receipt}
    add(StepKind.RESULT, content, is_error=is_error)
