"""Sending what waits: claimed by one worker, repeated with growing pauses, given up after days."""

import random
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from lib import http
from lib.errors import ProviderError
from lib.text import shorten
from tenants.alerts.services import raise_alert
from tenants.connections import release_connection
from tenants.models import Tenant, WebhookDelivery, WebhookEndpoint
from tenants.scoping import scopes_disabled
from tenants.services import record_audit
from tenants.webhooks.addresses import host_of, is_own_network
from tenants.webhooks.events import note_wishes
from tenants.webhooks.models import DeliveryState
from tenants.webhooks.signature import HEADER, sign

log = structlog.get_logger(__name__)
TIMEOUT = 10.0
# Longer than a call can take: after a crash the row is free again.
LEASE = timedelta(seconds=60)
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 6 * 3600.0
GIVEN_UP_AFTER = timedelta(days=3)
# An endpoint to which nothing has arrived for so long is switched off, and somebody is told.
SWITCHED_OFF_AFTER = timedelta(days=3)
MOST_ANSWER = 64 * 1024
SWEEP_ROWS = 200


def send_delivery(public_id: UUID) -> None:
    """One attempt, if it is due and nobody else is at it. Running it twice sends it once."""
    row = _claim(public_id)
    if row is None:
        return
    release_connection()
    with structlog.contextvars.bound_contextvars(event_id=str(row.event_id), delivery=str(row.public_id)):
        status, problem = _try(row)
        if _settle(row, status=status, problem=problem):
            _switch_off(row.endpoint, problem or f"HTTP {status}")


def list_due() -> list[tuple[int, str]]:
    """(tenant, delivery) of what waits; of an endpoint that does not answer only the oldest."""
    now = timezone.now()
    with scopes_disabled():
        rows = WebhookDelivery.objects.filter(
            Q(held_until=None) | Q(held_until__lt=now), state=DeliveryState.QUEUED, due_at__lte=now
        ).order_by("due_at", "id")
        found = rows.values_list("tenant_id", "public_id", "endpoint_id", "endpoint__failing_since")[:SWEEP_ROWS]
        return list(_one_of_each_failing(found))


def _one_of_each_failing(rows: Iterable[tuple[int, UUID, int, object]]) -> Iterable[tuple[int, str]]:
    seen: set[int] = set()
    for tenant_id, public_id, endpoint_id, failing_since in rows:
        if failing_since is not None and endpoint_id in seen:
            continue
        seen.add(endpoint_id)
        yield tenant_id, str(public_id)


@transaction.atomic
def _claim(public_id: UUID) -> WebhookDelivery | None:
    now = timezone.now()
    rows = WebhookDelivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("endpoint")
    row = rows.filter(public_id=public_id, state=DeliveryState.QUEUED, due_at__lte=now).first()
    if row is None or (row.held_until and row.held_until > now):
        return None
    if not row.endpoint.is_enabled:
        _finish(row, DeliveryState.FAILED, problem="switched off")
        return None
    row.held_until, row.attempts = now + LEASE, row.attempts + 1
    row.save(update_fields=["held_until", "attempts"])
    return row


def _try(row: WebhookDelivery) -> tuple[int | None, str]:
    """The status of the answer, or why there was none."""
    try:
        status = _call(row)
    except ProviderError as error:
        problem = shorten(str(error), 200)
        log.warning("webhook_unanswered", kind=row.event, code=error.code, attempt=row.attempts, reason=problem)
        return None, problem
    log.info("webhook_answered", kind=row.event, status=status, attempt=row.attempts)
    return status, ""


def _call(row: WebhookDelivery) -> int:
    """The status of the answer. Raises ProviderError when there was none."""
    endpoint, body = row.endpoint, row.body.encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Salesdesk-Webhooks/1",
        "X-Salesdesk-Event": row.event, "X-Salesdesk-Delivery": str(row.event_id),
        HEADER: sign(body, secrets=_secrets(endpoint), timestamp=int(timezone.now().timestamp())),
    }  # fmt: skip
    answer = http.call(
        "POST", endpoint.url, timeout=TIMEOUT, trusted=is_own_network(endpoint.url), headers=headers, body=body,
        most=MOST_ANSWER,
    )  # fmt: skip
    return answer.status


def _secrets(endpoint: WebhookEndpoint) -> list[str]:
    until = endpoint.old_secret_until
    is_overlapping = bool(endpoint.old_secret) and until is not None and until > timezone.now()
    return [endpoint.secret, *([endpoint.old_secret] if is_overlapping else [])]


@transaction.atomic
def _settle(row: WebhookDelivery, *, status: int | None, problem: str) -> bool:
    """Write down how it went; whether the endpoint has failed for so long that it is to be switched off."""
    # The endpoint first, as everywhere: two deliveries of one endpoint never wait for each other crosswise.
    endpoints = WebhookEndpoint.objects.select_for_update(of=("self",)).select_related("tenant")
    endpoint = endpoints.filter(pk=row.endpoint_id).first()
    if endpoint is None:
        return False  # removed meanwhile, and its deliveries with it
    row.status_code = status
    if status is not None and 200 <= status < 300:
        _finish(row, DeliveryState.SENT)
        _note_success(endpoint)
        return False
    problem = problem or f"HTTP {status}"
    if timezone.now() - row.created_at > GIVEN_UP_AFTER:
        _finish(row, DeliveryState.FAILED, problem=problem)
    else:
        row.due_at, row.held_until, row.problem = timezone.now() + pause_after(row.attempts), None, problem
        row.save(update_fields=["due_at", "held_until", "problem", "status_code"])
    return _note_failure(endpoint)


def pause_after(attempts: int) -> timedelta:
    """10 seconds, then twice as long each time, up to six hours; half of it by chance."""
    longest = min(FIRST_PAUSE * 2 ** min(attempts - 1, 16), LONGEST_PAUSE)
    return timedelta(seconds=longest * random.uniform(0.5, 1.0))


def _finish(row: WebhookDelivery, state: DeliveryState, *, problem: str = "") -> None:
    row.state, row.problem, row.held_until, row.finished_at = state, problem, None, timezone.now()
    row.save(update_fields=["state", "problem", "held_until", "finished_at", "status_code"])


def _note_success(endpoint: WebhookEndpoint) -> None:
    if endpoint.failing_since is not None:
        endpoint.failing_since = None
        endpoint.save(update_fields=["failing_since"])


def _note_failure(endpoint: WebhookEndpoint) -> bool:
    now = timezone.now()
    if endpoint.failing_since is None:
        endpoint.failing_since = now
        endpoint.save(update_fields=["failing_since"])
    return now - endpoint.failing_since > SWITCHED_OFF_AFTER


@transaction.atomic
def _switch_off(endpoint: WebhookEndpoint, problem: str) -> None:
    # The shop before the endpoint: in the order of everybody who changes endpoints.
    tenant = Tenant.objects.select_for_update().get(pk=endpoint.tenant_id)
    row = WebhookEndpoint.objects.select_for_update(of=("self",)).filter(pk=endpoint.pk, is_enabled=True).first()
    if row is None:
        return
    row.is_enabled = False
    row.save(update_fields=["is_enabled"])
    note_wishes(tenant)
    subject, link = str(row.public_id), reverse("panel:webhook", args=[tenant.slug, row.public_id])
    raise_alert(tenant, kind="webhook_stopped", subject=subject, link=link, url=host_of(row.url), why=problem)
    record_audit(tenant, actor="Salesdesk", action="webhook_switched_off", target=host_of(row.url), why=problem)
    log.warning("webhook_switched_off", reason=problem)
