"""Start a server so that it never outlives us, stop it gently, and clear away what an earlier crash left."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from config.embedded.account import Account
from config.embedded.errors import EmbeddedError

STOP_SECONDS = 15.0
_PR_SET_PDEATHSIG = 1
# Loaded here because between fork and exec nothing may be imported or allocated at leisure.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """For Popen's preexec_fn: the kernel sends the signal when the thread that started the child ends.

    Start children from the main thread only. Elsewhere than on Linux the next start clears them away.
    """
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def start_server(command: Sequence[str], *, account: Account, log: Path) -> subprocess.Popen[bytes]:
    """Start in a session of its own: the terminal's Ctrl-C must not reach it before its clients are gone."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=server_environment(),
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGINT),
            user=account.uid,
            group=account.gid,
            extra_groups=account.extra_groups,
        )


def server_environment() -> dict[str, str]:
    """Ours without libpq's variables: PGPORT or PGDATA in somebody's shell must not move the server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def stop_server(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(stop_signal)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def stop_orphans(folder: Path) -> None:
    """Stop every process that works in the folder. Only call it while holding the lock of the state.

    Process ids in pid files say little: a zombie still answers to its id, and a free id is given away again.
    """
    orphans = [process for process in psutil.process_iter() if _works_in(process, folder)]
    for orphan in orphans:
        with suppress(psutil.NoSuchProcess):
            orphan.send_signal(signal.SIGINT)
    _gone, stubborn = psutil.wait_procs(orphans, timeout=STOP_SECONDS)
    for orphan in stubborn:
        with suppress(psutil.NoSuchProcess):
            orphan.kill()
    psutil.wait_procs(stubborn, timeout=STOP_SECONDS)


def last_words(log: Path, *, lines: int = 8) -> str:
    """The end of a server's log, for an error message."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def died(name: str, log: Path) -> EmbeddedError:
    return EmbeddedError(f"The embedded {name} did not start. The end of {log}:\n{last_words(log)}")


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.cwd() == str(folder)
    except (psutil.Error, OSError):
        return False
