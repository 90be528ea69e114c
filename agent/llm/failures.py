"""What went wrong at a provider: may it be tried again, when, and one set of codes for all of them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2

from lib.errors import ProviderError
from lib.text import shorten

STATUS_CODES = {
    401: "auth", 402: "quota", 403: "auth", 404: "not_found", 408: "timeout", 409: "conflict", 410: "not_found",
    413: "too_long", 425: "overloaded", 429: "rate_limited", 499: "timeout", 503: "overloaded",
    504: "timeout", 529: "overloaded",
}  # fmt: skip
# The provider's own word says more than the status.
TELLING_WORDS = {
    "insufficient_quota": "quota",
    "billing_hard_limit_reached": "quota",
    "enforced_spend_limit_reached": "quota",
    "contract_spend_limit_reached": "quota",
    "context_length_exceeded": "too_long",
}
# Where a refusal of the request (400) has no word of its own, only a sentence.
TELLING_SENTENCES = {
    "too_long": re.compile(
        r"prompt is too long|maximum (context|prompt) length|exceeds the (maximum number of tokens|available context)"
        r"|exceed_context_size|context (window|length) (is )?exceeded|too many tokens",
        re.IGNORECASE,
    ),
    "not_found": re.compile(
        r"model\b.{0,80}\b(not found|does not exist|not exist|deprecated|retired|no longer|decommissioned)",
        re.IGNORECASE,
    ),
    "auth": re.compile(r"api key not valid|incorrect api key|invalid api key", re.IGNORECASE),
}
# Errors in the middle of a stream have no status (or 200), only a word.
STREAM_WORDS = {
    "invalid_request_error": "bad_request",
    "authentication_error": "auth",
    "permission_error": "auth",
    "billing_error": "quota",
    "not_found_error": "not_found",
    "rate_limit_error": "rate_limited",
    "rate_limit_exceeded": "rate_limited",
    "overloaded_error": "overloaded",
    "timeout_error": "timeout",
}
PERMANENT_CODES = frozenset({"auth", "quota", "not_found", "too_long", "bad_request"})


@contextmanager
def provider_errors(provider: str, sdk_error: type[Exception]) -> Iterator[None]:
    """Turn whatever an SDK raises, and answers of an unexpected shape, into ProviderError."""
    try:
        yield
    except ProviderError:
        raise
    except (sdk_error, httpx2.HTTPError, httpx2.StreamError) as error:
        raise to_provider_error(error, provider=provider) from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        # Any JSON, or none, may have come back: what is missing in it shows as one of these.
        message = f"{provider} answered in an unexpected form"
        raise ProviderError(message, permanent=False, code="bad_answer") from error


def to_provider_error(error: Exception, *, provider: str) -> ProviderError:
    """The ProviderError that stands for an SDK's exception."""
    status = getattr(error, "status_code", None) or 0
    body = getattr(error, "body", None)
    if status >= 300 or body:
        return _from_answer(error, provider=provider, status=status, details=_details(body))
    for cause in _causes(error):
        if isinstance(cause, ProviderError):
            return cause
        if isinstance(cause, httpx2.TimeoutException):
            return ProviderError(f"{provider} did not answer in time", permanent=False, code="timeout")
    return ProviderError(f"the connection to {provider} failed", permanent=False, code="connection")


def stream_error(provider: str, details: Mapping[str, Any]) -> ProviderError:
    """An error that came as an event of a stream that had begun well."""
    code = _code(0, details)
    message = f"{provider}: {details.get('message') or 'failed while answering'}"
    return ProviderError(shorten(message, 300), permanent=code in PERMANENT_CODES, code=code)


def cut_error(provider: str) -> ProviderError:
    return ProviderError(f"{provider} stopped in the middle of its answer", permanent=False, code="cut")


def _from_answer(error: Exception, *, provider: str, status: int, details: Mapping[str, Any]) -> ProviderError:
    if status < 300:
        return stream_error(provider, details)
    code = _code(status, details)
    message = shorten(f"{provider} {status}: {details.get('message') or error}", 300)
    headers = getattr(getattr(error, "response", None), "headers", {})
    return ProviderError(
        message, permanent=code in PERMANENT_CODES, retry_after=_retry_after(headers, details), code=code
    )


def _code(status: int, details: Mapping[str, Any]) -> str:
    inner = details.get("details")
    named = inner.get("error_code") if isinstance(inner, dict) else None
    words = [str(word) for word in (named, details.get("code"), details.get("type")) if word]
    telling = [TELLING_WORDS[word] for word in words if word in TELLING_WORDS]
    if telling:
        return telling[0]
    if status >= 300:
        code = STATUS_CODES.get(status, "server_error" if status >= 500 else "bad_request")
    else:
        code = next((STREAM_WORDS[word] for word in words if word in STREAM_WORDS), "server_error")
    return _read_sentence(str(details.get("message") or "")) if code == "bad_request" else code


def _read_sentence(message: str) -> str:
    return next((code for code, words in TELLING_SENTENCES.items() if words.search(message)), "bad_request")


def _details(body: object) -> Mapping[str, Any]:
    """What describes the error: Anthropic nests it, the OpenAI SDK unwraps it, Gemini puts it in a list."""
    if isinstance(body, list):
        body = body[0] if body else None
    if isinstance(body, dict):
        inner = body.get("error", body)
        return inner if isinstance(inner, dict) else {"message": str(inner)}
    return {}


def _retry_after(headers: Mapping[str, str], details: Mapping[str, Any]) -> float | None:
    """Seconds to wait, from `retry-after-ms`, `retry-after` (seconds or a date) or Gemini's RetryInfo."""
    milliseconds, seconds = headers.get("retry-after-ms", ""), headers.get("retry-after", "")
    if _is_number(milliseconds):
        return float(milliseconds) / 1000
    if _is_number(seconds):
        return float(seconds)
    return _seconds_until(seconds) if seconds else _gemini_delay(details.get("details"))


def _is_number(text: str) -> bool:
    return re.fullmatch(r"\d{1,9}(\.\d+)?", text.strip()) is not None


def _seconds_until(date: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def _gemini_delay(details: object) -> float | None:
    parts = [part for part in details if isinstance(part, dict)] if isinstance(details, list) else []
    delays = [str(part.get("retryDelay", "")).removesuffix("s") for part in parts]
    return next((float(delay) for delay in delays if _is_number(delay)), None)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
