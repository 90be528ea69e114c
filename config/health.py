"""Whether this process is up (`/healthz`), and whether everything behind it works (`/readyz`)."""

import shutil
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from channels.models import EventStatus, InboundEvent
from config.metrics.queues import heartbeat_ages, queue_depths
from conversations.models import Conversation
from tenants.scoping import scopes_disabled

log = structlog.get_logger(__name__)

# Beat sends one every 15 seconds through each queue; a busy worker may be late, and one that imports very late.
HEARTBEAT_SECONDS = {"inbound": 90, "agent": 90, "outbound": 90, "bulk": 3600}


class NotWorking(Exception):
    """A part answered, but not well enough."""


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while this process answers. Asks nobody: a database that is away is no reason to restart it."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503 naming those that do not; why is in the log, not in the answer.

    Ages are seconds, null when there is nothing to measure.
    """
    failed: list[str] = []
    facts = {name: _try(name, measure, failed) for name, measure in PARTS.items()}
    return JsonResponse({"ok": not failed, "failed": failed, **facts}, status=503 if failed else 200)


def _try(name: str, measure: Callable[[], Any], failed: list[str]) -> Any:
    try:
        return measure()
    except Exception as error:  # whatever it is, the page must say which part it was
        log.warning("not_ready", part=name, error=type(error).__name__, reason=str(error))
        failed.append(name)
        return None


def database() -> str:
    """It answers and takes writes: a read-only copy gives nobody a transaction number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
    return "ok"


def migrations() -> str:
    """The tables are those of this code. Newer ones may be there already: they come before the code does."""
    missing = _newest_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    if missing:
        raise NotWorking(", ".join(".".join(key) for key in sorted(missing)))
    return "ok"


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app: read from the disk once, because code does not change under a process."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def broker() -> str:
    queue_depths()
    return "ok"


def disk() -> str:
    """There is room for what customers send; the database's own disk is not ours to see."""
    place = Path(settings.MEDIA_ROOT)
    existing = next(path for path in (place, *place.parents) if path.exists())
    if shutil.disk_usage(existing).free < settings.DISK_FREE_BYTES:
        raise NotWorking("less is free than DISK_FREE_BYTES")
    return "ok"


def heartbeat_age() -> float:
    """Beat put a task into every queue and a worker took each out: all of them are alive. The oldest counts."""
    ages = heartbeat_ages()
    silent = [queue for queue, age in ages.items() if age is None or age > HEARTBEAT_SECONDS[queue]]
    if silent:
        raise NotWorking(f"nobody reads {', '.join(silent)}")
    return max(age for age in ages.values() if age is not None)


def oldest_event_age() -> float | None:
    """How long the oldest inbound event waits to be understood."""
    with scopes_disabled():
        waiting = InboundEvent.objects.filter(status=EventStatus.RECEIVED)
        return _age(waiting.aggregate(oldest=Min("received_at"))["oldest"])


def oldest_conversation_age() -> float | None:
    """How long the customer who waits longest has waited since their last words."""
    with scopes_disabled():
        waiting = Conversation.objects.filter(inbound_seq__gt=F("answered_seq"))
        return _age(waiting.aggregate(oldest=Min("last_inbound_at"))["oldest"])


def _age(moment: datetime | None) -> float | None:
    return round((timezone.now() - moment).total_seconds(), 1) if moment else None


PARTS: dict[str, Callable[[], Any]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "disk": disk,
    "heartbeat_age": heartbeat_age,
    "oldest_event_age": oldest_event_age,
    "oldest_conversation_age": oldest_conversation_age,
}
