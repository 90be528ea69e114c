"""Claude, through the Messages API of the `anthropic` SDK."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anthropic

from agent.llm.answers import CUT_SHORT, clean_text, count, model_name, read_arguments
from agent.llm.attempts import Speech, attempt
from agent.llm.base import (
    AssistantMessage,
    Medium,
    OnText,
    Recording,
    Reply,
    Request,
    Stop,
    ToolCall,
    ToolMessage,
    ToolSpec,
    Turn,
    Usage,
    UserMessage,
)
from agent.llm.connection import http_client, time_left
from agent.llm.failures import cut_error, provider_errors
from agent.llm.history import arrange, keep_state, own_state
from agent.llm.media import encoded
from agent.llm.parameters import model_or_default, takes
from agent.llm.senses import Senses, deaf_error, senses_of

NAME = "anthropic"
CACHED = {"cache_control": {"type": "ephemeral"}}
LENGTH_STOPS = frozenset({"max_tokens", "model_context_window_exceeded"})

Json = dict[str, Any]


@dataclass(frozen=True)
class AnthropicProvider:
    """Thread safe; nothing is sent when it is made."""

    client: anthropic.Anthropic
    name: str = NAME

    def complete(self, request: Request) -> Reply:
        body = _body(request)

        def ask() -> Reply:
            with provider_errors(NAME, anthropic.AnthropicError):
                answer = self.client.messages.with_raw_response.create(**body, timeout=time_left())
                return _reply(answer.http_response.json(), model=body["model"])

        return attempt(ask, timeout=request.timeout)

    def stream(self, request: Request, on_text: OnText) -> Reply:
        body, speech = _body(request), Speech(on_text)

        def ask() -> Reply:
            with (
                provider_errors(NAME, anthropic.AnthropicError),
                self.client.messages.create(**body, stream=True, timeout=time_left()) as events,
            ):
                message = _collect((event.to_dict(mode="json", warnings=False) for event in events), speech)
                return _reply(message, model=body["model"])

        return attempt(ask, timeout=request.timeout, speech=speech)

    def senses(self, model: str) -> Senses:
        return senses_of(NAME, model_or_default(NAME, model))

    def transcribe(self, recording: Recording) -> Reply:
        raise deaf_error(NAME)


def create_provider(name: str, *, api_key: str, base_url: str, public_only: bool) -> AnthropicProvider:
    client = http_client(public_only=public_only)
    sdk = anthropic.Anthropic(api_key=api_key, base_url=base_url, http_client=client, max_retries=0)
    return AnthropicProvider(sdk, name)


def _body(request: Request) -> Json:
    model = model_or_default(NAME, request.model)
    row = takes(NAME, model)
    body: Json = {
        "model": model,
        "max_tokens": request.max_tokens + row.thinking_room,
        "messages": _messages(arrange(request.turns, provider=NAME, model=model)),
    }
    if request.system:
        body["system"] = [{"type": "text", "text": request.system, **CACHED}]
    if request.tools:
        body["tools"] = _tools(request.tools)
    if row.thinking_off:
        body["thinking"] = {"type": "disabled"}
    if row.effort:
        body["output_config"] = {"effort": request.parameters.get("reasoning_effort", row.effort)}
    return body


def _tools(tools: Sequence[ToolSpec]) -> list[Json]:
    specs: list[Json] = [
        {"name": tool.name, "description": tool.description, "input_schema": dict(tool.parameters)} for tool in tools
    ]
    specs[-1].update(CACHED)
    return specs


def _messages(turns: Iterable[Turn]) -> list[Json]:
    """All results of one answer, and the words after them, are one message of the user."""
    messages: list[Json] = []
    for turn in turns:
        if isinstance(turn, UserMessage) and turn.ends_prefix and messages:
            messages[-1]["content"][-1] |= CACHED
        role = "assistant" if isinstance(turn, AssistantMessage) else "user"
        if not messages or messages[-1]["role"] != role:
            messages.append({"role": role, "content": []})
        messages[-1]["content"] += _blocks(turn)
    return messages


def _blocks(turn: Turn) -> list[Json]:
    if isinstance(turn, ToolMessage):
        result: Json = {"type": "tool_result", "tool_use_id": turn.call_id, "content": turn.content}
        return [{**result, "is_error": True} if turn.is_error else result]
    if isinstance(turn, AssistantMessage):
        calls = [
            {"type": "tool_use", "id": call.id, "name": call.name, "input": dict(call.arguments)} for call in turn.calls
        ]
        return own_state(turn) or [*_text(turn.text), *calls]
    return [*(_image(medium) for medium in turn.media), *_text(turn.text)]


def _image(medium: Medium) -> Json:
    source = {"type": "base64", "media_type": medium.mime_type, "data": encoded(medium)}
    return {"type": "image", "source": source}


def _text(text: str) -> list[Json]:
    return [{"type": "text", "text": text}] if text.strip() else []


def _reply(message: Json, *, model: str) -> Reply:
    content: list[Json] = message["content"]
    reason = message.get("stop_reason") or ""
    is_cut = reason in LENGTH_STOPS
    calls = [_call(block, is_cut=is_cut and block is content[-1]) for block in content if block["type"] == "tool_use"]
    text = "".join(clean_text(block["text"]) for block in content if block["type"] == "text")
    return Reply(
        text=text,
        calls=calls,
        stop=_stop(reason, calls),
        usage=_usage(message.get("usage")),
        model=model_name(message.get("model"), asked=model),
        provider=NAME,
        state=_state(content, calls, model),
    )


def _call(block: Json, *, is_cut: bool) -> ToolCall:
    arguments, problem = ({}, CUT_SHORT) if is_cut else read_arguments(block.get("input"))
    block["input"] = arguments
    return ToolCall(block["id"], clean_text(block["name"]), arguments, problem)


def _stop(reason: str, calls: Sequence[ToolCall]) -> Stop:
    if reason == "refusal":
        return "refusal"
    if reason in LENGTH_STOPS:
        return "length"
    return "tools" if calls else "end"


def _state(content: list[Json], calls: Sequence[ToolCall], model: str) -> Mapping[str, Any]:
    """Thinking has to come back with the calls it led to; without it, text and calls say everything."""
    sent = [block for block in content if block["type"] != "text" or block["text"].strip()]
    is_plain = all(block["type"] in {"text", "tool_use"} for block in sent)
    if is_plain or not calls:
        return {}
    return keep_state(sent, provider=NAME, model=model, calls=calls)


def _usage(usage: Mapping[str, Any] | None) -> Usage:
    """Anthropic's three kinds of input do not overlap; ours include each other."""
    read, written = count(usage, "cache_read_input_tokens"), count(usage, "cache_creation_input_tokens")
    return Usage(
        input_tokens=count(usage, "input_tokens") + read + written,
        output_tokens=count(usage, "output_tokens"),
        cache_read_tokens=read,
        cache_write_tokens=written,
    )


