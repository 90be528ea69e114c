"""A Bot API on this machine, for tests and benchmarks: real HTTP, scripted trouble, every call on record.

with FakeTelegram() as telegram:                 # settings.TELEGRAM_BASE_URL = telegram.url
    telegram.fail("sendMessage", too_many(2))
    ...
    assert telegram.texts(chat_id=7) == ["Hello"]
"""

import itertools
import json
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

BOT_NAME = "fake_shop_bot"
# Far above what a test gives its inbound messages: in one chat both count in one row.
FIRST_MESSAGE_ID = 1_000_000


@dataclass(frozen=True)
class Failure:
    """An answer of Telegram's that is no success."""

    status: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Hang:
    """Accept the call and say nothing for so long."""

    seconds: float


@dataclass(frozen=True)
class Vanish:
    """Do what was asked, then close the connection without an answer."""


def too_many(retry_after: int) -> Failure:
    return Failure(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def moved(chat_id: int) -> Failure:
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    return Failure(400, said, {"migrate_to_chat_id": chat_id})


BLOCKED = Failure(403, "Forbidden: bot was blocked by the user")
CHAT_NOT_FOUND = Failure(400, "Bad Request: chat not found")
BAD_MARKUP = Failure(400, "Bad Request: can't parse entities: Unsupported start tag at byte offset 0")
BROKEN = Failure(500, "Internal Server Error")
UNAUTHORIZED = Failure(401, "Unauthorized")

Trouble = Failure | Hang | Vanish


@dataclass(frozen=True)
class Call:
    """One request: `at` is a monotonic clock's seconds, `status` what was answered (0: nothing)."""

    method: str
    token: str
    arguments: dict[str, Any]
    at: float
    status: int

    @property
    def chat_id(self) -> int:
        return int(self.arguments.get("chat_id", 0))


class FakeTelegram:
    """The server and what it saw. Safe for threads; `latency` (seconds) is added to every answer."""

    def __init__(self, *, latency: float = 0.0, port: int = 0) -> None:
        self.latency = latency
        self.calls: list[Call] = []
        self.webhooks: dict[str, dict[str, Any]] = {}
        self.webhook_problem = ""
        self.connections = 0
        self._message_ids = itertools.count(FIRST_MESSAGE_ID)
        self._troubles: dict[str, deque[Trouble | None]] = defaultdict(deque)
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.fake = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fail(self, method: str, *troubles: Trouble | None) -> None:
        """The next calls of a method meet these, in order; None stands for one that works."""
        with self._changed:
            self._troubles[method].extend(troubles)

    def list_calls(self, method: str, *, chat_id: int | None = None) -> list[Call]:
        with self._changed:
            found = [call for call in self.calls if call.method == method]
        return [call for call in found if chat_id is None or call.chat_id == chat_id]

    def texts(self, chat_id: int | None = None) -> list[str]:
        """What was really shown, in order: refused calls are not in it."""
        sent = self.list_calls("sendMessage", chat_id=chat_id)
        return [call.arguments["text"] for call in sent if call.status == 200]

    def wait_for_texts(self, chat_id: int, count: int, *, seconds: float = 10.0) -> list[str]:
        """The texts of a chat as soon as there are `count`, or what is there when the time is up."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._shown(chat_id)) >= count, timeout=seconds)
        return self.texts(chat_id)

    def answer(self, method: str, token: str, arguments: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        """Status and body for a call; None closes the connection instead. Called by the server."""
        with self._changed:
            trouble = self._troubles[method].popleft() if self._troubles[method] else None
        time.sleep(trouble.seconds if isinstance(trouble, Hang) else self.latency)
        answered = _refuse(trouble) if isinstance(trouble, Failure) else self._do(method, token, arguments)
        silent = isinstance(trouble, Vanish | Hang)
        with self._changed:
            # What vanished has happened all the same, and so it counts as shown.
            self.calls.append(Call(method, token, arguments, time.monotonic(), answered[0]))
            self._changed.notify_all()
        return None if silent else answered

    def count_connection(self) -> None:
        with self._changed:
            self.connections += 1

    def _shown(self, chat_id: int) -> list[Call]:
        return [
            call
            for call in self.calls
            if call.method == "sendMessage" and call.status == 200 and call.chat_id == chat_id
        ]

    def _do(self, method: str, token: str, arguments: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        results: dict[str, Callable[[], Any]] = {
            "getMe": lambda: _bot(token),
            "setWebhook": lambda: self._set_webhook(token, arguments),
            "getWebhookInfo": lambda: self._webhook_info(token),
            "sendMessage": lambda: self._message(arguments),
            "sendPhoto": lambda: self._message(arguments),
            "sendChatAction": lambda: True,
            "answerCallbackQuery": lambda: True,
        }
        if method not in results:
            return _refuse(Failure(404, "Not Found"))
        return 200, {"ok": True, "result": results[method]()}

    def _set_webhook(self, token: str, arguments: dict[str, Any]) -> bool:
        with self._changed:
            self.webhooks[token] = arguments
        return True

    def _webhook_info(self, token: str) -> dict[str, Any]:
        with self._changed:
            url, problem = self.webhooks.get(token, {}).get("url", ""), self.webhook_problem
        info = {"url": url, "has_custom_certificate": False, "pending_update_count": 3 if problem else 0}
        return info | ({"last_error_message": problem, "last_error_date": 1_790_000_000} if problem else {})

    def _message(self, arguments: dict[str, Any]) -> dict[str, Any]:
        with self._changed:
            message_id = next(self._message_ids)
        chat = {"id": int(arguments["chat_id"]), "type": "private"}
        return {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": chat,
            "text": arguments.get("text", ""),
        }


def _refuse(failure: Failure) -> tuple[int, dict[str, Any]]:
    body: dict[str, Any] = {"ok": False, "error_code": failure.status, "description": failure.description}
    return failure.status, body | ({"parameters": failure.parameters} if failure.parameters else {})


def _bot(token: str) -> dict[str, Any]:
    return {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Fake shop", "username": BOT_NAME}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Threads of hanging calls end with the process; nobody waits for them.
    block_on_close = False
    request_queue_size = 256
    fake: FakeTelegram


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One small answer per request: without this the kernel holds it back for 40 ms.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.fake.count_connection()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        _, bot, method = self.path.split("/", 2)
        answer = self.server.fake.answer(method, bot.removeprefix("bot"), json.loads(body or b"{}"))
        if answer is None:
            self.close_connection = True
            return
        self._write(*answer)

    def _write(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the calls are on record."""
