"""WhatsApp's side of the Graph API on this machine, for tests and benchmarks: real HTTP, every call on record.

with FakeGraph() as graph:                       # settings.META_BASE_URL = graph.url
    graph.fail_messages(refused(131056), Vanish())
    ...
    assert graph.texts("16505551234") == ["Hello"]
"""

import hmac
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lib.testing.server import Call, FakeServer, Response, Trouble

VERSION = "v26.0"
NUMBER_ID = "106540352242922"
WABA_ID = "102290129340398"
# So begin Meta's tokens; any of them is good here.
FIRST_LETTERS = "EAA"
FIRST_MESSAGE = 1_000_000


def refused(code: int, *, status: int = 400, subcode: int | None = None, details: str = "") -> Response:
    """An answer of Meta's that is no success."""
    error: dict[str, Any] = {"message": f"(#{code}) refused", "type": "OAuthException", "code": code}
    more = {"error_subcode": subcode, "error_data": {"details": details} if details else None, "fbtrace_id": "Az8or2y"}
    return Response(status, {"error": error | {name: value for name, value in more.items() if value}})


@dataclass(frozen=True)
class StoredMedia:
    content: bytes
    mime_type: str = "image/jpeg"
    # Where the file is instead of at this server.
    url: str = ""
    # What the server says of the size instead of the truth.
    file_size: int | None = None


@dataclass
class Waba:
    """A WhatsApp account: its numbers, its templates and who receives its updates."""

    numbers: dict[str, dict[str, Any]] = field(default_factory=dict)
    templates: list[dict[str, Any]] = field(default_factory=list)
    overrides: list[str] = field(default_factory=list)


def number(number_id: str = NUMBER_ID, **facts: Any) -> dict[str, Any]:
    known = {
        "display_phone_number": "+1 555-078-3881", "verified_name": "Lucky Shrub", "status": "CONNECTED",
        "quality_rating": "GREEN", "code_verification_status": "VERIFIED", "name_status": "APPROVED",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
    }  # fmt: skip
    return {"id": number_id, **known, **facts}


class FakeGraph(FakeServer):
    """One account with one number. `page_size` is the most rows of a list in one answer; with an `app_secret`, proofs
    made of another one are refused."""

    def __init__(self, *, page_size: int = 100, app_secret: str = "", latency: float = 0.0, port: int = 0) -> None:
        super().__init__(latency=latency, port=port)
        self.app_secret = app_secret
        self.page_size = page_size
        self.account = Waba(numbers={NUMBER_ID: number()})
        self.media: dict[str, StoredMedia] = {}
        self._ids = itertools.count(FIRST_MESSAGE)

    def fail_messages(self, *troubles: Trouble | None) -> None:
        """The next messages meet these, in order; None stands for one that goes out."""
        self.fail(f"POST /{VERSION}/{NUMBER_ID}/messages", *troubles)

    def sent(self, to: str = "") -> list[dict[str, Any]]:
        """The messages that went out, in order, perhaps only those for one number or user id."""
        calls = self.list_calls(f"POST /{VERSION}/{NUMBER_ID}/messages")
        payloads = [call.json for call in calls if call.status == 200 and "type" in call.json]
        return [payload for payload in payloads if not to or to in {payload.get("to"), payload.get("recipient")}]

    def texts(self, to: str = "") -> list[str]:
        return [payload["text"]["body"] for payload in self.sent(to) if payload["type"] == "text"]

    def respond(self, call: Call) -> Response:
        if not _token(call).startswith(FIRST_LETTERS):
            return refused(190, status=401, details="Invalid OAuth access token")
        if call.path.startswith("/media/"):
            return self._file(call.path.removeprefix("/media/"))
        version, _, rest = call.path.strip("/").partition("/")
        return self._answer(call, rest) if version == VERSION else refused(2500, status=400)

    def _answer(self, call: Call, path: str) -> Response:
        routes = {
            f"POST {WABA_ID}/subscribed_apps": self._subscribe,
            f"GET {WABA_ID}/subscribed_apps": self._subscriptions,
            f"GET {WABA_ID}/message_templates": lambda call: self._list(call, self.account.templates),
            f"GET {WABA_ID}/phone_numbers": lambda call: self._list(call, list(self.account.numbers.values())),
            **{f"POST {number_id}/messages": self._messages for number_id in self.account.numbers},
            **{f"GET {number_id}": self._number for number_id in self.account.numbers},
            **{f"GET {media_id}": self._media for media_id in self.media},
        }
        route = routes.get(f"{call.method} {path}")
        return route(call) if route else refused(100, subcode=33, details="Object does not exist")

    def _messages(self, call: Call) -> Response:
        payload = call.json
        if payload.get("messaging_product") != "whatsapp":
            return refused(100, details="The parameter messaging_product is required.")
        if payload.get("status") == "read":
            return Response(200, {"success": True})
        problem = find_problem(payload)
        if problem:
            return refused(131009, details=problem)
        to = payload.get("to") or payload["recipient"]
        contact = {"input": to, "wa_id": to} if "to" in payload else {"input": to, "user_id": to}
        message = {"id": f"wamid.FAKE{next(self._ids)}"}
        return Response(200, {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]})

    def _number(self, call: Call) -> Response:
        expected = hmac.new(self.app_secret.encode(), _token(call).encode(), "sha256").hexdigest()
        if self.app_secret and call.query.get("appsecret_proof", expected) != expected:
            return refused(100, details="Invalid appsecret_proof provided in the API argument")
        facts = self.account.numbers[call.path.rsplit("/", 1)[-1]]
        return Response(200, _chosen(facts, call.query))

    def _subscribe(self, call: Call) -> Response:
        self.account.overrides = [call.json["override_callback_uri"]]
        return Response(200, {"success": True})

    def _subscriptions(self, call: Call) -> Response:
        app = {"whatsapp_business_api_data": {"id": "670843887433847", "name": "Lucky Shrub"}}
        return self._list(call, [app | {"override_callback_uri": url} for url in self.account.overrides])

    def _list(self, call: Call, rows: list[dict[str, Any]]) -> Response:
        start = int(call.query.get("after", "0"))
        end = start + min(self.page_size, int(call.query.get("limit", "25")))
        paging: dict[str, Any] = {"cursors": {"before": str(start), "after": str(end)}}
        if end < len(rows):
            paging["next"] = f"{self.url}{call.path}?after={end}"
        return Response(200, {"data": [_chosen(row, call.query) for row in rows[start:end]], "paging": paging})

    def _media(self, call: Call) -> Response:
        media_id = call.path.rsplit("/", 1)[-1]
        media = self.media[media_id]
        size = len(media.content) if media.file_size is None else media.file_size
        facts = {"url": media.url or f"{self.url}/media/{media_id}", "mime_type": media.mime_type, "file_size": size}
        return Response(200, {"messaging_product": "whatsapp", "id": media_id, **facts})

    def _file(self, media_id: str) -> Response:
        media = self.media.get(media_id)
        if media is None:
            return Response(404, b"")
        return Response(200, media.content, {"Content-Type": media.mime_type})