def _collect(events: Iterable[Json], speech: Speech) -> Json:
    """The message that a stream spells out, calls' input still as text. Raises ProviderError when cut off."""
    message: Json = {}
    blocks: dict[int, Json] = {}
    for event in events:
        match event["type"]:
            case "message_start":
                message = dict(event["message"])
            case "content_block_start":
                blocks[event["index"]] = _begun(event["content_block"])
            case "content_block_delta":
                _grow(blocks[event["index"]], event["delta"], speech)
            case "message_delta":
                message["stop_reason"] = event["delta"].get("stop_reason")
                message["usage"] = _newer(message.get("usage"), event.get("usage"))
            case "message_stop":
                return {**message, "content": [blocks[index] for index in sorted(blocks)]}
    raise cut_error(NAME)


def _begun(block: Json) -> Json:
    return {**block, "input": ""} if block["type"] == "tool_use" else dict(block)


def _grow(block: Json, delta: Json, speech: Speech) -> None:
    for piece, part in (
        ("text", "text"), ("partial_json", "input"), ("thinking", "thinking"), ("signature", "signature")
    ):  # fmt: skip
        if piece in delta:
            block[part] = (block.get(part) or "") + delta[piece]
    if delta["type"] == "text_delta":
        speech(clean_text(delta["text"]))


def _newer(usage: Mapping[str, Any] | None, update: Mapping[str, Any] | None) -> Json:
    """Counts in the end are totals, not additions; null means nothing new."""
    known = {name: value for name, value in (update or {}).items() if value is not None}
    return {**(usage or {}), **known}
