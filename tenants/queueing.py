"""Waking a worker up: after the commit, and never at the caller's expense."""

from dataclasses import dataclass
from typing import Any

import structlog
from celery import Task
from django.db import connection, transaction

from tenants.scoping import tenant_scope

log = structlog.get_logger(__name__)


class TenantTask(Task):
    """A task whose first argument is a tenant's primary key: its body runs in that tenant's scope."""

    def __call__(self, tenant_id: int, *args: Any, **kwargs: Any) -> Any:
        with tenant_scope(tenant_id), structlog.contextvars.bound_contextvars(tenant_id=tenant_id):
            return super().__call__(tenant_id, *args, **kwargs)


@dataclass(frozen=True)
class _Call:
    task: Task
    args: tuple[Any, ...]
    countdown: float | None = None

    def __call__(self) -> None:
        try:
            self.task.apply_async(self.args, countdown=self.countdown)
        except Exception as error:  # any broker trouble: the row in Postgres is what counts
            log.warning("broker_away", task=self.task.name, error=type(error).__name__)


def enqueue(task: Task, *args: Any, countdown: float | None = None) -> None:
    """Send the task once the transaction commits. A broker that is away is logged: the sweeper finds the row."""
    transaction.on_commit(_Call(task, args, countdown))


def enqueue_once(task: Task, *args: Any) -> None:
    """Like enqueue, but a transaction that asks for the same thing a thousand times sends one task.

    For tasks that do all that waits, whatever called them: more of them at once would only be in each other's way.
    """
    call = _Call(task, args)
    # What was asked for inside of a savepoint that was rolled back is not in the list any more.
    if not any(known[1] == call for known in connection.run_on_commit):
        transaction.on_commit(call)
