"""Telegram as a channel. A private chat is a customer; its id is their address."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from mimetypes import MimeTypes
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from channels.base import (
    Account,
    Adapter,
    CredentialField,
    Delivery,
    InboundItem,
    MediaFile,
    Outgoing,
    ProviderError,
    WebhookState,
)
from channels.telegram import parse, render, signature
from channels.telegram.client import ChatMoved, call, download
from channels.telegram.payloads import AlbumResult, BotResult, Result, SendResult, WebhookInfoResult

# What parse reads. Telegram remembers the list: a kind that is missing here never arrives.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
MAX_CONNECTIONS = 40
REAL_HOST = "api.telegram.org"
# Nobody waits for these two; a slow answer must not keep a worker from delivering.
SHORT_TIMEOUT = 5.0
# Python's own list of types, the same on every machine.
_TYPES = MimeTypes()


class TelegramAdapter(Adapter):
    kind = "telegram"
    label = "Telegram"
    fields = (CredentialField("token", "the bot's token, from @BotFather", is_secret=True),)
    typing_seconds = 5
    has_bubbles = True

    def verify(self, delivery: Delivery, *, secret: str) -> bool:
        return signature.verify(headers=delivery.headers, secret=secret)

    def event_id(self, body: bytes) -> str:
        return parse.event_id(body)

    def parse(self, body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
        return parse.parse(body)

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return render.render(outgoing)

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        """Returns `<chat id>:<message id>`, of an album's first picture: a message id alone is not unique."""
        return _send(part, to=to, token=credentials["token"])

    def show_typing(self, *, to: str, message_id: str, credentials: Mapping[str, str]) -> None:
        """Shown for five seconds, or until a message comes."""
        token = credentials["token"]
        call("sendChatAction", Result, token=token, timeout=_short(), chat_id=to, action="typing")

    def answer_tap(self, tap_id: str, *, credentials: Mapping[str, str]) -> None:
        token = credentials["token"]
        call("answerCallbackQuery", Result, token=token, timeout=_short(), callback_query_id=tap_id)

    def fetch(self, ref: str, *, credentials: Mapping[str, str], most: int) -> MediaFile:
        """Telegram hands out files up to 20 MB; of their type it tells no more than the name does."""
        path, content = download(ref, token=credentials["token"], most=most)
        name = PurePosixPath(path).name
        return MediaFile(content, _TYPES.guess_type(name)[0] or "", name)

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        bot = call("getMe", BotResult, token=credentials["token"]).result
        return Account(external_id=str(bot.id), name=f"@{bot.username}" if bot.username else bot.first_name)

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        if urlsplit(settings.TELEGRAM_BASE_URL).hostname == REAL_HOST and not url.startswith("https://"):
            said = f"Telegram only delivers to an https address, and {url} is none."
            raise ProviderError(said, permanent=True, code="bad_address")
        call(
            "setWebhook", Result, token=credentials["token"], url=url, secret_token=secret,
            allowed_updates=ALLOWED_UPDATES, max_connections=MAX_CONNECTIONS,
        )  # fmt: skip
        return ()

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        info = call("getWebhookInfo", WebhookInfoResult, token=credentials["token"]).result
        failed_at = datetime.fromtimestamp(info.last_error_date, UTC) if info.last_error_date else None
        return WebhookState(info.url, info.pending_update_count, info.last_error_message, failed_at)


def _send(part: Mapping[str, Any], *, to: str, token: str) -> str:
    """Send a part; when it is refused for what may be left out, send what stands there instead."""
    try:
        return _request(part, to=to, token=token)
    except ChatMoved as moved:
        return _request(part, to=str(moved.chat_id), token=token)
    except ProviderError as error:
        instead = part.get("instead", {}).get(error.code)
        if not instead:
            raise
    return [_send(other, to=to, token=token) for other in instead][-1]


def _request(part: Mapping[str, Any], *, to: str, token: str) -> str:
    method, arguments = part["method"], part["arguments"]
    if method == "sendMediaGroup":
        sent = call(method, AlbumResult, token=token, chat_id=to, **arguments).result[0]
    else:
        sent = call(method, SendResult, token=token, chat_id=to, **arguments).result
    return f"{sent.chat.id}:{sent.message_id}"


def _short() -> float:
    return min(SHORT_TIMEOUT, settings.OUTBOUND_TIMEOUT)
