"""Calling the Bot API: one request, and what its refusals mean (https://core.telegram.org/bots/api#making-requests)."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from django.conf import settings
from pydantic import BaseModel, ValidationError

from channels.telegram.payloads import Result
from lib import http
from lib.errors import ProviderError

# It becomes part of the address, so nothing else may slip in.
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")

R = TypeVar("R", bound=BaseModel)


class ChatMoved(ProviderError):
    """The chat has another id now; nothing was sent."""

    def __init__(self, chat_id: int) -> None:
        super().__init__("the chat has moved", permanent=True, code="moved")
        self.chat_id = chat_id


def call(method: str, shape: type[R], *, token: str, timeout: float | None = None, **payload: Any) -> R:
    """Call one method and return its answer as `shape`.

    Raises ProviderError with a `code`: `unauthorized`, `blocked`, `chat_not_found`, `bad_markup`, `moved`
    (ChatMoved), `refused` (all permanent); `too_many` (with retry_after) and `unavailable` pass by.
    """
    if not _TOKEN.fullmatch(token):
        raise ProviderError("this is not a bot token", permanent=True, code="unauthorized")
    answer = http.call(
        "POST", f"{settings.TELEGRAM_BASE_URL}/bot{token}/{method}",
        timeout=timeout or settings.OUTBOUND_TIMEOUT, trusted=True, payload=payload,
    )  # fmt: skip
    if answer.status == 200:
        return _read(method, shape, answer.body)
    raise _refusal(answer)


def _read(method: str, shape: type[R], body: bytes) -> R:
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        # It said 200: whatever we asked for has probably happened.
        said = f"the answer to {method} is not readable"
        raise ProviderError(said, permanent=False, uncertain=True) from None


def _refusal(answer: http.Answer) -> ProviderError:
    try:
        result = Result.model_validate_json(answer.body)
    except ValidationError:
        result = Result(ok=False)
    if answer.status == 429:
        wait = result.parameters.retry_after
        wait = _seconds(answer.headers) if wait is None else wait
        return ProviderError("Telegram wants us to wait", permanent=False, retry_after=wait, code="too_many")
    if answer.status >= 500:
        return ProviderError(f"Telegram answered {answer.status}", permanent=False, code="unavailable")
    return _permanent(answer.status, result)


def _permanent(status: int, result: Result) -> ProviderError:
    if result.parameters.migrate_to_chat_id is not None:
        return ChatMoved(result.parameters.migrate_to_chat_id)
    said = result.description or f"Telegram answered {status}"
    return ProviderError(said[:200], permanent=True, code=_code(status, said.lower()))


def _code(status: int, said: str) -> str:
    if status in {401, 404}:
        return "unauthorized"
    if status == 403:
        return "blocked"
    if "chat not found" in said:
        return "chat_not_found"
    return "bad_markup" if "can't parse entities" in said else "refused"


def _seconds(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "")
    return float(value) if value.isdigit() else None
