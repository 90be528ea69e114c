"""A scripted answer in the Responses format, whole and as a stream."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from agent.testing import chat_wire
from agent.testing.scripts import Answer, Failure, FakeRequest, Json, arguments_text
from agent.testing.streams import BREAK, Event, pieces

_ids = count(1)


def whole(request: FakeRequest, answer: Answer) -> Json:
    return {
        "id": f"resp_{next(_ids)}",
        "object": "response",
        "created_at": 1,
        "model": request.body["model"],
        "status": "incomplete" if answer.is_cut or answer.is_overfull else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if answer.is_cut or answer.is_overfull else None,
        "error": None,
        "output": _items(answer),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": _usage(answer),
    }


def stream(request: FakeRequest, answer: Answer) -> Iterator[Event]:
    response = whole(request, answer)
    yield _event("response.created", 0, response={**response, "status": "in_progress", "output": []})
    kind = "response.refusal.delta" if answer.is_refusal else "response.output_text.delta"
    for number, piece in enumerate(pieces(answer.text), start=1):
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0, "logprobs": []}
        yield _event(kind, number, delta=piece, **place)
    if answer.breaks:
        yield BREAK
    elif answer.error:
        failed = {
            **response,
            "status": "failed",
            "error": {"code": answer.error, "message": "scripted failure"},
        }
        yield _event("response.failed", 900, response={**failed, "output": []})
    else:
        yield _event(f"response.{response['status']}", 900, response=response)


def failure(told: Failure) -> Json:
    return chat_wire.failure(told)


def _items(answer: Answer) -> list[Json]:
    items: list[Json] = []
    if answer.thinking:
        reasoning = {"type": "reasoning", "id": f"rs_{next(_ids)}", "summary": []}
        items.append({**reasoning, "encrypted_content": answer.thinking})
    if answer.text:
        part: Json = {"type": "output_text", "text": answer.text, "annotations": []}
        if answer.is_refusal:
            part = {"type": "refusal", "refusal": answer.text}
        message = {"type": "message", "id": f"msg_{next(_ids)}", "role": "assistant", "status": "completed"}
        items.append({**message, "content": [part]})
    return [*items, *(_call(answer, position) for position in range(len(answer.calls)))]


def _call(answer: Answer, position: int) -> Json:
    call = answer.calls[position]
    is_cut = answer.is_cut and position == len(answer.calls) - 1
    return {
        "type": "function_call",
        "id": f"fc_{next(_ids)}",
        "call_id": f"call_{next(_ids)}",
        "name": call[0],
        "arguments": arguments_text(call, is_cut=is_cut),
        "status": "incomplete" if is_cut else "completed",
    }


def _usage(answer: Answer) -> Json:
    return {
        "input_tokens": answer.input_tokens,
        "input_tokens_details": {
            "cached_tokens": answer.cache_read_tokens,
            "cache_write_tokens": answer.cache_write_tokens,
        },
        "output_tokens": answer.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": answer.input_tokens + answer.output_tokens,
    }


def _event(kind: str, number: int, **fields: Any) -> Event:
    return Event(kind, json.dumps({"type": kind, "sequence_number": number, **fields}, ensure_ascii=False))
