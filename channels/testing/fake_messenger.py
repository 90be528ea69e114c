"""A Graph API on this machine for Messenger and Instagram: it refuses what Meta refuses, with Meta's codes.

with FakeMessenger() as graph:                   # settings.META_BASE_URL = settings.INSTAGRAM_BASE_URL = graph.url
    graph.fail(graph.SEND, graph.error(10, 2018278), Hang(3))
    ...
    assert graph.texts("1122334455667788") == ["Hello"]

`delivery` and `signed` make what Meta would post to us.
"""

import hmac
import itertools
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from channels.meta.signature import HEADER
from lib import http
from lib.errors import ProviderError
from lib.testing.server import Call, FakeServer, Response

VERSION = "v26.0"
PAGE_ID = "104455667788990"
IG_ID = "17841400000000001"
# With Instagram's login an account has a second id, which webhooks do not use.
IG_LOGIN_ID = "26990000000000001"
APP_ID = "665544332211009"
APP_SECRET = "5f3c9a0d7be1442aa8e1c6d1f0b2a397"  # noqa: S105 nobody's
PAGE_TOKEN = "EAAfakePageToken"  # noqa: S105
IG_TOKEN = "IGAAfakeAccountToken"  # noqa: S105
APP_TOKEN = f"{APP_ID}|{APP_SECRET}"
# Which node may be called with which token.
OWN = {PAGE_TOKEN: {PAGE_ID, IG_ID}, IG_TOKEN: {IG_ID, IG_LOGIN_ID}, APP_TOKEN: {APP_ID}}
LINKED = {PAGE_ID: "page", IG_ID: "instagram", IG_LOGIN_ID: "instagram"}


@dataclass(frozen=True)
class Sent:
    """What really went out: to whom, and the whole request."""

    to: str
    request: Mapping[str, Any]

    @property
    def message(self) -> Mapping[str, Any]:
        return self.request["message"]


class FakeMessenger(FakeServer):
    """`sent` is what went out, `subscriptions` what accounts and apps subscribed to, `files` what /cdn hands out,
    `people` what is told about customers.

    `instagrammers` are those of the page's recipients who are on the Instagram account that is linked to it.
    With `asks_back` it asks a new callback address for its challenge, as Meta does.
    """

    SEND = f"POST /{VERSION}/{PAGE_ID}/messages"
    SEND_IG = f"POST /{VERSION}/{IG_ID}/messages"

    def __init__(self, *, asks_back: bool = False, latency: float = 0.0, port: int = 0) -> None:
        super().__init__(latency=latency, port=port)
        self.asks_back = asks_back
        self.sent: list[Sent] = []
        self.instagrammers: set[str] = set()
        self.subscriptions: dict[str, Any] = {}
        self.files: dict[str, tuple[bytes, str]] = {}
        # What the network tells about a customer, by their id.
        self.people: dict[str, dict[str, str]] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    @staticmethod
    def error(code: int, subcode: int | None = None, message: str = "refused", *, status: int = 400) -> Response:
        error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AfakeTrace"}
        return Response(status, {"error": error | ({"error_subcode": subcode} if subcode else {})})

    def texts(self, to: str) -> list[str]:
        """The texts that a person has got, in order."""
        with self._lock:
            return [sent.message["text"] for sent in self.sent if sent.to == to and "text" in sent.message]

    def respond(self, call: Call) -> Response:
        first, _, rest = call.path.strip("/").partition("/")
        if first == "cdn":
            content, mime_type = self.files.get(rest, (b"", ""))
            return Response(200, content, {"Content-Type": mime_type}) if content else Response(404, b"gone")
        node, _, edge = rest.partition("/")
        token = call.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in OWN:
            return self.error(190, 463, "Error validating access token: Session has expired.", status=401)
        if call.method == "GET" and node in self.people:
            return Response(200, {"id": node, **self.people[node]})
        if first != VERSION or node not in OWN[token]:
            return self.error(100, 33, f"Unsupported request. Object with ID '{node}' does not exist")
        return self._do(call, node, edge)

    def _do(self, call: Call, node: str, edge: str) -> Response:
        match call.method, edge:
            case "GET", "":
                return Response(200, _facts(node, call.query.get("fields", "id")))
            case "POST", "messages":
                return self._message(call.json, LINKED.get(node, ""))
            case "POST", "subscribed_apps" | "subscriptions":
                return self._subscribe(call.form, node, edge)
            case "GET", "subscribed_apps" | "subscriptions":
                known = self.subscriptions.get(f"{node}/{edge}")
                return Response(200, {"data": [known] if known else []})
        return self.error(100, None, "Unknown path components")

    def _message(self, request: Any, network: str) -> Response:
        to = request["recipient"]["id"]
        network = "instagram" if to in self.instagrammers else network
        if "sender_action" in request:
            return Response(200, {"recipient_id": to}) if "message" not in request else self.error(100, 2018034)
        problem = _problem(request, network)
        if problem:
            return self.error(100, None, f"(#100) {problem}")
        with self._lock:
            self.sent.append(Sent(to, request))
            number = next(self._numbers)
        return Response(200, {"recipient_id": to, "message_id": f"{'m_' if network == 'page' else 'aWdfZAG1'}{number}"})

    def _subscribe(self, form: Mapping[str, str], node: str, edge: str) -> Response:
        if edge == "subscribed_apps":
            fields = form["subscribed_fields"].split(",")
            self.subscriptions[f"{node}/{edge}"] = {"id": APP_ID, "name": "Shop", "subscribed_fields": fields}
            return Response(200, {"success": True})
        if self.asks_back and not _is_proven(form):
            return self.error(2200, None, "(#2200) Callback verification failed")
        fields_there = [{"name": name, "version": VERSION} for name in form["fields"].split(",")]
        self.subscriptions[f"{node}/{edge}"] = {
            "object": form["object"], "callback_url": form["callback_url"], "active": True, "fields": fields_there,
        }  # fmt: skip
        return Response(200, {"success": True})


