"""The Celery application. Every task names its queue; what each queue carries is in docs/decisions/queues.md."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init
from django.conf import settings

from config import pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("salesdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
pulse.connect()

# inbound: parse what came in; agent: think; outbound: deliver; bulk: long imports and embeddings.
QUEUES = ("inbound", "agent", "outbound", "bulk")


@worker_init.connect
def get_ready(sender: Any, **_kwargs: object) -> None:
    """No customer waits until the model's client is loaded, and no search for garbage looks through what is there."""
    from agent.llm import registry  # noqa: PLC0415 (Django is ready only now)

    if "agent" in sender.app.amqp.queues.consume_from:
        registry.load(settings.AGENT_PROVIDER)
    gc.collect()
    gc.freeze()


@setup_logging.connect
def keep_django_logging(**_kwargs: object) -> None:
    """Connected only so that Celery leaves Django's LOGGING alone."""
