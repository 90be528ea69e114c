"""Calling the Bot API (https://core.telegram.org/bots/api#making-requests) and fetching its files."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from django.conf import settings
from pydantic import BaseModel, ValidationError

from channels.base import ProviderError
from channels.refusals import BAD_MEDIA, TOO_LARGE, TOO_MANY, UNAUTHORIZED, UNAVAILABLE, refusal
from channels.telegram import errors
from channels.telegram.payloads import FileResult, Result
from lib import http

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

    Raises ProviderError by the table of errors.py, with the seconds that Telegram asks for; ChatMoved when the
    chat has another id.
    """
    answer = http.call(
        "POST", f"{settings.TELEGRAM_BASE_URL}/bot{_checked(token)}/{method}",
        timeout=timeout or settings.OUTBOUND_TIMEOUT, trusted=True, payload=payload,
    )  # fmt: skip
    if answer.status == 200:
        return _read(method, shape, answer.body)
    result = _result(answer)
    if errors.is_done(answer.status, result.description):
        return _read(method, shape, b'{"ok": true, "result": true}')
    raise _refusal(answer, result)


def download(ref: str, *, token: str, most: int) -> tuple[str, bytes]:
    """Telegram's path of a file and what is in it. Raises ProviderError, `too_large` above `most` bytes.

    The address of a file holds the token: it is never handed out.
    """
    file = call("getFile", FileResult, token=token, file_id=ref).result
    if (file.file_size or 0) > most:
        raise refusal(TOO_LARGE, "the file is too large")
    answer = http.call(
        "GET", f"{settings.TELEGRAM_BASE_URL}/file/bot{_checked(token)}/{quote(file.file_path)}",
        timeout=settings.OUTBOUND_TIMEOUT, trusted=True, most=most,
    )  # fmt: skip
    if answer.status == 200:
        return file.file_path, answer.body
    # The token was good enough for getFile: what is not found here is the file.
    meaning = BAD_MEDIA if answer.status == 404 else errors.find(answer.status, "")
    raise refusal(meaning, f"Telegram answered {answer.status} for a file", retry_after=_seconds(answer.headers))


def _checked(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise refusal(UNAUTHORIZED, "this is not a bot token")
    return token


def _read(method: str, shape: type[R], body: bytes) -> R:
    try:
        return shape.model_validate_json(body)
    except ValidationError:
        # It said 200: whatever we asked for has probably happened.
        said = f"the answer to {method} is not readable"
        raise ProviderError(said, permanent=False, uncertain=True) from None


def _result(answer: http.Answer) -> Result:
    try:
        return Result.model_validate_json(answer.body)
    except ValidationError:
        return Result(ok=False)


def _refusal(answer: http.Answer, result: Result) -> ProviderError:
    if result.parameters.migrate_to_chat_id is not None:
        return ChatMoved(result.parameters.migrate_to_chat_id)
    meaning = errors.find(answer.status, result.description)
    if meaning == TOO_MANY:
        wait = result.parameters.retry_after
        wait = _seconds(answer.headers) if wait is None else wait
        return refusal(meaning, "Telegram wants us to wait", retry_after=wait)
    is_theirs = meaning == UNAVAILABLE or not result.description
    return refusal(meaning, f"Telegram answered {answer.status}" if is_theirs else result.description)


def _seconds(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None
