"""A Bot API on this machine, for tests and benchmarks: real HTTP, scripted trouble, every call on record.

with FakeTelegram() as telegram:                 # settings.TELEGRAM_BASE_URL = telegram.url
    telegram.fail("sendMessage", too_many(2))    # "file" stands for downloads
    ...
    assert telegram.texts(chat_id=7) == ["Hello"]
"""

import html
import itertools
import re
import time
from collections.abc import Callable
from typing import Any

from lib.testing.server import Call, FakeServer, Hang, Response, Vanish

__all__ = [
    "BAD_MARKUP", "BAD_PICTURE", "BLOCKED", "BROKEN", "CHAT_NOT_FOUND", "UNAUTHORIZED", "BotCall", "FakeTelegram",
    "Hang", "Vanish", "moved", "refuse", "too_many",
]  # fmt: skip

BOT_NAME = "fake_shop_bot"
# Far above what a test gives its inbound messages: in one chat both count in one row.
FIRST_MESSAGE_ID = 1_000_000
LONGEST = {"text": 4096, "caption": 1024}
LARGEST_FILE = 20 * 1024 * 1024


def refuse(status: int, description: str, **parameters: int) -> Response:
    """An answer of Telegram's that is no success."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    return Response(status, body | ({"parameters": parameters} if parameters else {}))


def too_many(retry_after: int) -> Response:
    return refuse(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def moved(chat_id: int) -> Response:
    said = "Bad Request: group chat was upgraded to a supergroup chat"
    return refuse(400, said, migrate_to_chat_id=chat_id)


BLOCKED = refuse(403, "Forbidden: bot was blocked by the user")
CHAT_NOT_FOUND = refuse(400, "Bad Request: chat not found")
BAD_MARKUP = refuse(400, "Bad Request: can't parse entities: Unsupported start tag at byte offset 0")
BAD_PICTURE = refuse(400, "Bad Request: wrong file identifier/HTTP URL specified")
BROKEN = refuse(500, "Internal Server Error")
UNAUTHORIZED = refuse(401, "Unauthorized")
_YES = Response(200, {"ok": True, "result": True})


class BotCall(Call):
    """A call as the Bot API sees it."""

    @property
    def bot_method(self) -> str:
        return bot_method(self.path)

    @property
    def token(self) -> str:
        return self.path.removeprefix("/file").split("/")[1].removeprefix("bot")

    @property
    def arguments(self) -> dict[str, Any]:
        found: dict[str, Any] = self.json
        return found

    @property
    def chat_id(self) -> int:
        return int(self.arguments.get("chat_id", 0))


def bot_method(path: str) -> str:
    return "file" if path.startswith("/file/") else path.split("/")[-1]


class FakeTelegram(FakeServer):
    """The server and what it saw; `files` are the customers', by id."""

    def __init__(self, *, latency: float = 0.0, port: int = 0) -> None:
        super().__init__(latency=latency, port=port)
        self.files: dict[str, bytes] = {}
        self.webhooks: dict[str, dict[str, Any]] = {}
        self.webhook_problem = ""
        self._message_ids = itertools.count(FIRST_MESSAGE_ID)

    def list_calls(self, name: str = "", *, chat_id: int | None = None) -> list[BotCall]:  # type: ignore[override]
        """By the method's name alone: the path before it is the bot's."""
        found = [BotCall(**vars(call)) for call in super().list_calls()]
        named = [call for call in found if not name or call.bot_method == name]
        return [call for call in named if chat_id is None or call.chat_id == chat_id]

    def texts(self, chat_id: int | None = None) -> list[str]:
        """What was really shown, in order: refused calls are not in it."""
        sent = self.list_calls("sendMessage", chat_id=chat_id)
        return [call.arguments["text"] for call in sent if call.status == 200]

    def wait_for_texts(self, chat_id: int, count: int, *, seconds: float = 10.0) -> list[str]:
        """The texts of a chat as soon as there are `count`, or what is there when the time is up."""
        self.wait_for(lambda _: len(self.texts(chat_id)) >= count, seconds=seconds)
        return self.texts(chat_id)

    def take(self, call: Call) -> Response | None:
        """What is scripted for a method is scripted for every bot's address of it."""
        with self._changed:
            if waiting := self._troubles[bot_method(call.path)]:
                self.fail(call.name, waiting.popleft())
        return super().take(call)

    def respond(self, call: Call) -> Response:
        asked = BotCall(**vars(call))
        if asked.bot_method == "file":
            return self._download(asked.path)
        if refused := _check(asked.arguments):
            return refused
        answers: dict[str, Callable[[BotCall], Response]] = {
            "getMe": lambda call: _done(_bot(call.token)),
            "setWebhook": self._set_webhook,
            "getWebhookInfo": lambda call: _done(self._webhook_info(call.token)),
            "sendMessage": lambda call: _done(self._message(call)),
            "sendPhoto": lambda call: _done(self._message(call)),
            "sendMediaGroup": lambda call: _done([self._message(call) for _ in call.arguments["media"]]),
            "sendChatAction": lambda call: _YES,
            "answerCallbackQuery": lambda call: _YES,
            "getFile": lambda call: self._file(call.arguments["file_id"]),
        }
        answer = answers.get(asked.bot_method)
        return answer(asked) if answer else refuse(404, "Not Found")

    def _set_webhook(self, call: BotCall) -> Response:
        with self._changed:
            self.webhooks[call.token] = call.arguments
        return _YES

    def _webhook_info(self, token: str) -> dict[str, Any]:
        with self._changed:
            url, problem = self.webhooks.get(token, {}).get("url", ""), self.webhook_problem
        info = {"url": url, "has_custom_certificate": False, "pending_update_count": 3 if problem else 0}
        return info | ({"last_error_message": problem, "last_error_date": 1_790_000_000} if problem else {})

    def _message(self, call: BotCall) -> dict[str, Any]:
        with self._changed:
            message_id = next(self._message_ids)
        chat = {"id": call.chat_id, "type": "private"}
        return {"message_id": message_id, "date": int(time.time()), "chat": chat}

    def _file(self, file_id: str) -> Response:
        if file_id not in self.files:
            return refuse(400, "Bad Request: invalid file_id")
        if len(self.files[file_id]) > LARGEST_FILE:
            return refuse(400, "Bad Request: file is too big")
        return _done({"file_id": file_id, "file_size": len(self.files[file_id]), "file_path": f"photos/{file_id}.jpg"})

    def _download(self, path: str) -> Response:
        file_id = path.rpartition("/")[2].removesuffix(".jpg")
        return Response(200, self.files[file_id]) if file_id in self.files else refuse(404, "Not Found")


def _done(result: Any) -> Response:
    return Response(200, {"ok": True, "result": result})


def _bot(token: str) -> dict[str, Any]:
    return {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Fake shop", "username": BOT_NAME}


def _check(arguments: dict[str, Any]) -> Response | None:
    """Telegram's limits of what is sent, in the units in which it counts."""
    album = arguments.get("media", [])
    if "media" in arguments and not 2 <= len(album) <= 10:
        return refuse(400, "Bad Request: wrong number of media in the album")
    for name, longest in LONGEST.items():
        if any(_units(item.get(name, "")) > longest for item in [arguments, *album]):
            return refuse(400, f"Bad Request: {'message' if name == 'text' else 'message caption'} is too long")
    rows = arguments.get("reply_markup", {}).get("inline_keyboard", [])
    if any(not 1 <= len(button["callback_data"].encode()) <= 64 for row in rows for button in row):
        return refuse(400, "Bad Request: BUTTON_DATA_INVALID")
    return None if arguments.get("text", "-").strip() else refuse(400, "Bad Request: message text is empty")


def _units(marked: str) -> int:
    """UTF-16 code units without the markup."""
    return len(html.unescape(re.sub(r"<[^<>]+>", "", marked)).encode("utf-16-le")) // 2
