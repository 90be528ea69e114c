"""A real Celery worker that kills itself, with SIGKILL, at a point that a test names.

`celery -A config.testing.doomed_worker worker ...` with DOOM=`<module>.<function>:<before|after>:<how many times>`:
the process dies before or after the function ran for the nth time. Without DOOM it is an ordinary worker.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from itertools import count
from typing import Any

import django
from celery.signals import worker_init

from config.celery import app

__all__ = ["app"]


def doom(function: Callable[..., Any], *, when: str, times: int) -> Callable[..., Any]:
    calls = count(1)

    @wraps(function)
    def doomed(*args: Any, **kwargs: Any) -> Any:
        # A call's own number: another thread may well have begun the next one when this one ends.
        chosen = next(calls) == times
        if when == "before" and chosen:
            os.kill(os.getpid(), signal.SIGKILL)
        result = function(*args, **kwargs)
        if when == "after" and chosen:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return doomed


@worker_init.connect
def arm(**_kwargs: object) -> None:
    where, when, times = os.environ.get("DOOM", "::").split(":")
    if not where:
        return
    django.setup()
    owner, name = _find(where)
    setattr(owner, name, doom(getattr(owner, name), when=when, times=int(times)))


def _find(where: str) -> tuple[Any, str]:
    """The module (or a name in it) that holds the function, as its callers see it."""
    path, _, name = where.rpartition(".")
    try:
        return import_module(path), name
    except ModuleNotFoundError:
        owner, attribute = _find(path)
        return getattr(owner, attribute), name
