"""What waits in the broker's queues, and when each was last read."""

from collections.abc import Iterator

from celery import current_app
from django.core.cache import cache
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily

from config.celery import QUEUES
from tenants.tasks import heartbeat_key

BROKER_SECONDS = 2


def queue_depths() -> dict[str, int]:
    """Wake-up calls that wait in each queue. Raises what the broker's client raises when it is away."""
    depths = {}
    with current_app.connection_for_read(connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
        channel = broker.channel()
        for queue in QUEUES:
            # Declared as Celery does: asking "only if it is there" is answered wrongly by Redis under our prefix.
            declared = channel.queue_declare(queue, durable=True, auto_delete=False)
            depths[queue] = int(declared.message_count)
    return depths


def heartbeat_ages() -> dict[str, float | None]:
    """Seconds since a worker last took a task of beat's out of each queue; None when it has not for hours."""
    now = timezone.now().timestamp()
    beats = cache.get_many([heartbeat_key(queue) for queue in QUEUES])
    return {
        queue: round(now - beats[heartbeat_key(queue)], 1) if heartbeat_key(queue) in beats else None
        for queue in QUEUES
    }


def families() -> Iterator[GaugeMetricFamily]:
    depth = GaugeMetricFamily("salesdesk_queue_tasks", "Wake-up calls that wait in a queue.", labels=["queue"])
    for queue, tasks in queue_depths().items():
        depth.add_metric([queue], tasks)
    yield depth
    age = GaugeMetricFamily(
        "salesdesk_heartbeat_age_seconds",
        "Since a worker last took a task of beat's out of a queue; absent when it has not for two hours.",
        labels=["queue"],
    )
    for queue, seconds in heartbeat_ages().items():
        if seconds is not None:
            age.add_metric([queue], seconds)
    yield age
