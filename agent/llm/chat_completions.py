"""The Chat Completions format, as OpenAI, Gemini and servers of one's own speak it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

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
from agent.llm.failures import cut_error
from agent.llm.history import arrange, keep_state, own_state
from agent.llm.media import chat_part
from agent.llm.parameters import Takes

USUAL_FIELDS = frozenset({"id", "type", "function", "index"})

Json = dict[str, Any]


def build(request: Request, *, provider: str, model: str, row: Takes) -> Json:
    """The body of a request."""
    turns = arrange(request.turns, provider=provider, model=model)
    body: Json = {
        "model": model,
        "messages": [{"role": "system", "content": request.system}, *[_message(turn) for turn in turns]],
        row.limit: request.max_tokens + row.thinking_room,
    }
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if row.effort:
        body["reasoning_effort"] = request.parameters.get("reasoning_effort", row.effort)
    if row.temperature and "temperature" in request.parameters:
        body["temperature"] = request.parameters["temperature"]
    if row.cache_key:
        body["prompt_cache_key"] = cache_key(request.system)
    return body


def read(answer: Mapping[str, Any], *, provider: str, model: str) -> Reply:
    """The reply in an answer's JSON. Another shape raises an error that `provider_errors` expects."""
    choice = answer["choices"][0]
    message = choice.get("message") or {}
    reason = choice.get("finish_reason") or ""
    raw_calls = message.get("tool_calls") or []
    calls = [_call(raw, is_cut=reason == "length") for raw in raw_calls]
    refusal = clean_text(message.get("refusal"))
    return Reply(
        text=clean_text(message.get("content")) or refusal,
        calls=calls,
        stop="refusal" if refusal else _stop(reason, calls),
        usage=_usage(answer.get("usage")),
        model=model_name(answer.get("model"), asked=model),
        provider=provider,
        state=_state(raw_calls, calls, provider, model),
    )


def collect(events: Iterable[Mapping[str, Any]], speech: Speech, *, provider: str) -> Json:
    """The answer that a stream spells out, as `read` takes it. Raises ProviderError when it is cut off."""
    answer: Json = {}
    message: Json = {"content": "", "refusal": "", "tool_calls": []}
    reason = ""
    for event in events:
        answer.update({name: event[name] for name in ("model", "usage") if event.get(name)})
        for choice in event.get("choices") or []:
            delta = choice.get("delta") or {}
            reason = choice.get("finish_reason") or reason
            message["content"] += delta.get("content") or ""
            message["refusal"] += delta.get("refusal") or ""
            speech(clean_text(delta.get("content") or delta.get("refusal")))
            for piece in delta.get("tool_calls") or []:
                _add_piece(message["tool_calls"], piece)
    if not reason:
        raise cut_error(provider)
    return {**answer, "choices": [{"message": message, "finish_reason": reason}]}


def _add_piece(calls: list[Json], piece: Json) -> None:
    function = piece.get("function") or {}
    known = next((call for call in reversed(calls) if call.get("index") == piece.get("index")), None)
    if known is None or _begins_another(piece, known):
        calls.append({**piece, "function": {**function, "arguments": function.get("arguments") or ""}})
    else:
        known["function"]["arguments"] += function.get("arguments") or ""


def _begins_another(piece: Json, known: Json) -> bool:
    """Gemini gives parallel calls one index and no ids: there a name marks the beginning."""
    has_name = bool((piece.get("function") or {}).get("name"))
    return has_name and (not piece.get("id") or piece["id"] != known.get("id"))


def _message(turn: Turn) -> Json:
    if isinstance(turn, ToolMessage):
        return {"role": "tool", "tool_call_id": turn.call_id, "content": turn.content}
    if not isinstance(turn, AssistantMessage):
        parts = [chat_part(medium) for medium in turn.media]
        return {"role": "user", "content": [*parts, {"type": "text", "text": turn.text}] if parts else turn.text}
    message: Json = {"role": "assistant"}
    if turn.text:
        message["content"] = turn.text
    if turn.calls:
        message["tool_calls"] = own_state(turn) or [_raw_call(call) for call in turn.calls]
    return message


def _raw_call(call: ToolCall) -> Json:
    arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _tool(tool: ToolSpec) -> Json:
    function = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}


def _call(raw: Json, *, is_cut: bool) -> ToolCall:
    arguments, problem = read_arguments(raw["function"].get("arguments"))
    problem = CUT_SHORT if problem and is_cut else problem
    name = clean_text(raw["function"].get("name"))
    return ToolCall(raw.get("id") or f"call_{uuid4().hex}", name, arguments, problem)


def _stop(reason: str, calls: Sequence[ToolCall]) -> Stop:
    if reason == "content_filter":
        return "refusal"
    if reason == "length":
        return "length"
    return "tools" if calls else "end"


def _usage(usage: Mapping[str, Any] | None) -> Usage:
    """Gemini leaves hidden thinking out of the completion, but not out of the total, nor of the bill."""
    details = (usage or {}).get("prompt_tokens_details") or {}
    input_tokens = count(usage, "prompt_tokens")
    return Usage(
        input_tokens=input_tokens,
        output_tokens=max(count(usage, "completion_tokens"), count(usage, "total_tokens") - input_tokens),
        cache_read_tokens=count(details, "cached_tokens"),
        cache_write_tokens=count(details, "cache_write_tokens"),
    )


def _state(raw_calls: list[Json], calls: Sequence[ToolCall], provider: str, model: str) -> Mapping[str, Any]:
    """What comes with a call beside the usual fields (Gemini's thought_signature) has to go back with it."""
    extras = [{name: raw[name] for name in raw.keys() - USUAL_FIELDS if raw[name]} for raw in raw_calls]
    if not any(extras):
        return {}
    raw = [{**extra, **_raw_call(call)} for extra, call in zip(extras, calls, strict=True)]
    return keep_state(raw, provider=provider, model=model, calls=calls)
