"""What a line of the log may say in production: ids, codes, counts and places in our code; nobody's words.

Texts of errors hold what people wrote (a provider repeats a number, Postgres a value, pydantic its input), so an error
is told by its type, its code and where it happened. What Salesdesk stores beside the row tells an operator the rest.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

BASE = f"{Path(__file__).resolve().parent.parent}/"
# Facts that a line may name. A new one stands here, or in DESK_ONLY when it can hold what people wrote.
FACTS = frozenset({
    "attachment", "attempt", "channel", "channel_kind", "code", "conversation", "count", "delivery", "delivery_pk",
    "error", "event", "event_id", "external_id", "item", "job", "kind", "level", "link", "logger", "message",
    "most", "order", "outcome", "part", "payment", "permanent", "prompt", "provider", "quiet_seconds", "resumed",
    "run", "scenario", "scope", "seconds", "span", "status", "store", "task", "tenant_id", "timestamp", "tool",
    "turn", "uid", "version",
})  # fmt: skip
DESK_ONLY = frozenset({"reason"})
MOST_PLACES = 20
LEFT_OUT = "[left out]"
_PLAIN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|ORD-\d{4}-\d+")
_PERSONAL = re.compile(
    r"[^\s<>@]+@[^\s<>@]+\.[a-z]{2,}"  # an address for mail
    r"|(?=[\w:-]*\d)[\w:-]{24,}"  # a token
    r"|(?<![\w-])\+?\d(?:[\s().-]?\d){6,}",  # a telephone number
    re.IGNORECASE,
)


def keep_private(_logger: object, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: the line with what it may say."""
    record, is_ours = line.pop("_record"), line.pop("_from_structlog")
    error = _error_of(line.pop("exc_info", None), line.pop("positional_args", ()))
    told = line if is_ours else {**line, **_of_others(record)}
    kept = {name: value if name == "timestamp" else _masked(value) for name, value in told.items() if name in FACTS}
    return {**kept, "trouble": list(describe(error))} if error else kept


def describe(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """An error and what led to it, each by type, codes and places: never by its text."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
        yield {"type": kind, **codes_of(error), "at": list(_places(error.__traceback__))[-MOST_PLACES:]}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def codes_of(error: BaseException) -> dict[str, str]:
    """The codes that an error carries: ours, or Postgres's own with the constraint that refused."""
    diagnosis = getattr(error, "diag", None)
    codes = {
        "code": getattr(error, "code", None), "sqlstate": getattr(error, "sqlstate", None),
        "constraint": getattr(diagnosis, "constraint_name", None), "table": getattr(diagnosis, "table_name", None),
    }  # fmt: skip
    return {name: mask(code) for name, code in codes.items() if code and isinstance(code, str)}


def mask(text: str) -> str:
    """The text without addresses, telephone numbers and tokens."""
    return _PERSONAL.sub(lambda found: found[0] if _PLAIN.fullmatch(found[0]) else LEFT_OUT, text)


def _error_of(cause: Any, gaps: Iterable[object]) -> BaseException | None:
    """What is attached to the line, or fills a gap of it: Celery says "Cannot connect to %s: %s" that way."""
    attached = sys.exc_info()[1] if cause is True else cause[1] if isinstance(cause, tuple) else cause
    return next((each for each in (attached, *gaps) if isinstance(each, BaseException)), None)


def _of_others(record: Any) -> dict[str, Any]:
    """A library's line: what it says before its gaps are filled, and what we know to be harmless."""
    data, request = getattr(record, "data", None), getattr(record, "request", None)
    found = {"event": str(record.msg), "logger": record.name, "status": getattr(record, "status_code", None)}
    if isinstance(data, Mapping):  # Celery's, of a task that failed
        found |= {"task": data.get("name"), "item": data.get("id")}
    if route := getattr(getattr(request, "resolver_match", None), "route", None):
        found["part"] = route
    return {name: value for name, value in found.items() if value is not None}


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {str(name): _masked(part) for name, part in value.items()}
    return value if isinstance(value, int | float | None) else mask(str(value))


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"{code.co_filename.removeprefix(BASE)}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
