"""The pulse of a worker or of beat: a file that stays young as long as the process does its work.

Only where PULSE_FILE names one (config/processes.py); config/probe.py judges it.
"""

import json
import os
import threading
import time
from pathlib import Path
from typing import Any

from celery import signals

_file = os.environ.get("PULSE_FILE", "")
_running: dict[str, float] = {}
_lock = threading.Lock()


def connect() -> None:
    """Follow this process's own signals: the loop of a worker every two seconds, beat with each task that it sends."""
    if _file:
        signals.heartbeat_sent.connect(_beat)
        signals.task_prerun.connect(_begin)
        signals.task_postrun.connect(_end)
        signals.beat_init.connect(_become_clock)


def _become_clock(**_kwargs: Any) -> None:
    _beat()
    signals.after_task_publish.connect(_beat)


def _begin(task_id: str, **_kwargs: Any) -> None:
    with _lock:
        _running[task_id] = time.time()


def _end(task_id: str, **_kwargs: Any) -> None:
    with _lock:
        _running.pop(task_id, None)


def _beat(**_kwargs: Any) -> None:
    """Written beside and moved: whoever reads never sees half of it."""
    with _lock:
        oldest = min(_running.values(), default=None)
    fresh = Path(f"{_file}.new")
    fresh.write_text(json.dumps({"at": time.time(), "oldest": oldest}), encoding="utf-8")
    fresh.replace(_file)
