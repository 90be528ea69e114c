"""Run a few processes as one: shared log, one death stops all, Ctrl-C stops gently, twice at once."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from config.embedded.paths import BASE_DIR
from config.embedded.process import die_with_parent
from config.process_log import ProcessLog, say
from config.stop_requests import StopRequests

# A worker may be waiting for a model; what it does not finish is resumed at the next start.
STOP_SECONDS = 20.0
LOOK_SECONDS = 0.1

Processes = Mapping[str, "subprocess.Popen[bytes]"]


@dataclass(frozen=True, kw_only=True)
class Child:
    """A process to run; `environment` is added to ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    inherited_files: Sequence[int] = ()
    # How far it steps back when the processor is short: customers and webhooks come before background work.
    niceness: int = 0


def supervise(
    children: Sequence[Child],
    requests: StopRequests,
    *,
    watched: Processes | None = None,
    job: Callable[[], int | None] = lambda: None,
) -> int:
    """Run the children until a request to stop (0), the death of one (1), or the job's own exit code.

    The job runs beside the children once they are started; None means that it leaves them running.
    `watched` are processes somebody else stops, after us; their death counts too.
    """
    log = ProcessLog(widest=max(len(child.name) for child in children))
    running: dict[str, subprocess.Popen[bytes]] = {}
    work = _Job(job)
    requests.interrupting = False
    try:
        for child in children:
            running[child.name] = _start(child, log)
        work.start()
        return _watch({**running, **(watched or {})}, requests, work)
    finally:
        _stop(running, requests)
        log.finish()


class _Job(threading.Thread):
    """The job and its exit code; a failure is told and counts as 1."""

    def __init__(self, job: Callable[[], int | None]) -> None:
        super().__init__(name="job", daemon=True)
        self.job = job
        self.code: int | None = None

    def run(self) -> None:
        try:
            self.code = self.job()
        # Whatever went wrong, the children must be stopped.
        except Exception as error:
            say(f"{type(error).__name__}: {error}")
            self.code = 1


def _start(child: Child, log: ProcessLog) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(
        child.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=BASE_DIR,
        env={**os.environ, "PYTHONUNBUFFERED": "1", **child.environment},
        pass_fds=child.inherited_files,
        # A group of its own: the terminal's Ctrl-C reaches only us, and we can sweep up its children.
        start_new_session=True,
        preexec_fn=_prelude(child),
    )
    assert process.stdout
    log.follow(child.name, process.stdout)
    return process


def _prelude(child: Child) -> Callable[[], None]:
    """What the new process does before it becomes the command."""
    die = die_with_parent(signal.SIGTERM)

    def prepare() -> None:
        os.nice(child.niceness)
        if die:
            die()

    return prepare


def _watch(processes: Processes, requests: StopRequests, work: _Job) -> int:
    while not requests.count:
        for name, process in processes.items():
            if process.poll() is not None:
                say(f"{name} ended with code {process.returncode}: stopping everything.")
                return 1
        if work.code is not None:
            return work.code
        time.sleep(LOOK_SECONDS)
    say("Stopping... (once more to stop at once)")
    return 0


def _stop(running: Processes, requests: StopRequests) -> None:
    """Ask all to finish what they do; then sweep away each group, with whatever its leader left in it."""
    # When nobody asked and a child died, the first Ctrl-C already means: at once.
    insisting, deadline = (2 if requests.count else 1), time.monotonic() + STOP_SECONDS
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    while any(process.poll() is None for process in running.values()):
        if requests.count >= insisting or time.monotonic() > deadline:
            break
        time.sleep(LOOK_SECONDS)
    for process in running.values():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
