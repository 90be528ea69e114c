"""The product's own processes and servers, each of which may be killed and is started again."""

import os
import random
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from config.desk import desk_processes
from config.embedded.paths import BASE_DIR
from config.embedded.postgres import running_postgres
from config.embedded.process import die_with_parent
from config.embedded.valkey import running_valkey
from config.ports import listen_from, port_of
from config.supervisor import Child

Process = subprocess.Popen[bytes]
# As long as a machine's own supervisor takes to notice.
PAUSES = (0.3, 1.5)


@dataclass
class Room:
    """One process that is to be running: how to start it, and since when it is away."""

    start: Callable[[], Process]
    stop: Callable[[Process], None]
    process: Process
    back_at: float | None = None


@dataclass
class House:
    """Starts everything; `look_after` starts again what has ended. Use it from the main thread alone: the kernel ends
    children with the thread that started them."""

    state: Path
    environment: Mapping[str, str]
    dice: random.Random
    kills: Counter[str] = field(default_factory=Counter)
    # What ended without being killed.
    collapsed: Counter[str] = field(default_factory=Counter)
    _rooms: dict[str, Room] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def open_servers(self) -> None:
        self._open_server("postgres", running_postgres)
        self._open_server("valkey", running_valkey)

    def open_desk(self) -> str:
        """The processes of `bin/start`; the address where they answer."""
        listener = self._stack.enter_context(listen_from(8600))
        port = port_of(listener)
        with listen_from(port + 1) as free:
            stream_port = port_of(free)
        for child in desk_processes(web_socket=listener.fileno(), web_port=port, stream_port=stream_port):
            self._open_child(child, listener)
        return f"http://localhost:{port}"

    def kill(self, kind: str) -> None:
        """Now. What is away already is not killed twice."""
        room = self._rooms["web" if kind == "web worker" else kind]
        if room.back_at is not None or room.process.poll() is not None:
            return
        if kind == "web worker":
            workers = psutil.Process(room.process.pid).children()
            if workers:
                self.dice.choice(workers).kill()
        else:
            room.process.send_signal(signal.SIGKILL)
            room.process.wait()
            room.back_at = time.monotonic() + self.dice.uniform(*PAUSES)
        self.kills[kind] += 1

    def look_after(self) -> None:
        """Start again what ended, after a pause."""
        for name, room in self._rooms.items():
            if room.back_at is None and room.process.poll() is not None:
                self.collapsed[name] += 1
                room.back_at = time.monotonic() + PAUSES[0]
            if room.back_at is not None and time.monotonic() > room.back_at:
                room.stop(room.process)
                room.process, room.back_at = room.start(), None

    def close(self) -> None:
        """The processes before the servers."""
        for name in reversed(list(self._rooms)):
            room = self._rooms[name]
            room.stop(room.process)
        self._stack.close()

    def _open_server(self, name: str, running: Callable[[Path], AbstractContextManager[Process]]) -> None:
        running_now: list[AbstractContextManager[Process]] = []

        def start() -> Process:
            running_now.append(running(self.state))
            return running_now[-1].__enter__()

        def stop(_process: Process) -> None:
            running_now.pop().__exit__(None, None, None)

        self._rooms[name] = Room(start, stop, start())

    def _open_child(self, child: Child, listener: socket.socket) -> None:
        log = self._stack.enter_context((self.state / f"{child.name}.log").open("ab"))

        def start() -> Process:
            return subprocess.Popen(
                child.command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                pass_fds=child.inherited_files, preexec_fn=die_with_parent(signal.SIGKILL),
                env={**os.environ, **child.environment, **self.environment},
            )  # fmt: skip

        self._rooms[child.name] = Room(start, _sweep_away, start())


def _sweep_away(process: Process) -> None:
    """With all that its group has left; gently there is enough of elsewhere."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
