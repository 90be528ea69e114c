"""Starting and ending real worker processes against the database of the running test."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

READY = "ready."


def database_url() -> str:
    """The test's own database, spelled for another process."""
    values = connection.settings_dict
    host = values["OPTIONS"].get("host") or values["HOST"]
    return f"postgres://{values['USER']}:{values['PASSWORD']}@/{values['NAME']}?host={host}"


@contextmanager
def worker(
    *,
    doom: str = "",
    threads: int = 16,
    queues: str = "inbound,agent,outbound",
    env: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """A worker that is ready; killed at the end of the block if it still lives."""
    surroundings = os.environ | {
        "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL, "DATABASE_POOL_SIZE": "16",
        "TELEGRAM_BASE_URL": settings.TELEGRAM_BASE_URL, "DOOM": doom, "LOG_LEVEL": "INFO",
        "AGENT_LEASE_SECONDS": "1", "AGENT_QUIET_SECONDS": "0", "AGENT_SETTLE_SECONDS": "0",
        "AGENT_QUIET_MAX_SECONDS": "1", **(env or {}),
    }  # fmt: skip
    command = [
        sys.executable, "-m", "celery", "-A", "config.testing.doomed_worker", "worker", "-P", "threads",
        "-c", str(threads), "-Q", queues, "--without-gossip", "--without-mingle", "--without-heartbeat",
        "-n", f"test-{os.getpid()}-{time.monotonic_ns()}@localhost", "-l", "INFO",
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_until_ready(process)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)
        assert process.stdout is not None
        process.stdout.close()


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


def _wait_until_ready(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if READY in line:
            # Whatever comes later must not fill the pipe and stop the worker.
            _drain(process)
            return
    raise AssertionError("the worker did not start:\n" + "".join(lines[-30:]))


def _drain(process: subprocess.Popen[str]) -> None:
    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if "Traceback" in line or "Error" in line:
                sys.stderr.write(line)

    threading.Thread(target=read, daemon=True).start()
