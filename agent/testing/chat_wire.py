"""A scripted answer in the Chat Completions format, whole and as a stream."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from agent.testing.scripts import Answer, Failure, FakeRequest, Json, arguments_text
from agent.testing.streams import BREAK, Event, pieces

_ids = count(1)


def whole(request: FakeRequest, answer: Answer) -> Json:
    message: Json = {"role": "assistant", "content": answer.text or None}
    if answer.is_refusal:
        message = {"role": "assistant", "content": None, "refusal": answer.text}
    if answer.calls:
        message["tool_calls"] = _calls(answer)
    choice = {"index": 0, "message": message, "finish_reason": _reason(answer)}
    return {**_frame(request, "chat.completion"), "choices": [choice], "usage": _usage(answer)}


def stream(request: FakeRequest, answer: Answer) -> Iterator[Event]:
    frame = _frame(request, "chat.completion.chunk")
    yield _chunk(frame, {"role": "assistant", "content": ""})
    for piece in pieces(answer.text):
        yield _chunk(frame, {"refusal" if answer.is_refusal else "content": piece})
    if answer.breaks or answer.error:
        yield _interruption(answer)
        return
    for index, call in enumerate(_calls(answer)):
        position = 0 if answer.has_bare_calls else index
        yield from (_chunk(frame, {"tool_calls": [piece]}) for piece in _call_pieces(position, call))
    yield _chunk(frame, {}, reason=_reason(answer))
    if request.body.get("stream_options", {}).get("include_usage"):
        yield Event("", json.dumps({**frame, "choices": [], "usage": _usage(answer)}))
    yield Event("", "[DONE]")


def failure(told: Failure) -> Json:
    return {"error": {"message": told.message, "type": "invalid_request_error", "code": told.code or None}}


def _calls(answer: Answer) -> list[Json]:
    last = len(answer.calls) - 1
    calls = []
    for position, call in enumerate(answer.calls):
        arguments = arguments_text(call, is_cut=answer.is_cut and position == last)
        function = {"name": call[0], "arguments": arguments}
        call_id = "" if answer.has_bare_calls else f"call_{next(_ids)}"
        calls.append({"id": call_id, "type": "function", "function": function})
    if calls and answer.thinking:
        calls[0]["extra_content"] = {"google": {"thought_signature": answer.thinking}}
    return calls


def _call_pieces(index: int, call: Json) -> Iterator[Json]:
    arguments = call["function"]["arguments"]
    yield {**call, "index": index, "function": {**call["function"], "arguments": ""}}
    for piece in pieces(arguments):
        yield {"index": index, "function": {"arguments": piece}}


def _reason(answer: Answer) -> str:
    if answer.is_cut or answer.is_overfull:
        return "length"
    return "tool_calls" if answer.calls else "stop"


def _usage(answer: Answer) -> Json:
    return {
        "prompt_tokens": answer.input_tokens,
        "completion_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
        "prompt_tokens_details": {
            "cached_tokens": answer.cache_read_tokens,
            "cache_write_tokens": answer.cache_write_tokens,
        },
    }


def _frame(request: FakeRequest, kind: str) -> Json:
    return {"id": f"chatcmpl-{next(_ids)}", "object": kind, "created": 1, "model": request.body["model"]}


def _chunk(frame: Json, delta: Json, *, reason: str | None = None) -> Event:
    return Event("", json.dumps({**frame, "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}))


def _interruption(answer: Answer) -> Event:
    if answer.breaks:
        return BREAK
    error: dict[str, Any] = {"message": "scripted failure", "type": answer.error, "code": None}
    return Event("", json.dumps({"error": error}))
