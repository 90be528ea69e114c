"""A Support Board on this machine, and Meta's Cloud API beside it: real HTTP, every call on record.

with FakeSupportBoard() as board:                # "board_url": board.url, settings.META_BASE_URL = board.url
    board.fail("send-message", refuse("invalid-token"), Vanish())    # "graph" stands for the Cloud API
    ...
    assert board.delivered == [Delivered("wa", "584141234567", "Hello")]

It does what the real one does to texts: cuts them, escapes them, and takes away what looks like its shortcodes.
"""

import itertools
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lib.testing.server import Call, FakeServer, Hang, Response, Trouble, Vanish

__all__ = [
    "ADMIN_TOKEN", "BOT", "CLOUD_TOKEN", "NUMBER_ID", "PAGE", "Delivered", "FakeSupportBoard", "Hang", "Vanish",
    "graph_error", "refuse", "succeed", "warned",
]  # fmt: skip

ADMIN_TOKEN, CLOUD_TOKEN = "admin-token-of-the-board", "cloud-token-of-meta"
BOT, PAGE, NUMBER_ID = "2", "1122334455", "106540352242922"
DOOR = "/include/api.php"
ARGUMENTS = {
    "get-user": ("user_id",),
    "get-conversation": ("conversation_id",),
    "send-message": ("user_id", "conversation_id"),
    "messenger-send-message": ("psid", "facebook_page_id"),
    "whatsapp-send-message": ("to",),
    "telegram-send-message": ("chat_id",),
}
WARNING = (
    b"<br />\n<b>Warning</b>:  Undefined array key {0} in <b>/var/www/include/functions.php</b> on line <b>7</b>\n"
)
SHORTCODE = re.compile(r"\[(?:chips|buttons|card|list|email|rating)[^\]]*\]|\{[a-z_]+\}|#sb-[\w-]+")
TELEGRAM_MARKS = set("_*[]()~`>#+-=|{}.!")


@dataclass(frozen=True)
class Delivered:
    """What reached a customer's own app."""

    network: str
    to: str
    text: str = ""
    urls: tuple[str, ...] = ()


@dataclass
class Conversation:
    user: str
    source: str | None
    extra: str | None = None
    messages: list[dict[str, Any]] = field(default_factory=list)


def succeed(response: Any) -> Response:
    return Response(200, {"success": True, "response": response})


def refuse(code: str, message: str = "") -> Response:
    """The board refuses with HTTP 200."""
    return Response(200, {"status": "error", "response": code} | ({"message": message} if message else {}))


def warned(response: Response) -> Response:
    """The same answer from a PHP that shows its warnings."""
    return Response(response.status, WARNING + json.dumps(response.body).encode(), {"Content-Type": "text/html"})


def graph_error(code: int, subcode: int | None = None, message: str = "refused") -> dict[str, Any]:
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC"}
    return {"error": error | ({"error_subcode": subcode} if subcode else {})}


