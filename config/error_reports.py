"""Errors told to Sentry, where a DSN is set: what broke and where, with ids; nothing that anybody wrote.

What leaves is made anew from a short list, so that a new version of the SDK with a new field sends no more of it.
"""

import logging
import sys
from typing import Any, cast

import sentry_sdk
import structlog
from sentry_sdk.integrations.celery import CeleryIntegration
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.types import Event, Hint
from sentry_sdk.utils import exceptions_from_error_tuple

from config.log_privacy import codes_of, mask

KEPT = ("event_id", "timestamp", "level", "platform", "release", "environment", "server_name", "sdk", "logger")
FRAME = (
    "filename",
    "abs_path",
    "function",
    "module",
    "lineno",
    "in_app",
    "pre_context",
    "context_line",
    "post_context",
)
# Bound by whoever works on something (structlog's context): tenant_id, conversation, event_id, run.
TAGS = ("tenant_id", "conversation", "event_id", "run", "message", "delivery")


def start_reports(dsn: str, *, environment: str, release: str) -> None:
    """From now on errors of this process are told. Calls of models are not watched: they carry the whole talk."""
    sentry_sdk.init(
        dsn=dsn, environment=environment, release=release, before_send=without_people,
        send_default_pii=False, include_local_variables=False, max_request_body_size="never", max_breadcrumbs=0,
        auto_session_tracking=False, send_client_reports=False, traces_sample_rate=None,
        default_integrations=True, auto_enabling_integrations=False,
        integrations=[
            DjangoIntegration(middleware_spans=False), CeleryIntegration(),
            LoggingIntegration(level=None, event_level=logging.ERROR),
        ],
    )  # fmt: skip


def without_people(event: Event, hint: Hint) -> Event:
    """The event with what may leave: types, codes, places in our code, ids."""
    told = cast("dict[str, Any]", event)
    said = getattr(hint.get("log_record"), "msg", None)
    line = said if isinstance(said, dict) else {}
    trouble: Any = sys.exc_info() if line.get("exc_info") else hint.get("exc_info") or (None, None, None)
    kept: dict[str, Any] = {name: told[name] for name in KEPT if name in told}
    kept["tags"] = {name: str(value) for name, value in structlog.contextvars.get_contextvars().items() if name in TAGS}
    kept["tags"] |= codes_of(trouble[1]) if trouble[1] else {}
    # An address that fits no route is what somebody typed.
    if (told.get("transaction_info") or {}).get("source") in {"route", "task", "component", "view"}:
        kept["transaction"] = mask(str(told.get("transaction") or ""))
    if values := _values(told) or (exceptions_from_error_tuple(trouble) if trouble[1] else []):
        kept["exception"] = {"values": [_exception(value) for value in values]}
    # Our own lines begin with a name; of a library's its logger will do.
    if line or not values:
        kept["message"] = str(line.get("event") or told.get("logger") or "error")
    return cast("Event", kept)


def _values(told: dict[str, Any]) -> list[dict[str, Any]]:
    return list((told.get("exception") or {}).get("values") or [])


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    frames = ((value.get("stacktrace") or {}).get("frames")) or []
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "stacktrace": {"frames": [{name: frame[name] for name in FRAME if name in frame} for frame in frames]},
    }
