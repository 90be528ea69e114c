"""One owner per state folder. The kernel frees the lock when its holder ends, even by kill -9."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.embedded.account import make_folder
from config.embedded.errors import AlreadyRunning, EmbeddedError


def try_lock(path: Path, *, shared: bool = False) -> IO[str] | None:
    """The open, locked file, or None when somebody else holds it. Closing the file frees it."""
    file = _open(path)
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def wait_for_lock(path: Path) -> IO[str]:
    file = _open(path)
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


def take_state(state: Path) -> IO[str] | None:
    """Become the owner of the state folder and write down who it is."""
    file = try_lock(state / "lock")
    if file:
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
    return file


@contextmanager
def owned_state(state: Path) -> Iterator[None]:
    """Own the state folder; raises AlreadyRunning with the owner's process id."""
    file = take_state(state)
    if file is None:
        raise AlreadyRunning(
            f"Salesdesk is already running (pid {owner(state)}) on {state}. Stop it first, or give this one "
            "a folder of its own with SALESDESK_STATE=/another/folder."
        )
    with file:
        yield


def owner(state: Path) -> str:
    """The process id that the owner wrote down."""
    return (state / "lock").read_text(encoding="utf-8").strip() or "unknown"


def _open(path: Path) -> IO[str]:
    make_folder(path.parent)
    try:
        return path.open("a+", encoding="utf-8")
    except OSError as error:
        raise EmbeddedError(
            f"{path} cannot be opened: {error.strerror}. It was probably made by another user: start as that "
            "user, or use a folder of your own with SALESDESK_STATE."
        ) from error
