"""The whole product at a desk: its processes, where they listen, and how to tell that they are up."""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from config import env, processes
from config.demo import SHOPS
from config.embedded.paths import server_home
from config.processes import WORKERS
from config.supervisor import Child
from tenants.demo import DEMO_PASSWORD, DEMO_USERNAME

READY_SECONDS = 90.0
# On a small machine an acknowledgement must not wait behind two hundred turns.
WORKER_NICENESS = 5


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where a browser at this desk finds us."""

    web: str
    stream: str


def desk_processes(*, web_socket: int, web_port: int, stream_port: int) -> list[Child]:
    """Web and stream servers, one worker that waits for models, one for the rest, and the clock."""
    addresses = {
        "PUBLIC_URL": env.text("PUBLIC_URL") or f"http://localhost:{web_port}",
        "STREAM_URL": env.text("STREAM_URL") or f"http://localhost:{stream_port}",
    }
    commands = {
        "web": processes.web(f"fd://{web_socket}", workers=2, threads=4, patience=5),
        "stream": processes.stream("127.0.0.1", stream_port),
        "agent": processes.worker("agent", queues=WORKERS["agent"], size=200),
        # One process fewer than in production: nobody imports a million products at a desk.
        "io": processes.worker("io", queues=(*WORKERS["io"], *WORKERS["bulk"]), size=16),
        "beat": processes.beat(),
    }
    # The supervisor owns the listening socket: no other program can take the port in between.
    return [
        Child(
            name=name,
            command=[sys.executable, *command],
            environment=addresses,
            inherited_files=[web_socket] if name == "web" else [],
            niceness=0 if name in {"web", "stream"} else WORKER_NICENESS,
        )
        for name, command in commands.items()
    ]


def wait_until_ready(web: str) -> None:
    """Return when the web process answers; raises TimeoutError."""
    deadline = time.monotonic() + READY_SECONDS
    with requests.Session() as session:
        session.trust_env = False
        while time.monotonic() < deadline:
            with suppress(requests.RequestException):
                if session.get(f"{web}/healthz", timeout=5).ok:
                    return
            time.sleep(0.1)
    raise TimeoutError(f"{web}/healthz did not answer within {READY_SECONDS:.0f} seconds; the lines above say why.")


def welcome(addresses: Addresses, state: Path, *, demo: bool) -> str:
    """What to open first, and as whom."""
    web = addresses.web
    lines = [
        ("Panel", f"{web}/panel/"),
        ("Admin", f"{web}/admin/"),
        *(("Chat", f"{web}/chat/{shop}") for shop in SHOPS if demo),
        ("Track", f"{web}/track/"),
        *([("Login", f"{DEMO_USERNAME} / {DEMO_PASSWORD}")] if demo else []),
        ("Data", str(server_home(state))),
    ]
    table = "\n".join(f"  {name:6} {text}" for name, text in lines)
    return f"\nSalesdesk is ready. Ctrl-C stops it.\n{table}\n"


@contextmanager
def published_addresses(addresses: Addresses, state: Path) -> Iterator[None]:
    """Other commands of this checkout find the running product in `urls.json`."""
    path = state / "urls.json"
    facts = {"web": addresses.web, "stream": addresses.stream, "pid": os.getpid()}
    path.write_text(json.dumps(facts) + "\n", encoding="utf-8")
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
