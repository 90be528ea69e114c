"""What waits in the broker's queues, and when each was last read."""

from collections.abc import Iterator

from celery import current_app
from django.core.cache import cache
from django.utils import timezone
from kombu.exceptions import ChannelError  # type: ignore[attr-defined]
from prometheus_client.metrics_core import GaugeMetricFamily

from config.celery import QUEUES
from tenants.tasks import heartbeat_key

BROKER_SECONDS = 2


def queue_depths() -> dict[str, int]:
    """Wake-up calls that wait in each queue. Raises what the broker's client raises when it is away."""
    depths = {}
    with current_app.connection_for_read(connect_timeout=BROKER_SECONDS) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
        for queue in QUEUES:
            depths[queue] = _depth(broker, queue)
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


def _depth(broker: object, queue: str) -> int:
    """A queue that nobody has used yet is empty; a refused question costs the channel, so each gets its own."""
    channel = broker.channel()  # type: ignore[attr-defined]
    try:
        return int(channel.queue_declare(queue, passive=True).message_count)
    except (ChannelError, *broker.channel_errors):  # type: ignore[attr-defined]
        return 0
    finally:
        if not getattr(channel, "closed", False):
            channel.close()
