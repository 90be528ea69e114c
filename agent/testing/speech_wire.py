"""A scripted answer of `/audio/transcriptions`, and the form that asks for it."""

from email import message_from_bytes
from typing import Any

from agent.testing import chat_wire
from agent.testing.scripts import Answer, Failure, FakeRequest, Json


def whole(_request: FakeRequest, answer: Answer) -> Json:
    tokens = {"input_tokens": answer.input_tokens, "output_tokens": answer.output_tokens}
    return {"text": answer.text, "usage": {"type": "tokens", **tokens, "total_tokens": sum(tokens.values())}}


def failure(told: Failure) -> Json:
    return chat_wire.failure(told)


def read_form(raw: bytes, content_type: str) -> Json:
    """The fields of a multipart form; a file is {"name", "type", "content"}."""
    form = message_from_bytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + raw)
    parts: Any = form.get_payload()
    return {str(part.get_param("name", header="content-disposition")): _value(part) for part in parts}


def _value(part: Any) -> Any:
    content = part.get_payload(decode=True)
    name = part.get_filename()
    return {"name": name, "type": part.get_content_type(), "content": content} if name else content.decode()
