"""Waking a worker up: after the commit, and never at the caller's expense."""

from functools import partial
from typing import Any

import structlog
from celery import Task
from django.db import transaction

from tenants.scoping import tenant_scope

log = structlog.get_logger(__name__)


class TenantTask(Task):
    """A task whose first argument is a tenant's primary key: its body runs in that tenant's scope."""

    def __call__(self, tenant_id: int, *args: Any, **kwargs: Any) -> Any:
        with tenant_scope(tenant_id), structlog.contextvars.bound_contextvars(tenant_id=tenant_id):
            return super().__call__(tenant_id, *args, **kwargs)


def enqueue(task: Task, *args: Any, countdown: float | None = None) -> None:
    """Send the task once the transaction commits. A broker that is away is logged: the sweeper finds the row."""
    transaction.on_commit(partial(_send, task, args, countdown))


def _send(task: Task, args: tuple[Any, ...], countdown: float | None) -> None:
    try:
        task.apply_async(args, countdown=countdown)
    except Exception as error:  # any broker trouble: the row in Postgres is what counts
        log.warning("broker_away", task=task.name, error=type(error).__name__)
