"""The embedded PostgreSQL: run it, and know when it answers."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from config.embedded.account import server_account
from config.embedded.binaries import postgres_programs
from config.embedded.paths import POSTGRES_PORT, socket_dir
from config.embedded.postgres_data import NAME, data_dir, log_file, make_folders
from config.embedded.process import died, start_server, stop_orphans, stop_server

START_SECONDS = 30.0
# As docker-compose.yml has it.
TUNING = {"max_connections": "200", "shared_buffers": "256MB"}
# Tests throw the data away: a power cut may take it. They empty tables all the time, which looks at every buffer.
EPHEMERAL_TUNING = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB",
}  # fmt: skip


@contextmanager
def running_postgres(state: Path, *, ephemeral: bool = False) -> Iterator[subprocess.Popen[bytes]]:
    """Run PostgreSQL with an empty or kept `salesdesk` database. The caller holds the lock of the state."""
    make_folders(state)
    _clear_stale(data_dir(state), socket_dir(state))
    command = _command(state, ephemeral=ephemeral)
    process = start_server(command, account=server_account(), log=log_file(state))
    try:
        _wait_until_up(process, state)
        _make_database(state)
        yield process
    finally:
        stop_server(process, signal.SIGINT)


def answers(state: Path) -> bool:
    """Whether the `salesdesk` database can be used now."""
    try:
        _connect(state, NAME).close()
    except psycopg.OperationalError:
        return False
    return True


def _command(state: Path, *, ephemeral: bool) -> list[str]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_dir(state)),
        "unix_socket_permissions": "0700",
        **TUNING,
        **(EPHEMERAL_TUNING if ephemeral else {}),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [
        str(postgres_programs() / "postgres"),
        "-D",
        str(data_dir(state)),
        "-p",
        str(POSTGRES_PORT),
        *options,
    ]


def _clear_stale(data: Path, sockets: Path) -> None:
    """After a crash: PostgreSQL looks at two pid files and is fooled by zombies and reused ids in both."""
    stop_orphans(data)
    (data / "postmaster.pid").unlink(missing_ok=True)
    (sockets / f".s.PGSQL.{POSTGRES_PORT}.lock").unlink(missing_ok=True)


def _wait_until_up(process: subprocess.Popen[bytes], state: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            _connect(state, "postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.03)
        else:
            return
    raise died("PostgreSQL", log_file(state))


def _make_database(state: Path) -> None:
    with _connect(state, "postgres") as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _connect(state: Path, database: str) -> psycopg.Connection:
    return psycopg.connect(
        host=os.fspath(socket_dir(state)), port=POSTGRES_PORT, user=NAME, dbname=database, autocommit=True
    )