def _token(call: Call) -> str:
    return call.headers.get("authorization", "").removeprefix("Bearer ")


def _chosen(facts: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Only the fields that were asked for, and the id."""
    if "fields" not in query:
        return dict(facts)
    wanted = {"id", *query["fields"].split(",")}
    return {name: value for name, value in facts.items() if name in wanted}


def find_problem(payload: Mapping[str, Any]) -> str:
    """Why WhatsApp would refuse the message; an empty text when it would not."""
    if payload.get("recipient_type") != "individual" or not (payload.get("to") or payload.get("recipient")):
        return "recipient"
    if len(payload.get("biz_opaque_callback_data", "")) > 512:
        return "biz_opaque_callback_data"
    check = _CHECKS.get(payload.get("type", ""))
    return "" if check and check(payload[payload["type"]]) else f"type {payload.get('type')}"


def _is_text(text: Mapping[str, Any]) -> bool:
    return 0 < len(text["body"]) <= 4096


def _is_image(image: Mapping[str, Any]) -> bool:
    return bool(image.get("link") or image.get("id")) and len(image.get("caption", "")) <= 1024


def _is_template(template: Mapping[str, Any]) -> bool:
    texts = [one["text"] for part in template.get("components", []) for one in part["parameters"]]
    return bool(template["name"] and template["language"]["code"]) and all(
        text and not set(text) & {"\n", "\t", "\r"} and " " * 5 not in text for text in texts
    )


def _is_interactive(interactive: Mapping[str, Any]) -> bool:
    is_body = 0 < len(interactive["body"]["text"]) <= 1024
    check = {"button": _are_buttons, "list": _is_list}[interactive["type"]]
    return is_body and check(interactive["action"])


def _are_buttons(action: Mapping[str, Any]) -> bool:
    replies = [button["reply"] for button in action["buttons"] if button["type"] == "reply"]
    ids, titles = {reply["id"] for reply in replies}, {reply["title"] for reply in replies}
    return len(ids) == len(titles) == len(action["buttons"]) <= 3 and all(0 < len(title) <= 20 for title in titles)


def _is_list(action: Mapping[str, Any]) -> bool:
    rows = [row for section in action["sections"] for row in section["rows"]]
    is_short = all(0 < len(row["title"]) <= 24 and len(row.get("description", "")) <= 72 for row in rows)
    ids = {row["id"] for row in rows}
    return len(ids) == len(rows) and 0 < len(rows) <= 10 and is_short and 0 < len(action["button"]) <= 20


_CHECKS = {
    "text": _is_text,
    "image": _is_image,
    "template": _is_template,
    "interactive": _is_interactive,
}
