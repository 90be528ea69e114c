"""The processes of Salesdesk, at a desk and in production: `python -m config.processes NAME` becomes one of them."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from config import env

# Which worker takes which queues; docs/decisions/queues.md says why.
WORKERS = {"agent": ("agent",), "io": ("inbound", "outbound"), "bulk": ("bulk",)}
NAMES = ("web", "stream", *WORKERS, "beat")
# Whoever runs it as root, in a container or on a rented machine, has decided so already.
QUIET_CELERY = ("-W", "ignore:You're running the worker with superuser", "-m", "celery", "--quiet", "--app", "config")
# A process of the bulk pool that works longer on one task hangs: it is replaced, and a sweep calls again.
BULK_SECONDS = 3600
EXAMPLES = """examples:
  python -m config.processes web
  AGENT_THREADS=400 python -m config.processes agent
"""


def port_of(name: str) -> int:
    """Where `web` or `stream` listens in production."""
    if name == "web":
        return env.number("WEB_PORT", default=8000, low=1, high=65_535)
    return env.number("STREAM_PORT", default=8001, low=1, high=65_535)


def production_command(name: str) -> list[str]:
    """What the process runs in production, after the interpreter; the environment sizes it."""
    if name == "web":
        return web(
            f"0.0.0.0:{port_of(name)}",
            workers=env.number("WEB_WORKERS", default=2, low=1, high=64),
            threads=env.number("WEB_THREADS", default=4, low=1, high=64),
            patience=30,
        )
    if name == "stream":
        return stream("0.0.0.0", port_of(name))  # noqa: S104 (inside a container)
    if name == "beat":
        return beat()
    if name == "bulk":
        processes = env.number("BULK_PROCESSES", default=2, low=1, high=64)
        command = worker("bulk", queues=WORKERS["bulk"], size=processes, pool="prefork")
        return [*command, "--time-limit", str(BULK_SECONDS)]
    sizes = {
        "agent": env.number("AGENT_THREADS", default=200, low=1, high=2000),
        "io": env.number("IO_THREADS", default=16, low=1, high=500),
    }
    return worker(name, queues=WORKERS[name], size=sizes[name])


def web(bind: str, *, workers: int, threads: int, patience: int) -> list[str]:
    """The web server; a request that is being answered when it stops has `patience` seconds."""
    return [
        "-m", "gunicorn", "config.wsgi", "--bind", bind, "--worker-class", "gthread",
        # More threads than a core can serve only take the interpreter from each other: a quarter slower with eight.
        "--workers", str(workers), "--threads", str(threads), "--graceful-timeout", str(patience),
        "--log-level", "warning", "--no-control-socket", "--preload",
    ]  # fmt: skip


def stream(host: str, port: int) -> list[str]:
    """Live text for the web chat."""
    return [
        "-m", "uvicorn", "config.stream:application", "--host", host, "--port", str(port),
        "--log-level", "warning", "--no-access-log", "--timeout-graceful-shutdown", "3",
    ]  # fmt: skip


def worker(name: str, *, queues: Sequence[str], size: int, pool: str = "threads") -> list[str]:
    """A Celery worker. Waiting for a model costs a thread nothing; only prefork knows time limits."""
    # The name stays unique when two desks share one broker.
    return [
        *QUIET_CELERY, "worker", "--queues", ",".join(queues), "--pool", pool, "--concurrency", str(size),
        "--hostname", f"{name}.{os.getpid()}@%h", "--without-gossip", "--without-mingle", "--loglevel", "WARNING",
    ]  # fmt: skip


def beat() -> list[str]:
    """The clock: one for each installation."""
    return [*QUIET_CELERY, "beat", "--loglevel", "WARNING"]


def pulse_file(name: str) -> Path:
    """Where the process of this name, alone on its machine, writes that it is alive (config/pulse.py)."""
    return Path(tempfile.gettempdir()) / f"salesdesk-{name}.pulse"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m config.processes", description=__doc__, epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("name", choices=NAMES, help="which process to become")
    name = parser.parse_args().name
    env.read_dotenv()
    command = production_command(name)
    if env.problems:
        sys.exit("\n".join(f"{variable} {problem}." for variable, problem in env.problems.items()))
    os.environ.setdefault("PULSE_FILE", str(pulse_file(name)))
    if name == "bulk":
        # Processes of one task at a time have nobody to share connections with.
        os.environ.setdefault("DATABASE_POOL_SIZE", "0")
    # The same process goes on: it gets the signals, and its exit code is the container's.
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606


if __name__ == "__main__":
    main()
