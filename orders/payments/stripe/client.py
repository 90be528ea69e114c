"""The few calls of Stripe's API that we need, through the one outbound door.

Requests are forms with nested names (`line_items[0][price_data][currency]`), answers are JSON. A POST carries an
`Idempotency-Key`: the same key with the same body is the same effect, for at least a day.
https://docs.stripe.com/api/idempotent_requests
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.conf import settings
from pydantic import BaseModel, ValidationError

from lib import http
from lib.errors import ProviderError
from orders.payments.stripe.payloads import Account, Refund, Session, WebhookEndpoint

# The version of the library that checks signatures; a newer one comes with it.
API_VERSION = "2026-10-28.endive"
# What our webhook is told about.
EVENTS = (
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired", "charge.refunded",
    "refund.created", "refund.updated", "refund.failed", "charge.dispute.created",
)  # fmt: skip
# A customer who wants to pay waits for these answers.
_MOST_SECONDS = 10.0
_MOST_BYTES = 2 * 1024 * 1024
_MOST_ROWS = "100"
# What a status means when the body says nothing better.
_CODES = {401: "bad_key", 403: "not_allowed", 404: "resource_missing", 409: "busy", 429: "too_many"}
# Stripe is at work on the same key at this moment, or wants to be asked more slowly.
_PASSING = frozenset({408, 409, 424, 429})

Form = Mapping[str, Any]
M = TypeVar("M", bound=BaseModel)


def create_session(key: str, form: Form, *, idempotency_key: str) -> Session:
    """Raises ProviderError, as every call here does."""
    return _read(Session, _call(key, "POST", "checkout/sessions", form, idempotency_key=idempotency_key))


def read_session(key: str, session_id: str) -> Session:
    return _read(Session, _call(key, "GET", f"checkout/sessions/{session_id}"))


def list_sessions(key: str, intent_id: str) -> list[Session]:
    """The Checkout Session that a payment was made in."""
    said = _call(key, "GET", "checkout/sessions", query={"payment_intent": intent_id})
    return [_read(Session, row) for row in _rows(said)]


def expire_session(key: str, session_id: str) -> Session:
    """Nobody can pay it afterwards. Refused (permanent) when it is paid or expired already."""
    return _read(Session, _call(key, "POST", f"checkout/sessions/{session_id}/expire"))


def create_refund(key: str, form: Form, *, idempotency_key: str) -> Refund:
    return _read(Refund, _call(key, "POST", "refunds", form, idempotency_key=idempotency_key))


def read_refund(key: str, refund_id: str) -> Refund:
    return _read(Refund, _call(key, "GET", f"refunds/{refund_id}"))


def list_refunds(key: str, intent_id: str) -> list[Refund]:
    """Every refund of a payment, newest first."""
    said = _call(key, "GET", "refunds", query={"payment_intent": intent_id, "limit": _MOST_ROWS})
    return [_read(Refund, row) for row in _rows(said)]


def read_account(key: str) -> Account:
    return _read(Account, _call(key, "GET", "account"))


def create_webhook(key: str, url: str) -> WebhookEndpoint:
    form = {"url": url, "enabled_events": list(EVENTS), "api_version": API_VERSION, "description": "Salesdesk"}
    return _read(WebhookEndpoint, _call(key, "POST", "webhook_endpoints", form))


def list_webhooks(key: str) -> list[WebhookEndpoint]:
    said = _call(key, "GET", "webhook_endpoints", query={"limit": _MOST_ROWS})
    return [_read(WebhookEndpoint, row) for row in _rows(said)]


def flatten(form: Form, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Nested names as Stripe writes them; lists by place, booleans in lower case."""
    for name, value in form.items():
        yield from _flatten(f"{prefix}[{name}]" if prefix else name, value)


def _flatten(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from flatten(value, name)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, inner in enumerate(value):
            yield from _flatten(f"{name}[{place}]", inner)
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _call(
    key: str, method: str, path: str, form: Form | None = None, *, query: Mapping[str, str] | None = None,
    idempotency_key: str = "",
) -> dict[str, Any]:  # fmt: skip
    headers = {"Authorization": f"Bearer {key}", "Stripe-Version": API_VERSION}
    if idempotency_key:
        headers["Idempotency-Key"] = idempotency_key
    timeout = min(settings.OUTBOUND_TIMEOUT, _MOST_SECONDS)
    answer = http.call(
        method, f"{settings.STRIPE_BASE_URL}/v1/{path}", timeout=timeout, trusted=True, headers=headers,
        query=query, form=dict(flatten(form)) if form else None, most=_MOST_BYTES,
    )  # fmt: skip
    said = answer.json()
    if answer.status >= 300 or not isinstance(said, dict):
        raise _failure(answer, said if isinstance(said, dict) else {})
    return said


def _failure(answer: http.Answer, said: Mapping[str, Any]) -> ProviderError:
    error = said.get("error")
    error = error if isinstance(error, dict) else {}
    is_passing = answer.status in _PASSING or answer.status >= 500 or answer.status < 400
    wait = answer.headers.get("retry-after", "")
    kind = str(error.get("type") or "")
    code = kind if kind == "idempotency_error" else str(error.get("code") or "")
    return ProviderError(
        str(error.get("message") or f"Stripe answers {answer.status}")[:300],
        permanent=not is_passing, uncertain=answer.status >= 500,
        retry_after=float(wait) if wait.isdecimal() else None,
        code=_CODES.get(answer.status) or code or "refused",
    )  # fmt: skip


def _rows(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = said.get("data")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _read(model: type[M], said: Mapping[str, Any]) -> M:
    """What was done is done: an answer that we cannot read is asked for again."""
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise ProviderError(f"Stripe's answer is no {model.__name__}", permanent=False, uncertain=True) from error
