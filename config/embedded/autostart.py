"""`python manage.py anything` on a fresh checkout: the servers run for the life of the command."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from config import env
from config.embedded.errors import EmbeddedError
from config.embedded.lock import take_state, try_lock, wait_for_lock
from config.embedded.paths import state_dir
from config.embedded.servers import Wanted, running_servers, servers_answer, wanted_servers

# `dev` runs the servers itself; the others never open a database.
WITHOUT_SERVERS = {
    "", "help", "version", "dev", "makemessages", "compilemessages", "collectstatic", "findstatic",
    "diffsettings", "startapp", "startproject",
}  # fmt: skip
SHARE_SECONDS = 15.0


@contextmanager
def servers_for_command(argv: Sequence[str]) -> Iterator[None]:
    """Start what the command needs and nobody runs yet, and stop it when the command ends."""
    if not needs_servers(argv):
        yield
        return
    wanted = wanted_servers()
    # With DEBUG off the system checks name what is missing.
    if not wanted.any() or not env.flag("DEBUG", default=True):
        yield
        return
    try:
        with _own_or_shared(state_dir(), wanted):
            yield
    except EmbeddedError as error:
        sys.exit(str(error))


def needs_servers(argv: Sequence[str]) -> bool:
    command, options = (argv[1] if len(argv) > 1 else ""), argv[2:]
    if command.startswith("-") or command in WITHOUT_SERVERS or {"-h", "--help", "--version"} & set(options):
        return False
    return command != "check" or any(option.startswith("--database") for option in options)


@contextmanager
def _own_or_shared(state: Path, wanted: Wanted) -> Iterator[None]:
    """Own the servers, or use those of their owner."""
    deadline = time.monotonic() + SHARE_SECONDS
    while True:
        if lock := take_state(state):
            with lock, _own(state, wanted):
                yield
            return
        if guest := try_lock(_guest_book(state), shared=True):
            with guest:
                # Past the deadline the command itself says best what it misses.
                if servers_answer(state, wanted) or time.monotonic() > deadline:
                    yield
                    return
        time.sleep(0.1)


@contextmanager
def _own(state: Path, wanted: Wanted) -> Iterator[None]:
    """Run the servers until this command and its guests are done; while they stop, nobody becomes a guest."""
    with ExitStack() as closed_door, running_servers(state, wanted):
        try:
            yield
        finally:
            closed_door.enter_context(_guests_gone(state))


def _guests_gone(state: Path) -> IO[str]:
    if lock := try_lock(_guest_book(state)):
        return lock
    print("Waiting for another command that uses these servers.", file=sys.stderr)  # noqa: T201
    return wait_for_lock(_guest_book(state))


def _guest_book(state: Path) -> Path:
    return state / "guests"
