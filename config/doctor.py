"""What may be wrong with the installation as a whole: its clock and workers, its broker, its tables."""

from collections.abc import Callable, Iterator, Mapping

import redis
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from config.celery import QUEUES
from config.embedded.paths import celery_url
from config.health import NotWorking, heartbeat_age
from config.metrics.queues import BROKER_SECONDS, queue_depths
from tenants.doctor import Finding

PREFIX = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("global_keyprefix")
# More calls than this wait when nobody listens, or far too few do.
LONGEST_QUEUE = 5000


def _heartbeat() -> Iterator[Finding]:
    try:
        heartbeat_age()
    except (NotWorking, Exception) as error:
        reason = "" if isinstance(error, NotWorking) else f" ({type(error).__name__})"
        yield Finding(
            f"no sign of life of beat and a worker{reason}", 1,
            "Start both: `bin/start`, or the containers `beat` and `worker`.",
        )  # fmt: skip


def _queues() -> Iterator[Finding]:
    try:
        lengths = _measure()
    except redis.RedisError as error:
        yield Finding(f"the broker does not answer ({type(error).__name__})", 1, "Check REDIS_URL and the server.")
        return
    for name, length in lengths.items():
        if name not in QUEUES:
            yield Finding(
                f"{length} calls wait in the queue `{name}`, which no worker listens to", length,
                "Another version sent them: the sweeps call again for what is still to do. --repair throws them away.",
                repair=lambda name=name: _throw_away(name),  # type: ignore[misc]
            )  # fmt: skip
        elif length > LONGEST_QUEUE:
            todo = f"Start a worker for it, or more of them: `celery -A config worker --queues {name}`."
            yield Finding(f"{length} calls wait in the queue `{name}`", length, todo)


def _measure() -> Mapping[str, int]:
    """Calls by queue; what Celery keeps there beside the queues is left out. RabbitMQ is asked for our own alone."""
    if PREFIX is None:
        return queue_depths()
    with _broker() as broker:
        keys = [key.decode() for key in broker.scan_iter(f"{PREFIX}*", count=500, _type="list")]
        return {key.removeprefix(PREFIX): int(broker.llen(key)) for key in sorted(keys)}


def _throw_away(name: str) -> str:
    with _broker() as broker:
        broker.delete(f"{PREFIX}{name}")
    return f"the queue {name} is empty"


def _broker() -> redis.Redis:
    # Celery spells the address of a Unix socket in its own way.
    is_ours = celery_url(settings.REDIS_URL) == settings.CELERY_BROKER_URL
    url = settings.REDIS_URL if is_ours else settings.CELERY_BROKER_URL
    return redis.Redis.from_url(url, socket_timeout=BROKER_SECONDS, socket_connect_timeout=BROKER_SECONDS)


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan[:5])
        yield Finding(f"{len(plan)} migrations are not applied: {names}", len(plan), "Run `manage.py migrate`.")


CHECKS: Mapping[str, Callable[[], Iterator[Finding]]] = {
    "migrations": _migrations,
    "sign of life": _heartbeat,
    "queues": _queues,
}
