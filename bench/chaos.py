"""Everything is killed again and again while customers write: nothing may be lost, doubled or left without an answer.

    .venv/bin/python bench/chaos.py --minutes 3 --seed 7

Real web, stream, worker and beat processes with their own Postgres and Valkey, in a throw-away state. For so many
minutes each of them dies by SIGKILL now and then and is started again; networks deliver twice and out of order; the
model and the networks fail part of the time. Afterwards the product may finish what it has, and everything is counted.
A message that was being sent when its process died is "perhaps sent": staff read so, and it is told beside the figures.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.chaos_plan import make_plan
from bench.product import production
from config.embedded.lock import owned_state
from config.embedded.paths import server_home

if TYPE_CHECKING:
    from bench.chaos_house import House

SHARE_OF_TROUBLE = 0.12
CUSTOMERS_EACH = 4
# What an operator would choose who wants to see the ends of deadlines in minutes; the rest is as it comes.
SHORT_DEADLINES = {
    "OUTBOUND_TIMEOUT": "3", "AGENT_MODEL_TIMEOUT": "12", "AGENT_LEASE_SECONDS": "5", "SWEEP_SECONDS": "2",
    "DATABASE_POOL_SIZE": "6",
}  # fmt: skip


@dataclass
class Result:
    """The figures, and the sentences behind those that must be 0."""

    inbound: int
    kills: dict[str, int]
    damage: dict[str, list[str]]
    remarks: dict[str, Any] = field(default_factory=dict)

    def figures(self) -> dict[str, Any]:
        counts = {name: len(found) for name, found in self.damage.items()}
        return {"inbound": self.inbound, "kills": self.kills, **counts}


@contextmanager
def throw_away_house(seed: int, logs: Path | None) -> Iterator["House"]:
    """A house with its servers running, in this process's environment too; nothing is left of it."""
    state = Path(tempfile.mkdtemp(prefix="salesdesk-chaos-")).resolve()
    os.environ |= {"SALESDESK_STATE": str(state), "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ |= (
        production(state) | SHORT_DEADLINES | {"ALLOWED_HOSTS": "localhost", "STATIC_ROOT": str(state / "static")}
    )
    import django  # noqa: PLC0415 (the settings read the state's address)

    django.setup()
    from bench.chaos_house import House  # noqa: PLC0415 (it needs the apps)

    house = House(state, environment={}, dice=random.Random(f"house {seed}"))
    try:
        with owned_state(state):
            house.open_servers()
            yield house
    finally:
        house.close()
        if logs:
            shutil.copytree(state, logs, dirs_exist_ok=True, ignore=lambda _dir, names: _only_logs(names))
        shutil.rmtree(server_home(state), ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


def _only_logs(names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".log")}


def run(options: argparse.Namespace) -> Result:
    plan = make_plan(seed=options.seed, seconds=options.minutes * 60)
    say(f"seed {options.seed}: {', '.join(map(str, plan))}")
    with throw_away_house(options.seed, options.logs) as house:
        from bench.chaos_storm import weather_the_storm  # noqa: PLC0415 (models can only be imported now)

        return weather_the_storm(house, plan, options=options, say=say)


def print_table(result: Result) -> None:
    rows = {"inbound": result.inbound, **{f"kills: {name}": count for name, count in result.kills.items()}}
    rows |= result.remarks | {name: len(found) for name, found in result.damage.items()}
    for name, value in rows.items():
        print(f"{name:<34} {value:>8}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Example: bench/chaos.py --minutes 0.5 --seed 7 --json",
    )  # fmt: skip
    parser.add_argument("--minutes", type=float, default=3.0, help="how long it storms (default: 3)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="repeats a plan (default: a new one)")
    parser.add_argument(
        "--quiet", type=float, default=150.0, help="seconds in which everything must be done afterwards"
    )
    parser.add_argument(
        "--customers", type=int, default=CUSTOMERS_EACH, help="on each of four networks and the chat page"
    )
    parser.add_argument("--trouble", type=float, default=SHARE_OF_TROUBLE, help="share of outside calls that fail")
    parser.add_argument("--logs", type=Path, help="a folder that keeps the processes' logs")
    parser.add_argument("--json", action="store_true", help="one JSON line instead of the table")
    options = parser.parse_args()
    result = run(options)
    for name, found in result.damage.items():
        for sentence in found:
            say(f"{name}: {sentence}")
    if options.json:
        print(json.dumps(result.figures()))
    else:
        print_table(result)
    return 1 if any(result.damage.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
