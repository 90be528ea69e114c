"""The embedded Valkey, the open fork of Redis."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.embedded.account import make_private_folder, open_to_servers, server_account
from config.embedded.binaries import valkey_server
from config.embedded.paths import server_home, socket_dir, valkey_socket
from config.embedded.process import died, start_server, stop_orphans, stop_server

START_SECONDS = 10.0
# Every parallel test worker gets a database of its own.
DATABASES = 64


@contextmanager
def running_valkey(state: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run Valkey with nothing in it. The caller holds the lock of the state."""
    account, folder = server_account(), server_home(state) / "valkey"
    open_to_servers(state)
    make_private_folder(socket_dir(state), account)
    make_private_folder(folder, account)
    stop_orphans(folder)
    valkey_socket(state).unlink(missing_ok=True)
    process = start_server(_command(folder, state), account=account, log=log_file(state))
    try:
        _wait_until_up(process, state)
        yield process
    finally:
        stop_server(process, signal.SIGTERM)


def answers(state: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(str(valkey_socket(state)))
            client.sendall(b"PING\r\n")
            return client.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


def log_file(state: Path) -> Path:
    return server_home(state) / "valkey" / "valkey.log"


def _command(folder: Path, state: Path) -> list[str]:
    settings = {
        "port": "0",
        "unixsocket": str(valkey_socket(state)),
        "unixsocketperm": "700",
        "dir": str(folder),
        # Postgres holds the work; what was queued here is found again by the sweepers.
        "save": "",
        "databases": str(DATABASES),
        "maxmemory-policy": "noeviction",
    }
    options = [part for name, value in settings.items() for part in (f"--{name}", value)]
    return [str(valkey_server()), *options]


def _wait_until_up(process: subprocess.Popen[bytes], state: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(state):
            return
        time.sleep(0.02)
    raise died("Valkey", log_file(state))
