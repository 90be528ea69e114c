"""What more workers bring on this machine, and what the measured work per message would allow on more machines.

    .venv/bin/python bench/scaling.py                   1, 2 and 4 worker processes of each kind, about five minutes
    .venv/bin/python bench/scaling.py --workers 1 2     other numbers of them
    .venv/bin/python bench/scaling.py --json            one JSON line of the figures

The first part runs bench/turns.py. The second is a simulation: messages come at random, wait for a free core of the
hosts that run web and workers, then for one of the database, and take there the processor time that was measured.
"""

import argparse
import heapq
import json
import random
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TURNS = Path(__file__).resolve().parent / "turns.py"
# What a message waits for processors, at most, while one may say that the installation carries the load.
PATIENCE_MS = 500.0
SIMULATED = 20_000
DATABASE = "postgres"


@dataclass(frozen=True)
class Work:
    """Milliseconds of a processor that one message takes: in our own processes, and in the database."""

    app_ms: float
    database_ms: float


@dataclass(frozen=True)
class Hosts:
    """Cores for web and workers, and cores for the database."""

    app_cores: int
    database_cores: int


SIZES = [Hosts(2, 2), Hosts(4, 2), Hosts(8, 2), Hosts(16, 4), Hosts(32, 8), Hosts(64, 16)]


def main() -> int:
    options = read_options()
    measured = [measure(workers, options) for workers in options.workers]
    work = work_per_message(measured[0])
    simulated = [asdict(hosts) | {"messages_per_s": capacity(work, hosts)} for hosts in SIZES]
    result = {"measured": measured, "per_message": asdict(work), "simulated": simulated}
    if options.json:
        print(json.dumps(result))
    else:
        print_table(result)
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4], help="processes of each kind of worker")
    parser.add_argument("--at-once", type=int, default=64, help="conversations that wait at the same time")
    parser.add_argument("--messages", type=int, default=640, help="messages in each run")
    parser.add_argument("--json", action="store_true", help="one JSON line instead of the table")
    return parser.parse_args()


def measure(workers: int, options: argparse.Namespace) -> dict[str, Any]:
    """One run of bench/turns.py. Raises CalledProcessError when a message was lost or doubled."""
    print(f"{workers} of each worker ...", file=sys.stderr, flush=True)
    sizes = {"workers": workers, "at-once": options.at_once, "messages": options.messages}
    flags = [word for name, value in sizes.items() for word in (f"--{name}", str(value))]
    done = subprocess.run([sys.executable, str(TURNS), "--json", *flags], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def work_per_message(run: dict[str, Any]) -> Work:
    spent = run["cpu_ms_per_message"]
    database = spent.get(DATABASE, 0.0)
    return Work(round(sum(spent.values()) - database, 1), round(max(database, 0.1), 1))


def capacity(work: Work, hosts: Hosts) -> int:
    """The most messages per second, to about a twentieth, that the hosts carry."""
    low, high = 0.0, 1000 * min(hosts.app_cores / work.app_ms, hosts.database_cores / work.database_ms)
    while high - low > max(0.5, high / 20):
        middle = (low + high) / 2
        if is_quick_enough(middle, work, hosts):
            low = middle
        else:
            high = middle
    return int(low)


def is_quick_enough(rate: float, work: Work, hosts: Hosts) -> bool:
    """Whether 95 of 100 wait at most PATIENCE_MS for processors at so many messages per second."""
    rng, now, waits = random.Random(1), 0.0, []
    app, database = [0.0] * hosts.app_cores, [0.0] * hosts.database_cores
    for _ in range(SIMULATED):
        now += rng.expovariate(rate) * 1000
        ready, waited = _serve(app, now, rng.expovariate(1 / work.app_ms))
        _ready, more = _serve(database, ready, rng.expovariate(1 / work.database_ms))
        waits.append(waited + more)
    return sorted(waits)[SIMULATED * 95 // 100] <= PATIENCE_MS


def _serve(cores: list[float], now: float, takes: float) -> tuple[float, float]:
    """When the core that is free first is done with it, and how long it waited for that core."""
    begin = max(now, heapq.heappop(cores))
    heapq.heappush(cores, begin + takes)
    return begin + takes, begin - now


def print_table(result: dict[str, Any]) -> None:
    print(f"{'workers of each kind':<22} {'messages/s':>10} {'p95 s':>8} {'ack p99 ms':>11}")
    for run in result["measured"]:
        print(f"{run['workers']:<22} {run['messages_per_s']:>10} {run['p95_s']:>8} {run['ack_p99_ms']:>11}")
    work = result["per_message"]
    print(f"one message: {work['app_ms']} ms of our processes, {work['database_ms']} ms of Postgres")
    print(f"\nsimulated, 95 of 100 wait at most {PATIENCE_MS:.0f} ms for processors:")
    print(f"{'cores for us':<14} {'cores for Postgres':<20} {'messages/s':>10}")
    for row in result["simulated"]:
        print(f"{row['app_cores']:<14} {row['database_cores']:<20} {row['messages_per_s']:>10}")


if __name__ == "__main__":
    raise SystemExit(main())
