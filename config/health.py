"""Whether this process is up (`/healthz`), and whether everything behind it works (`/readyz`)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import redis
import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import F, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from channels.models import EventStatus, InboundEvent
from conversations.models import Conversation
from tenants.scoping import scopes_disabled
from tenants.tasks import HEARTBEAT_KEY

log = structlog.get_logger(__name__)

# Beat sends one every 15 seconds; a busy worker may be late.
HEARTBEAT_SECONDS = 90
REDIS_SECONDS = 2


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
        log.warning("not_ready", part=name, error=type(error).__name__)
        failed.append(name)
        return None


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def broker() -> str:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    ) as client:
        client.ping()
    return "ok"


def heartbeat_age() -> float:
    """Beat put a task into the queue and a worker took it out: both are alive."""
    beat = cache.get(HEARTBEAT_KEY)
    age = timezone.now().timestamp() - beat if beat else None
    if age is None or age > HEARTBEAT_SECONDS:
        raise NotWorking
    return round(age, 1)


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
    "broker": broker,
    "heartbeat_age": heartbeat_age,
    "oldest_event_age": oldest_event_age,
    "oldest_conversation_age": oldest_conversation_age,
}
