"""The product as `bin/start` runs it, in a throw-away state, with one Telegram channel for a benchmark."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from config.embedded.lock import owned_state
from config.embedded.paths import database_url, redis_url
from config.embedded.postgres_data import NAME
from config.embedded.servers import Wanted, running_servers
from config.testing import tables

BASE_DIR = Path(__file__).resolve().parent.parent
START_SECONDS = 120
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Product:
    """Where it listens, and the process that everything else is a child of."""

    port: int
    webhook: str
    process: subprocess.Popen[bytes]

    def memory(self) -> dict[str, int]:
        """Proportional memory in MB by what each process is; shared pages are counted once."""
        sizes = self._sum(lambda process: process.memory_full_info().pss)
        return {name: int(size) // MEGABYTE for name, size in sorted(sizes.items())}

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time that each process has used so far: comparable also on a busy machine."""
        return self._sum(lambda process: sum(process.cpu_times()[:2]))

    def _sum(self, measure: Callable[[psutil.Process], float]) -> dict[str, float]:
        sums: dict[str, float] = {}
        for process in self._processes():
            # A connection of Postgres is a process, and ends when it likes.
            with suppress(psutil.Error):
                name, value = process_name(process), measure(process)
                sums[name] = sums.get(name, 0.0) + value
        return sums

    def _processes(self) -> list[psutil.Process]:
        """Everything that the benchmark started: the supervisor's processes and the two servers."""
        return psutil.Process().children(recursive=True)


def process_name(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    known = {
        "gunicorn": "web", "uvicorn": "stream", "celery --quiet --app config beat": "beat",
        "--hostname agent.": "agent",
        "--hostname io.": "io", "valkey": "valkey", "postgres": "postgres",
    }  # fmt: skip
    return next((name for mark, name in known.items() if mark in line), "supervisor")


@contextmanager
def further_workers(count: int, *, log: Path) -> Iterator[None]:
    """So many more of each worker, as further hosts would run them."""
    with log.open("ab") as file, ExitStack() as running:
        for number, name in enumerate(("agent", "io") * count):
            process = subprocess.Popen(
                [sys.executable, "-m", "config.processes", name], cwd=BASE_DIR, stdout=file, stderr=file,
                env=os.environ | {"PULSE_FILE": f"{log}.{number}"},
            )  # fmt: skip
            running.callback(process.wait)
            running.callback(process.terminate)
        yield


@asynccontextmanager
async def running_product(*, secret: str, workers: int = 1) -> AsyncIterator[Product]:
    """Start it with production settings, connect the channel, and take everything away afterwards.

    `workers` are processes of each kind of worker.
    """
    state = Path(tempfile.mkdtemp(prefix="salesdesk-bench-")).resolve()
    os.environ["SALESDESK_STATE"] = str(state)
    with owned_state(state), running_servers(state, Wanted(postgres=True, valkey=True)):
        os.environ.update(production(state))
        await asyncio.to_thread(_prepare, state)
        webhook = await asyncio.to_thread(_connect_channel, secret)
        log, home = (state / "log").open("wb"), state / "desk"
        command = [sys.executable, "manage.py", "dev", "--no-demo"]
        process = subprocess.Popen(
            command, cwd=BASE_DIR, stdout=log, stderr=log, env=os.environ | {"SALESDESK_STATE": str(home)}
        )
        try:
            port = await _port(home, state / "log", process)
            with further_workers(workers - 1, log=state / "workers.log"):
                yield Product(port, webhook, process)
        finally:
            process.send_signal(signal.SIGINT)
            await asyncio.to_thread(process.wait)
    shutil.rmtree(state, ignore_errors=True)


def production(state: Path) -> dict[str, str]:
    """What `.env` of a real installation says; the servers are ours all the same."""
    return {
        "DATABASE_URL": database_url(state), "REDIS_URL": redis_url(state), "DEBUG": "false",
        "SECRET_KEY": "bench-" * 10, "FIELD_ENCRYPTION_KEYS": "bench-key" * 5, "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PUBLIC_URL": "http://localhost", "SECURE_SSL_REDIRECT": "false", "LOG_LEVEL": "WARNING",
        "HUMAN_PACING": "false",
    }  # fmt: skip


def load_tables(state: Path) -> bool:
    """Spare the migrations their work where a test of this benchmark has done it before. False when none has."""
    dump = os.environ.get(tables.VARIABLE)
    if dump:
        tables.load(Path(dump), state, NAME)
    return bool(dump)


def _prepare(state: Path) -> None:
    """Tables and the demo butcher; the demo is only allowed with DEBUG on."""
    if not load_tables(state):
        _manage("migrate", debug="false")
    _manage("demo_load", debug="true")


def _manage(command: str, *, debug: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", command, "--verbosity", "0"], cwd=BASE_DIR, check=True,
        env=os.environ | {"DEBUG": debug}, stdout=subprocess.DEVNULL,
    )  # fmt: skip


async def _port(home: Path, log: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(START_SECONDS * 10):
        urls = home / "urls.json"
        if urls.exists():
            return int(json.loads(urls.read_text())["web"].rsplit(":", 1)[1])
        if process.poll() is not None:
            break
        await asyncio.sleep(0.1)
    raise RuntimeError("the product did not start:\n" + log.read_text(errors="replace")[-3000:])


def _connect_channel(secret: str) -> str:
    """The address of a Telegram webhook of the demo butcher."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 (the settings read the state's address)

    django.setup()
    from channels.models import Channel  # noqa: PLC0415
    from tenants.models import Tenant  # noqa: PLC0415
    from tenants.scoping import tenant_scope  # noqa: PLC0415

    tenant = Tenant.objects.get(slug="valdman")
    with tenant_scope(tenant):
        channel = Channel(tenant=tenant, kind="telegram", name="bench", secret=secret)
        channel.credentials = {"token": "1:bench"}
        channel.save()
    return f"/webhooks/telegram/{channel.public_id}"
