"""The Responses format: reasoning models with tools at OpenAI, everything at xAI."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agent.llm.answers import CUT_SHORT, clean_text, count, model_name, read_arguments
from agent.llm.attempts import Speech
from agent.llm.base import (
    AssistantMessage,
    Reply,
    Request,
    Stop,
    ToolCall,
    ToolMessage,
    ToolSpec,
    Turn,
    Usage,
)
from agent.llm.caching import cache_key
from agent.llm.failures import cut_error, stream_error
from agent.llm.history import arrange, keep_state, own_state
from agent.llm.media import data_url
from agent.llm.parameters import Takes

TEXT_EVENTS = frozenset({"response.output_text.delta", "response.refusal.delta"})
LAST_EVENTS = frozenset({"response.completed", "response.incomplete", "response.failed"})

Json = dict[str, Any]


def build(request: Request, *, provider: str, model: str, row: Takes) -> Json:
    """The body of a request. Nothing of it is stored at the provider: customers write these messages."""
    turns = arrange(request.turns, provider=provider, model=model)
    body: Json = {
        "model": model,
        "instructions": request.system,
        "input": [item for turn in turns for item in _items(turn)],
        row.limit: request.max_tokens + row.thinking_room,
        "store": False,
    }
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if row.effort:
        body["reasoning"] = {"effort": request.parameters.get("reasoning_effort", row.effort)}
    if row.encrypted_reasoning:
        body["include"] = ["reasoning.encrypted_content"]
    if row.temperature and "temperature" in request.parameters:
        body["temperature"] = request.parameters["temperature"]
    if row.cache_key:
        body["prompt_cache_key"] = cache_key(request.system)
    return body


def read(answer: Mapping[str, Any], *, provider: str, model: str) -> Reply:
    """The reply in an answer's JSON. Raises ProviderError when the provider says that it failed.

    A body of another shape raises one of the errors that `provider_errors` expects.
    """
    if answer.get("status") == "failed":
        raise stream_error(provider, answer.get("error") or {})
    items: list[Json] = answer["output"]
    reason = (answer.get("incomplete_details") or {}).get("reason") or ""
    raw_calls = [item for item in items if item["type"] == "function_call"]
    calls = [_call(raw, is_cut=reason == "max_output_tokens") for raw in raw_calls]
    parts = [part for item in items if item["type"] == "message" for part in item.get("content") or []]
    return Reply(
        text="".join(clean_text(part.get("text") or part.get("refusal")) for part in parts),
        calls=calls,
        stop=_stop(reason, parts, calls),
        usage=_usage(answer.get("usage")),
        model=model_name(answer.get("model"), asked=model),
        provider=provider,
        state=_state(items, calls, provider, model),
    )


def collect(events: Iterable[Mapping[str, Any]], speech: Speech, *, provider: str) -> Mapping[str, Any]:
    """The answer that ends a stream, as `read` takes it. Raises ProviderError when it is cut off."""
    for event in events:
        kind = event.get("type")
        if kind in TEXT_EVENTS:
            speech(clean_text(event["delta"]))
        elif kind == "error":
            raise stream_error(provider, event.get("error") or event)
        elif kind in LAST_EVENTS:
            last: Mapping[str, Any] = event["response"]
            return last
    raise cut_error(provider)


def _items(turn: Turn) -> list[Json]:
    if isinstance(turn, ToolMessage):
        return [{"type": "function_call_output", "call_id": turn.call_id, "output": turn.content}]
    if not isinstance(turn, AssistantMessage):
        parts = [{"type": "input_image", "image_url": data_url(medium), "detail": "auto"} for medium in turn.media]
        words = [*parts, {"type": "input_text", "text": turn.text}] if parts else turn.text
        return [{"role": "user", "content": words}]
    said = [{"role": "assistant", "content": turn.text}] if turn.text else []
    return own_state(turn) or [*said, *(_raw_call(call) for call in turn.calls)]


def _raw_call(call: ToolCall) -> Json:
    arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
    return {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": arguments}


def _tool(tool: ToolSpec) -> Json:
    return {
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
        "strict": False,
    }


def _call(raw: Json, *, is_cut: bool) -> ToolCall:
    arguments, problem = read_arguments(raw.get("arguments"))
    if problem:
        raw["arguments"] = "{}"
    return ToolCall(raw["call_id"], clean_text(raw["name"]), arguments, CUT_SHORT if problem and is_cut else problem)


def _stop(reason: str, parts: Sequence[Json], calls: Sequence[ToolCall]) -> Stop:
    if reason == "content_filter" or any(part.get("refusal") for part in parts):
        return "refusal"
    if reason:
        return "length"
    return "tools" if calls else "end"


def _usage(usage: Mapping[str, Any] | None) -> Usage:
    details = (usage or {}).get("input_tokens_details") or {}
    return Usage(
        input_tokens=count(usage, "input_tokens"),
        output_tokens=count(usage, "output_tokens"),
        cache_read_tokens=count(details, "cached_tokens"),
        cache_write_tokens=count(details, "cache_write_tokens"),
    )


def _state(items: list[Json], calls: Sequence[ToolCall], provider: str, model: str) -> Mapping[str, Any]:
    """Reasoning has to come back with the calls it led to; without it, text and calls say everything."""
    if not calls or all(item["type"] in {"message", "function_call"} for item in items):
        return {}
    return keep_state(items, provider=provider, model=model, calls=calls)
