"""Lines of many processes on one output, each with the name of its process."""

import os
import sys
import threading
from contextlib import suppress
from typing import IO

COLOURS = ("36", "32", "33", "35", "34", "31")
LAST_LINES_SECONDS = 1.0


class ProcessLog:
    """Follows the output of processes until they close it."""

    def __init__(self, *, widest: int) -> None:
        self.widest = widest
        self.colourful = sys.stdout is not None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self.readers: list[threading.Thread] = []

    def follow(self, name: str, output: IO[bytes]) -> None:
        reader = threading.Thread(target=_copy, args=(self._prefix(name), output), daemon=True)
        self.readers.append(reader)
        reader.start()

    def finish(self) -> None:
        """Wait for what the processes said last."""
        for reader in self.readers:
            reader.join(LAST_LINES_SECONDS)

    def _prefix(self, name: str) -> str:
        prefix = f"{name:{self.widest}} |"
        colour = COLOURS[len(self.readers) % len(COLOURS)]
        return f"\x1b[{colour}m{prefix}\x1b[0m" if self.colourful else prefix


def say(text: str) -> None:
    """Print for the operator; a reader who went away (`bin/start | head`) stops nothing."""
    with suppress(OSError, ValueError):
        print(text, flush=True)  # noqa: T201


def _copy(prefix: str, output: IO[bytes]) -> None:
    for line in output:
        if text := line.decode(errors="replace").rstrip():
            say(f"{prefix} {text}")
