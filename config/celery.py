"""The Celery application. Every task names its queue; what each queue carries is in docs/decisions/queues.md."""

import gc
import os

from celery import Celery
from celery.signals import setup_logging, worker_init

from config import pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("salesdesk")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
pulse.connect()

# inbound: parse what came in; agent: think; outbound: deliver; bulk: long imports and embeddings.
QUEUES = ("inbound", "agent", "outbound", "bulk")


@worker_init.connect
def keep_what_is_loaded(**_kwargs: object) -> None:
    """No search for garbage looks through it again."""
    gc.collect()
    gc.freeze()


@setup_logging.connect
def keep_django_logging(**_kwargs: object) -> None:
    """Connected only so that Celery leaves Django's LOGGING alone."""
