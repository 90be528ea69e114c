"""A provider on this machine, for tests and benchmarks: real HTTP, scripted trouble, every call on record.

class FakeGraph(FakeServer):
    def respond(self, call: Call) -> Response: ...

with FakeGraph() as graph:                       # settings.META_BASE_URL = graph.url
    graph.fail("POST /v26.0/1065/messages", Response(429, {"error": ...}), Hang(3))
"""

import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit

from lib.testing.prompt_server import PromptServer


@dataclass(frozen=True)
class Response:
    """An answer: a dict or list is sent as JSON, bytes as they are."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """Do what was asked, say nothing for so long, then close the connection."""

    seconds: float


@dataclass(frozen=True)
class Vanish:
    """Do what was asked, then close the connection without an answer."""


Trouble = Response | Hang | Vanish


@dataclass(frozen=True)
class Call:
    """One request: `at` is a monotonic clock's seconds, `status` what was answered (0: not yet)."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes
    at: float = 0.0
    status: int = 0

    @property
    def json(self) -> Any:
        return json.loads(self.raw or b"{}")

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw.decode(), keep_blank_values=True))

    @property
    def form_lists(self) -> dict[str, list[str]]:
        return parse_qs(self.raw.decode(), keep_blank_values=True)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class FakeServer:
    """The server and what it saw. Safe for threads; `latency` (seconds) is added to every answer."""

    def __init__(self, *, latency: float = 0.0, port: int = 0) -> None:
        self.latency = latency
        self.calls: list[Call] = []
        self._troubles: dict[str, deque[Trouble | None]] = defaultdict(deque)
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.fake = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    def respond(self, call: Call) -> Response:
        """What this provider answers when nothing is scripted. 404 for what it does not know."""
        raise NotImplementedError

    def fail(self, name: str, *troubles: Trouble | None) -> None:
        """The next calls of `METHOD /path` meet these, in order; None stands for one that works."""
        with self._changed:
            self._troubles[name].extend(troubles)

    def list_calls(self, name: str = "") -> list[Call]:
        with self._changed:
            return [call for call in self.calls if not name or call.name == name]

    def wait_for(self, condition: Callable[[list[Call]], bool], *, seconds: float = 10.0) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: condition(self.calls), timeout=seconds)

    def take(self, call: Call) -> Response | None:
        """The answer to a call; None closes the connection instead. Called by the server."""
        with self._changed:
            trouble = self._troubles[call.name].popleft() if self._troubles[call.name] else None
        answer = trouble if isinstance(trouble, Response) else self.respond(call)
        with self._changed:
            # What vanished has happened all the same.
            self.calls.append(
                Call(call.method, call.path, call.query, call.headers, call.raw, time.monotonic(), answer.status)
            )
            self._changed.notify_all()
        time.sleep(trouble.seconds if isinstance(trouble, Hang) else self.latency)
        return None if isinstance(trouble, Vanish | Hang) else answer


class _Server(PromptServer):
    request_queue_size = 256
    fake: FakeServer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One small answer per request: without this the kernel holds it back for 40 ms.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _take(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        answer = self.server.fake.take(Call(self.command, address.path, query, headers, raw))
        if answer is None:
            self.close_connection = True
            return
        self._write(answer)

    do_GET = do_POST = do_DELETE = do_PUT = _take

    def _write(self, answer: Response) -> None:
        is_raw = isinstance(answer.body, bytes)
        raw = answer.body if is_raw else json.dumps(answer.body).encode()
        kind = "application/octet-stream" if is_raw else "application/json"
        headers = {"Content-Type": kind, "Date": self.date_time_string(), **answer.headers}
        self.send_response_only(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the calls are on record."""
