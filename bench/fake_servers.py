"""A model and a Telegram for benchmarks: one asyncio loop, so that they cost next to nothing on two cores."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Handler = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]


async def serve(handler: Handler) -> int:
    """Answer POSTs with the handler's JSON on a free port, which is returned; connections stay open."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                await _answer(head, reader, writer, handler)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    return int(server.sockets[0].getsockname()[1])


async def _answer(head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, handler: Handler) -> None:
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    answer = json.dumps(await handler(lines[0].split(" ")[1], json.loads(body or b"{}"))).encode()
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(answer), answer)
    )
    await writer.drain()


@dataclass
class FakeModel:
    """Speaks the Messages API: first it asks for one tool, then it answers with the customer's last word."""

    latency: float
    calls: int = 0
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    async def __call__(self, _path: str, request: dict[str, Any]) -> dict[str, Any]:
        self.calls += 1
        await asyncio.sleep(self.latency)
        last = request["messages"][-1]["content"]
        if isinstance(last, list) and any(part.get("type") == "tool_result" for part in last):
            return self._reply([{"type": "text", "text": f"About {_last_words(request)}: gladly."}], "end_turn")
        call = {
            "type": "tool_use",
            "id": f"toolu_{next(self._ids)}",
            "name": "search_products",
            "input": {"query": "beef"},
        }
        return self._reply([call], "tool_use")

    def _reply(self, content: list[dict[str, Any]], stop: str) -> dict[str, Any]:
        return {
            "id": f"msg_{next(self._ids)}", "type": "message", "role": "assistant", "model": "claude-sonnet-5",
            "content": content, "stop_reason": stop, "stop_sequence": None,
            "usage": {"input_tokens": 900, "output_tokens": 40, "cache_read_input_tokens": 0,
                      "cache_creation_input_tokens": 0},
        }  # fmt: skip


def _last_words(request: dict[str, Any]) -> str:
    """The newest plain words of the customer in the request."""
    for message in reversed(request["messages"]):
        content = message["content"]
        parts = [content] if isinstance(content, str) else [part.get("text", "") for part in content]
        words = [part for part in parts if part]
        if message["role"] == "user" and words:
            return words[-1]
    return ""


@dataclass
class FakeTelegram:
    """Keeps what was sent to each chat and tells whoever waits for it."""

    sent: dict[str, list[str]] = field(default_factory=dict)
    _waiting: dict[str, asyncio.Event] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    async def __call__(self, path: str, request: dict[str, Any]) -> dict[str, Any]:
        if not path.endswith("/sendMessage"):
            return {"ok": True, "result": True}
        chat = str(request["chat_id"])
        self.sent.setdefault(chat, []).append(request["text"])
        self.event(chat).set()
        return {"ok": True, "result": {"message_id": next(self._ids), "chat": {"id": int(chat)}, "date": 0}}

    def event(self, chat: str) -> asyncio.Event:
        return self._waiting.setdefault(chat, asyncio.Event())

    async def wait_for(self, chat: str, words: str, *, seconds: float) -> bool:
        """Whether a message with these words reached the chat in time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not any(words in text for text in self.sent.get(chat, [])):
            self.event(chat).clear()
            try:
                await asyncio.wait_for(self.event(chat).wait(), deadline - asyncio.get_running_loop().time())
            except TimeoutError:
                return False
        return True
