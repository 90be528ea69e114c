"""Real processes for tests: start a script beside the test, kill it, see what is left."""

import subprocess
import sys
from contextlib import contextmanager, suppress

import psutil

from config.embedded.paths import BASE_DIR


@contextmanager
def script(source, *arguments, **environment):
    """A Python script running beside the test; killed at the end when it still lives."""
    process = subprocess.Popen(
        [sys.executable, "-c", source, *map(str, arguments)],
        cwd=BASE_DIR,
        env={"PATH": "/usr/bin:/bin", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
        process.stdout.close()


def wait_until_gone(pids, *, seconds=10):
    """The processes of these ids that are still there after waiting for them; zombies count as gone."""
    processes = []
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            processes.append(psutil.Process(pid))
    _gone, alive = psutil.wait_procs(processes, timeout=seconds)
    return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]
