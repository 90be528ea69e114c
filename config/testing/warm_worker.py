"""What every worker of a test has in common, done once: a process that has imported this forks for each of them.

Only imports are shared. Whoever is forked reads the settings again, from an environment of its own.
"""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module, reload
from multiprocessing.connection import Connection

import django
from django.conf import settings

from config.testing.doomed_worker import app

django.setup()
app.autodiscover_tasks(force=True)


def run(arguments: Sequence[str], environment: Mapping[str, str], output: Connection) -> None:
    """Become `celery worker ...` in a session of its own."""
    os.setsid()
    for stream in (1, 2):
        os.dup2(output.fileno(), stream)
    output.close()
    os.environ.clear()
    os.environ.update(environment)
    _read_settings()
    app.worker_main(["worker", *arguments])


def _read_settings() -> None:
    values = reload(import_module(os.environ["DJANGO_SETTINGS_MODULE"]))
    for name in filter(str.isupper, dir(values)):
        setattr(settings, name, getattr(values, name))
