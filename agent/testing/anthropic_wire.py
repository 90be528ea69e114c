"""A scripted answer in the Messages format, whole and as a stream."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from agent.testing.scripts import Answer, Failure, FakeRequest, Json, arguments_text
from agent.testing.streams import BREAK, Event, pieces

# Of each kind of block: the kind of its deltas, the field they grow, and what it looks like at first.
DELTAS: dict[str, tuple[str, str, Json]] = {
    "text": ("text_delta", "text", {"text": ""}),
    "tool_use": ("input_json_delta", "partial_json", {"input": {}}),
    "thinking": ("signature_delta", "signature", {"signature": ""}),
}
_ids = count(1)


def whole(request: FakeRequest, answer: Answer) -> Json:
    return {
        **_message(request, answer),
        "content": [block for block, _text in _blocks(answer)],
        "stop_reason": _stop(answer),
    }


def stream(request: FakeRequest, answer: Answer) -> Iterator[Event]:
    yield _event("message_start", message={**_message(request, answer), "content": [], "stop_reason": None})
    yield _event("ping")
    for index, (block, text) in enumerate(_blocks(answer)):
        yield from _block_events(index, block, text)
        if block["type"] == "text" and (answer.breaks or answer.error):
            yield _interruption(answer)
            return
    usage = {"output_tokens": answer.output_tokens, "input_tokens": None}
    yield _event("message_delta", delta={"stop_reason": _stop(answer), "stop_sequence": None}, usage=usage)
    yield _event("message_stop")


def failure(told: Failure) -> Json:
    types = {401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error", 500: "api_error"}
    error: Json = {"type": types.get(told.status, "invalid_request_error"), "message": told.message}
    if told.code:
        error["details"] = {"error_code": told.code}
    return {"type": "error", "error": error, "request_id": "req_1"}


def _message(request: FakeRequest, answer: Answer) -> Json:
    cached = answer.cache_read_tokens + answer.cache_write_tokens
    usage = {
        "input_tokens": answer.input_tokens - cached,
        "cache_read_input_tokens": answer.cache_read_tokens or None,
        "cache_creation_input_tokens": answer.cache_write_tokens,
        "output_tokens": answer.output_tokens,
    }
    return {
        "id": f"msg_{next(_ids)}", "type": "message", "role": "assistant", "model": request.body["model"],
        "stop_sequence": None, "usage": usage,
    }  # fmt: skip


def _blocks(answer: Answer) -> list[tuple[Json, str]]:
    """Each block, and the text that a stream spells out for it."""
    blocks: list[tuple[Json, str]] = []
    if answer.thinking:
        blocks.append(({"type": "thinking", "thinking": "", "signature": answer.thinking}, answer.thinking))
    if answer.text:
        blocks.append(({"type": "text", "text": answer.text}, answer.text))
    return [*blocks, *(_tool_use(answer, position) for position in range(len(answer.calls)))]


def _tool_use(answer: Answer, position: int) -> tuple[Json, str]:
    call = answer.calls[position]
    is_cut = answer.is_cut and position == len(answer.calls) - 1
    text = arguments_text(call, is_cut=is_cut)
    shown = {} if is_cut else _decoded(text)
    return {"type": "tool_use", "id": f"toolu_{next(_ids)}", "name": call[0], "input": shown}, text


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _block_events(index: int, block: Json, text: str) -> Iterator[Event]:
    kind, field, empty = DELTAS[block["type"]]
    yield _event("content_block_start", index=index, content_block={**block, **empty})
    for piece in pieces(text):
        yield _event("content_block_delta", index=index, delta={"type": kind, field: piece})
    yield _event("content_block_stop", index=index)


def _stop(answer: Answer) -> str:
    if answer.is_refusal:
        return "refusal"
    if answer.is_overfull:
        return "model_context_window_exceeded"
    if answer.is_cut:
        return "max_tokens"
    return "tool_use" if answer.calls else "end_turn"


def _interruption(answer: Answer) -> Event:
    if answer.breaks:
        return BREAK
    return _event("error", error={"type": answer.error, "message": "scripted failure"})


def _event(kind: str, **fields: Any) -> Event:
    return Event(kind, json.dumps({"type": kind, **fields}, ensure_ascii=False))
