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
def collect_less_often(**_kwargs: object) -> None:
    """What was loaded at the start stays for ever: looking at it again and again is a tenth of a turn's work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@setup_logging.connect
def keep_django_logging(**_kwargs: object) -> None:
    """Connected only so that Celery leaves Django's LOGGING alone."""