class FakeSupportBoard(FakeServer):
    """The server and what it saw: `delivered` to customers' apps, `conversations` as staff see them in the board."""

    def __init__(self, *, latency: float = 0.0, port: int = 0) -> None:
        super().__init__(latency=latency, port=port)
        self.users: dict[str, dict[str, Any]] = {BOT: _user(BOT, "Bot", user_type="bot")}
        self.conversations: dict[str, Conversation] = {}
        self.delivered: list[Delivered] = []
        self.files: dict[str, bytes] = {}
        # Messages of ours that came back from a page and were taken for a person's.
        self.mistaken = 0
        self.has_warnings = False
        self._ids = itertools.count(2600)

    def add_customer(
        self, user: str, conversation: str, source: str | None, *, extra: str = "", **details: str
    ) -> None:
        """Somebody who has written once; `details` are for example phone="+58...", facebook_id="2419"."""
        rows = {name.replace("_", "-"): value for name, value in details.items()}
        self.users[user] = _user(user, rows.pop("first-name", "Ana"), **rows)
        first = {"id": str(next(self._ids)), "user_id": user, "message": "Hola"}
        self.conversations[conversation] = Conversation(user, source, extra or None, [first])

    def texts(self, conversation: str) -> list[str]:
        """What the bot said there, as staff and the web chat show it."""
        rows = self.conversations[conversation].messages
        return [row["message"] for row in rows if row["user_id"] == BOT]

    def list_functions(self) -> list[str]:
        return [function_of(call) for call in self.list_calls()]

    def list_arguments(self, function: str) -> list[dict[str, str]]:
        return [call.form for call in self.list_calls() if function_of(call) == function]

    def take(self, call: Call) -> Response | None:
        """What is scripted is scripted for a function: all of them have one address."""
        with self._changed:
            waiting = self._troubles[function_of(call)]
            trouble: Trouble | None = waiting.popleft() if waiting else None
        self.fail(call.name, trouble)
        return super().take(call)

    def respond(self, call: Call) -> Response:
        if call.method == "GET":
            found = self.files.get(call.path)
            return Response(404, b"<html>Not found</html>") if found is None else Response(200, found)
        if not call.path.endswith(DOOR):
            return self._cloud_api(call)
        answer = self._ask(call.form)
        return warned(answer) if self.has_warnings else answer

    def _ask(self, form: dict[str, str]) -> Response:
        function = form.get("function", "")
        if function not in ARGUMENTS:
            return refuse("function-not-found", f"Function {function} not found. Check the function name.")
        if form.get("token") != ADMIN_TOKEN:
            return refuse("invalid-token" if "token" in form else "token-not-found", "Use an admin user token.")
        if missing := [name for name in ARGUMENTS[function] if name not in form]:
            return refuse("missing-argument", f"Missing argument: {missing[0]}")
        answers: dict[str, Callable[[dict[str, str]], Response]] = {
            "get-user": self._get_user,
            "get-conversation": self._get_conversation,
            "send-message": self._send_message,
            "messenger-send-message": self._messenger,
            "whatsapp-send-message": self._whatsapp,
            "telegram-send-message": self._telegram,
        }
        return answers[function](form)

    def _get_user(self, form: dict[str, str]) -> Response:
        return succeed(self.users.get(form["user_id"], False))

    def _get_conversation(self, form: dict[str, str]) -> Response:
        found = self.conversations.get(form["conversation_id"])
        if found is None:
            return succeed(response=False)
        details = {"id": form["conversation_id"], "user_id": found.user, "source": found.source, "extra": found.extra}
        return succeed({"messages": found.messages, "details": details | {"status_code": "2", "extra_2": None}})

    def _send_message(self, form: dict[str, str]) -> Response:
        found = self.conversations.get(form["conversation_id"])
        if found is None:
            # PHP: `return trigger_error(...)`, which is true.
            return warned(succeed(response=True))
        text, number = SHORTCODE.sub("", form.get("message", "")), next(self._ids)
        files = json.loads(form.get("attachments") or "[]")
        with self._changed:
            found.messages.append(
                {"id": str(number), "user_id": form["user_id"], "message": text, "attachments": files}
            )
        return succeed({"id": number, "queue": False, "human_takeover_active": False, "message": text})

    def _messenger(self, form: dict[str, str]) -> Response:
        page = next((found for found in self.conversations.values() if found.extra == form["facebook_page_id"]), None)
        if page is None:
            return refuse("facebook-page-not-found")
        text = SHORTCODE.sub("", form.get("message", ""))
        if page.source == "ig" and len(text.encode()) > 1000:
            return succeed([graph_error(100, message="(#100) Length of param message[text] must be at most 1000")])
        known = {row["id"] for found in self.conversations.values() for row in found.messages}
        self.mistaken += form.get("metadata", "") not in known
        # An older board: newer ones cut at 2000.
        self._deliver(page.source or "", form["psid"], text[:1000], form)
        return succeed([{"recipient_id": form["psid"], "message_id": f"m_{next(self._ids)}"}])

    def _whatsapp(self, form: dict[str, str]) -> Response:
        self._deliver("wa", form["to"], SHORTCODE.sub("", form.get("message", "")), form)
        return succeed(_accepted(form["to"], f"wamid.{next(self._ids)}"))

    def _telegram(self, form: dict[str, str]) -> Response:
        text = shown_in_telegram(SHORTCODE.sub("", form.get("message", "")))
        if text is None:
            said = "Bad Request: can't parse entities: Character is reserved and must be escaped"
            return succeed({"ok": False, "error_code": 400, "description": said})
        self._deliver("tg", form["chat_id"], text, form)
        return succeed({"ok": True, "result": {"message_id": next(self._ids)}})

    def _cloud_api(self, call: Call) -> Response:
        if call.headers.get("authorization") != f"Bearer {CLOUD_TOKEN}":
            return Response(401, graph_error(190, message="Invalid OAuth access token."))
        message = call.json
        if message.get("recipient_type") != "individual" or call.path.split("/")[2] != NUMBER_ID:
            return Response(400, graph_error(100))
        text = message.get("text", {}).get("body", "")
        if len(text) > 4096:
            return Response(400, graph_error(100, message="Param text['body'] must be at most 4096 characters long."))
        link = message.get("image", {}).get("link")
        with self._changed:
            self.delivered.append(Delivered("wa", message["to"], text, (link,) if link else ()))
        return Response(200, _accepted(message["to"], f"wamid.{next(self._ids)}"))

    def _deliver(self, network: str, to: str, text: str, form: dict[str, str]) -> None:
        urls = tuple(url for _name, url in json.loads(form.get("attachments") or "[]"))
        with self._changed:
            self.delivered.append(Delivered(network, to, text, urls))


def function_of(call: Call) -> str:
    if call.method == "GET":
        return "file"
    return call.form.get("function", "") if call.path.endswith(DOOR) else "graph"


def shown_in_telegram(text: str) -> str | None:
    """What is left to read of a text after the board has escaped and cut it; None when Telegram refuses it."""
    text = re.sub(r"[\[\]()>#+\-=|{}.!]", r"\\\g<0>", text)
    for mark in ("*", "~", "__", "_"):
        if text.count(mark) == 1:
            text = text.replace(mark, "\\" + mark)
    text = text if len(text) <= 4000 else text[:4000] + "..."
    shown = re.sub(r"\\(.)", "", text, flags=re.DOTALL)
    return None if TELEGRAM_MARKS & set(shown) else re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _accepted(to: str, message_id: str) -> dict[str, Any]:
    contacts = [{"input": to, "wa_id": to}]
    return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": message_id}]}


def _user(user: str, first_name: str, *, user_type: str = "lead", **details: str) -> dict[str, Any]:
    """A row of the board's table, with the hash of a password in it: that is what it hands out."""
    rows = [{"slug": slug, "name": slug.title(), "value": value} for slug, value in details.items()]
    return {
        "id": user, "first_name": first_name, "last_name": "", "user_type": user_type, "details": rows,
        "password": "$2y$10$vYtwWDEqOt7jMSBcCmPigO",
    }  # fmt: skip
