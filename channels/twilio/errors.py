"""What Twilio's error codes mean for us, in answers and in reports: https://www.twilio.com/docs/api/errors

Twilio warns that codes come and go: an unknown one is permanent, and transient when the server itself failed.
"""

from typing import Any

from channels.base import ProviderError
from channels.refusals import Refusal, Verdict, refusal
from lib import http

HALF_AN_HOUR, A_DAY = 1800.0, 86_400.0


def _transient(code: str, wait: float | None = None) -> Refusal:
    return Refusal(Verdict.TRANSIENT, code, wait)


def _permanent(code: str) -> Refusal:
    return Refusal(Verdict.PERMANENT, code)


def _stop(code: str) -> Refusal:
    return Refusal(Verdict.STOP_CHANNEL, code)


UNAVAILABLE = _transient("unavailable")
TOO_MANY = _transient("too_many")
UNAUTHORIZED = _stop("unauthorized")
REFUSED = _permanent("refused")

REFUSALS: dict[int, Refusal] = {
    # The account.
    20003: UNAUTHORIZED,
    20005: _stop("account_blocked"),
    30002: _stop("account_blocked"),
    # Later.
    20429: TOO_MANY,
    21611: TOO_MANY,
    30001: _transient("busy"),
    30003: _transient("unreachable", HALF_AN_HOUR),
    30008: _transient("unavailable"),
    30022: TOO_MANY,
    30023: _transient("too_many", A_DAY),
    63018: TOO_MANY,
    63038: _transient("too_many", A_DAY),
    # The recipient.
    21211: _permanent("unreachable"),
    21614: _permanent("unreachable"),
    30005: _permanent("unreachable"),
    30006: _permanent("unreachable"),
    63003: _permanent("unreachable"),
    63024: _permanent("unreachable"),
    30004: _permanent("blocked"),
    21610: Refusal(Verdict.OPT_OUT, "opted_out"),
    # The sender.
    21408: _permanent("not_allowed"),
    21606: _permanent("not_allowed"),
    21608: _permanent("not_allowed"),
    21612: _permanent("not_allowed"),
    63007: _permanent("not_allowed"),
    30032: _permanent("unregistered"),
    30034: _permanent("unregistered"),
    # The message.
    21602: _permanent("empty"),
    21619: _permanent("empty"),
    21617: _permanent("too_long"),
    21620: _permanent("bad_media"),
    21623: _permanent("bad_media"),
    30019: _permanent("too_large"),
    30007: _permanent("filtered"),
    63013: _permanent("filtered"),
    63016: _permanent("window_closed"),
    63049: _permanent("marketing_limit"),
}


def find(code: int | None, *, status: int = 400) -> Refusal:
    """The refusal for a code, or for the HTTP status when the code is unknown."""
    if code is not None and code in REFUSALS:
        return REFUSALS[code]
    if status == 401:
        return UNAUTHORIZED
    if status == 429:
        return TOO_MANY
    return UNAVAILABLE if status >= 500 else REFUSED


def read_refusal(answer: http.Answer) -> ProviderError:
    """The error that an answer's `{"code", "message"}` stands for."""
    body: Any = answer.json()
    body = body if isinstance(body, dict) else {}
    code = body.get("code")
    kind = find(code if isinstance(code, int) else None, status=answer.status)
    said = f"{code}: {body.get('message', '')}" if code else f"Twilio answered {answer.status}"
    return refusal(kind, said, retry_after=_seconds(answer))


def _seconds(answer: http.Answer) -> float | None:
    value = answer.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() and answer.status == 429 else None
