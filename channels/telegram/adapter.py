"""Telegram as a channel. A private chat is a customer; its id is their address."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from channels.base import Account, InboundItem, Outgoing, ProviderError, WebhookState
from channels.telegram import parse, render, signature
from channels.telegram.client import ChatMoved, call
from channels.telegram.payloads import BotResult, Result, SendResult, WebhookInfoResult

# What parse reads. Telegram remembers the list: a kind that is missing here never arrives.
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
MAX_CONNECTIONS = 40
REAL_HOST = "api.telegram.org"
# Nobody waits for these two; a slow answer must not keep a worker from delivering.
SHORT_TIMEOUT = 5.0


class TelegramAdapter:
    kind = "telegram"
    streams = False
    repeatable = False
    content_type = "application/json"

    def verify(self, *, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        return signature.verify(headers=headers, secret=secret)

    def event_id(self, body: bytes) -> str:
        return parse.event_id(body)

    def parse(self, body: bytes) -> list[InboundItem]:
        return parse.parse(body)

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return render.render(outgoing)

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        """Returns `<chat id>:<message id>`: a message id alone is not unique."""
        try:
            return _send(part, to=to, token=credentials["token"])
        except ChatMoved as moved:
            return _send(part, to=str(moved.chat_id), token=credentials["token"])
        except ProviderError as error:
            if error.code != "bad_markup":
                raise
            return _send(render.plain(part), to=to, token=credentials["token"])

    def show_typing(self, *, to: str, credentials: Mapping[str, str]) -> None:
        """Shown for five seconds, or until a message comes."""
        token = credentials["token"]
        call("sendChatAction", Result, token=token, timeout=_short(), chat_id=to, action="typing")

    def answer_tap(self, tap_id: str, *, credentials: Mapping[str, str]) -> None:
        token = credentials["token"]
        call("answerCallbackQuery", Result, token=token, timeout=_short(), callback_query_id=tap_id)

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        bot = call("getMe", BotResult, token=credentials["token"]).result
        return Account(external_id=str(bot.id), name=f"@{bot.username}" if bot.username else bot.first_name)

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> None:
        if urlsplit(settings.TELEGRAM_BASE_URL).hostname == REAL_HOST and not url.startswith("https://"):
            said = f"Telegram only delivers to an https address, and {url} is none."
            raise ProviderError(said, permanent=True, code="bad_address")
        call(
            "setWebhook", Result, token=credentials["token"], url=url, secret_token=secret,
            allowed_updates=ALLOWED_UPDATES, max_connections=MAX_CONNECTIONS,
        )  # fmt: skip

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        info = call("getWebhookInfo", WebhookInfoResult, token=credentials["token"]).result
        failed_at = datetime.fromtimestamp(info.last_error_date, UTC) if info.last_error_date else None
        return WebhookState(info.url, info.pending_update_count, info.last_error_message, failed_at)


def _send(part: Mapping[str, Any], *, to: str, token: str) -> str:
    request = {name: value for name, value in part.items() if name != "plain"}
    sent = call("sendMessage", SendResult, token=token, chat_id=to, **request).result
    return f"{sent.chat.id}:{sent.message_id}"


def _short() -> float:
    return min(SHORT_TIMEOUT, settings.OUTBOUND_TIMEOUT)
