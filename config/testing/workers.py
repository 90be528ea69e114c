"""Starting and ending real worker processes against the database of the running test."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.db import connection

from config.testing import warm_worker

READY = "ready."


def database_url() -> str:
    """The test's own database, spelled for another process."""
    values = connection.settings_dict
    host = values["OPTIONS"].get("host") or values["HOST"]
    return f"postgres://{values['USER']}:{values['PASSWORD']}@/{values['NAME']}?host={host}"


class Worker:
    """A worker's process, with what tests ask of a Popen."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([warm_worker.__name__])
        reader, writer = context.Pipe(duplex=False)
        self._process = context.Process(target=warm_worker.run, args=(arguments, dict(environment), writer))
        # The first one starts the process that the others are forked from: of the same databases.
        with patch.dict(os.environ, {**environment, "PYTHONPATH": str(settings.BASE_DIR)}):
            self._process.start()
        writer.close()
        self.output = os.fdopen(os.dup(reader.fileno()), encoding="utf-8", errors="replace")
        reader.close()

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def wait(self, timeout: float = 10) -> None:
        self._process.join(timeout)

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)


@contextmanager
def worker(
    *,
    doom: str = "",
    threads: int = 16,
    queues: str = "inbound,agent,outbound",
    env: Mapping[str, str] | None = None,
) -> Iterator[Worker]:
    """A worker that is ready; killed at the end of the block if it still lives."""
    surroundings = os.environ | {
        "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL, "DATABASE_POOL_SIZE": "16",
        "TELEGRAM_BASE_URL": settings.TELEGRAM_BASE_URL, "DOOM": doom, "LOG_LEVEL": "INFO",
        "AGENT_LEASE_SECONDS": "1", "AGENT_QUIET_SECONDS": "0", "AGENT_SETTLE_SECONDS": "0",
        "AGENT_QUIET_MAX_SECONDS": "1", "CELERY_SKIP_CHECKS": "1", **(env or {}),
    }  # fmt: skip
    arguments = [
        "-P", "threads", "-c", str(threads), "-Q", queues, "--without-gossip", "--without-mingle",
        "--without-heartbeat", "-n", f"test-{os.getpid()}-{time.monotonic_ns()}@localhost", "-l", "INFO",
    ]  # fmt: skip
    process = Worker(arguments, surroundings)
    try:
        _wait_until_ready(process)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        process.output.close()


def wait_for(
    condition: Callable[[], object],
    *,
    seconds: float = 20,
    meanwhile: Callable[[], object] = bool,
    about: Callable[[], object] | None = None,
) -> None:
    """Wait until the condition holds; AssertionError, with what `about` says, when it does not in time."""
    give_up = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= give_up:
            said = f": {about()}" if about else ""
            raise AssertionError(f"{condition} did not come true within {seconds} s{said}")
        meanwhile()
        time.sleep(0.1)


def _wait_until_ready(process: Worker) -> None:
    lines = []
    for line in process.output:
        lines.append(line)
        if READY in line:
            # Whatever comes later must not fill the pipe and stop the worker.
            _drain(process)
            return
    raise AssertionError("the worker did not start:\n" + "".join(lines[-30:]))


def _drain(process: Worker) -> None:
    def read() -> None:
        for line in process.output:
            if "Traceback" in line or "Error" in line:
                sys.stderr.write(line)

    threading.Thread(target=read, daemon=True).start()
