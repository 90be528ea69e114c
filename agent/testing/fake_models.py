"""A real HTTP server that plays the model providers, for tests and benchmarks: it says what it is told.

    with FakeModels() as fake:
        fake.answer(calls=[("create_order", {"items": [...]})])   # the first request gets this,
        fake.fail(429, retry_after=1)                             # the second this,
        fake.answer(text="Thank you!")                            # the third this; one more is an error
        ...ask a provider whose base URL is fake.anthropic_url or fake.openai_url...
        assert fake.requests[0].tool_names == ["create_order"]

It speaks Messages (`/v1/messages`), Chat Completions (`/v1/chat/completions`) and Responses
(`/v1/responses`), whole and streamed, whatever the request asks for, and `/v1/audio/transcriptions`.
"""

import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any, Self

from agent.testing import anthropic_wire, chat_wire, responses_wire, speech_wire
from agent.testing.scripts import Answer, Failure, FakeRequest, Hang, Script
from agent.testing.streams import BREAK, Event
from lib.testing.prompt_server import PromptServer

FORMATS: dict[str, Any] = {
    "messages": anthropic_wire, "chat": chat_wire, "responses": responses_wire, "speech": speech_wire,
}  # fmt: skip
PATHS = {
    "/v1/messages": "messages",
    "/v1/chat/completions": "chat",
    "/v1/responses": "responses",
    "/v1/audio/transcriptions": "speech",
}
UNSCRIPTED = Failure(400, message="FakeModels has no answer left for this request")


class FakeModels:
    """The server, running inside the `with` block. `latency` is seconds before each answer begins.

    Safe to use from many threads; the answers are given in the order in which requests arrive.
    """

    def __init__(self, *, latency: float = 0.0, port: int = 0) -> None:
        self.latency = latency
        self.requests: list[FakeRequest] = []
        self._scripts: deque[Script] = deque()
        self._decide: Callable[[FakeRequest], Script | None] | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), self)

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._closing.set()
        self._server.stop()
        self._server.close_all()

    @property
    def anthropic_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def openai_url(self) -> str:
        return f"{self.anthropic_url}/v1"

    def answer(self, **answer: Any) -> None:
        """Queue an answer: the fields of `scripts.Answer`."""
        self.tell(Answer(**answer))

    def fail(self, status: int, **failure: Any) -> None:
        """Queue an error: the fields of `scripts.Failure`."""
        self.tell(Failure(status, **failure))

    def hang(self, seconds: float) -> None:
        """Queue a silence that ends in a closed connection."""
        self.tell(Hang(seconds))

    def tell(self, script: Script) -> None:
        with self._lock:
            self._scripts.append(script)

    def on_request(self, decide: Callable[[FakeRequest], Script | None]) -> None:
        """Let `decide` answer each request, from the thread that serves it; after None the queue answers."""
        self._decide = decide

    def receive(self, request: FakeRequest) -> Script:
        """Record a request and choose what it gets."""
        with self._lock:
            self.requests.append(request)
        decided = self._decide(request) if self._decide else None
        if decided is not None:
            return decided
        with self._lock:
            return self._scripts.popleft() if self._scripts else UNSCRIPTED

    def wait(self, seconds: float) -> None:
        """Sleep, but not beyond the end of the `with` block."""
        if seconds > 0:
            self._closing.wait(seconds)


class _Server(PromptServer):
    request_queue_size = 1024

    def __init__(self, address: tuple[str, int], fake: FakeModels) -> None:
        self.fake = fake
        self._connections: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that went away are what tests are about."""

    def close_all(self) -> None:
        """Kept-alive connections would outlive the server and meet whoever gets its port next."""
        for connection in list(self._connections):
            self.shutdown_request(connection)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        kind = PATHS.get(self.path)
        if kind is None:
            self._send(404, {"error": {"message": f"no such path: {self.path}"}})
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        is_form = headers.get("content-type", "").startswith("multipart/")
        body = speech_wire.read_form(raw, headers["content-type"]) if is_form else json.loads(raw)
        request = FakeRequest(kind, self.path, headers, body)
        self._play(request, self.server.fake.receive(request))

    def _play(self, request: FakeRequest, script: Script) -> None:
        fake, wire = self.server.fake, FORMATS[request.format]
        if isinstance(script, Hang):
            fake.wait(script.seconds)
            self.close_connection = True
        elif isinstance(script, Failure):
            fake.wait(fake.latency)
            self._send(script.status, script.body or wire.failure(script), headers=_headers(script))
        else:
            fake.wait(fake.latency if script.latency is None else script.latency)
            if request.is_stream:
                self._stream(wire.stream(request, script), pace=script.pace)
            else:
                self._send(200, wire.whole(request, script))

    def _send(self, status: int, body: Any, *, headers: Mapping[str, str] | None = None) -> None:
        is_text = isinstance(body, str)
        data = body.encode() if is_text else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("content-type", "text/html" if is_text else "application/json")
        self.send_header("content-length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, events: Iterator[Event], *, pace: float) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for event in events:
            if event is BREAK:
                self.close_connection = True
                return
            data = event.encode()
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
            self.server.fake.wait(pace)
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: the requests are recorded."""


def _headers(told: Failure) -> dict[str, str]:
    wait = {} if told.retry_after is None else {"retry-after": str(told.retry_after)}
    return {**wait, **told.headers}
