"""The product as `bin/start` runs it, in a throw-away state, with one Telegram channel for a benchmark."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

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
        sizes: dict[str, int] = {}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            name = process_name(child)
            sizes[name] = sizes.get(name, 0) + child.memory_full_info().pss
        return {name: size // MEGABYTE for name, size in sorted(sizes.items())}


def process_name(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    known = {"gunicorn": "web", "uvicorn": "stream", "beat": "beat", "agent@": "agent", "io@": "io", "valkey": "valkey"}
    return next((name for mark, name in known.items() if mark in line), "postgres" if "postgres" in line else "other")


@asynccontextmanager
async def running_product(*, secret: str) -> AsyncIterator[Product]:
    """Start it, connect the channel, and take everything away afterwards."""
    state = Path(tempfile.mkdtemp(prefix="salesdesk-bench-"))
    os.environ["SALESDESK_STATE"] = str(state)
    with (state / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "manage.py", "dev"], cwd=BASE_DIR, stdout=log, stderr=log)
    try:
        port = await _port(state, process)
        webhook = await asyncio.to_thread(_connect_channel, secret)
        yield Product(port, webhook, process)
    finally:
        process.send_signal(signal.SIGINT)
        await asyncio.to_thread(process.wait)
        shutil.rmtree(state, ignore_errors=True)


async def _port(state: Path, process: subprocess.Popen[bytes]) -> int:
    for _ in range(START_SECONDS * 10):
        urls = state / "urls.json"
        if urls.exists():
            return int(json.loads(urls.read_text())["web"].rsplit(":", 1)[1])
        if process.poll() is not None:
            break
        await asyncio.sleep(0.1)
    raise RuntimeError("the product did not start:\n" + (state / "log").read_text(errors="replace")[-3000:])


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