def delivery(object_name: str, account: str, *events: Mapping[str, Any]) -> bytes:
    """A delivery as Meta writes it: ASCII alone, and slashes with a backslash."""
    entry = {"id": account, "time": 1_795_219_200_123, "messaging": list(events)}
    return json.dumps({"object": object_name, "entry": [entry]}).replace("/", "\\/").encode()


def said(sender: str, text: str, *, account: str, mid: str, at: int = 1_795_219_200_000) -> dict[str, Any]:
    """A customer's text, for `delivery`."""
    parties = {"sender": {"id": sender}, "recipient": {"id": account}, "timestamp": at}
    return parties | {"message": {"mid": mid, "text": text}}


def signed(body: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    """The head of a delivery, with the app's signature."""
    return {HEADER: "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()}


def _facts(node: str, fields: str) -> dict[str, str]:
    known = {
        PAGE_ID: {"id": PAGE_ID, "name": "Valdman Meats"},
        IG_ID: {"id": IG_ID, "username": "valdman.meats", "name": "Valdman Meats"},
        IG_LOGIN_ID: {"id": IG_LOGIN_ID, "user_id": IG_ID, "username": "valdman.meats"},
    }
    return {name: value for name, value in known[node].items() if name in fields.split(",")}


def _problem(request: Mapping[str, Any], network: str) -> str:
    """What Meta would refuse in a request; an empty text when nothing is wrong."""
    message = request.get("message", {})
    replies = message.get("quick_replies", [])
    checks = {
        "unknown messaging_type": request.get("messaging_type") not in {"RESPONSE", "MESSAGE_TAG"},
        "retired tag": (request.get("messaging_type") == "MESSAGE_TAG") != (request.get("tag") == "HUMAN_AGENT"),
        "either a text or attachments": ("text" in message) == ("attachment" in message or "attachments" in message),
        "message text is empty or too long": "text" in message and not _fits(message["text"], network),
        "too many attachments": not 0 < len(message.get("attachments", [1])) <= (1 if network == "page" else 10),
        "too many quick replies": len(replies) > 13,
        "quick reply too long": any(len(r["title"]) > 20 or len(r["payload"]) > 1000 for r in replies),
        "metadata is not supported": "metadata" in message and network != "page",
    }
    return next((said for said, is_wrong in checks.items() if is_wrong), "")


def _fits(text: str, network: str) -> bool:
    return 0 < (len(text) if network == "page" else len(text.encode())) <= (2000 if network == "page" else 1000)


def _is_proven(form: Mapping[str, str]) -> bool:
    asked = {"hub.mode": "subscribe", "hub.verify_token": form["verify_token"], "hub.challenge": "1158201444"}
    try:
        answer = http.call("GET", form["callback_url"], timeout=5, trusted=True, query=asked)
    except ProviderError:
        return False
    return answer.status == 200 and answer.body == b"1158201444"
