"""How fast a shop with very many orders is: the API's list and its figures, and the public tracking page.

    .venv/bin/python bench/orders.py                       100,000 orders in one shop, about a minute
    .venv/bin/python bench/orders.py --orders 1000000      the size that is promised, about eight minutes
    .venv/bin/python bench/orders.py --json                JSON instead of the table

Starts its own Postgres, Valkey and gunicorn with production settings and throws them away. Everything is asked over
HTTP from the same machine: what asking uses is missing elsewhere. The tracking page is asked for other orders all
the time, each four times (`track_per_s`) or once (`track_first_views_per_s`), in five languages, by other addresses,
because its throttle stays in place; two in three visitors come by their link and see the whole order.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.search import empty_database

LIMITS = {"list_p95_ms": 100, "stats_p95_ms": 150, "track_per_s": 300}


def main() -> int:
    options = read_options()
    with empty_database():
        # Models can only be imported now.
        order_book, order_visits = (importlib.import_module(f"bench.{name}") for name in ("order_book", "order_visits"))
        book = order_book.fill(options.orders)
        result = order_visits.measure(book, seconds=options.seconds, times=options.asked)
    if options.json:
        print(json.dumps(result))
    else:
        print_table(result)
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=100_000, help="how many orders the shop has")
    parser.add_argument("--seconds", type=int, default=10, help="how long the tracking page is asked for")
    parser.add_argument("--asked", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--json", action="store_true", help="JSON instead of the table")
    return parser.parse_args()


def print_table(result: dict[str, Any]) -> None:
    for name, value in result.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for kind, milliseconds in value.items():
                print(f"    {kind:<34} {milliseconds:>10}")
        else:
            promised = f"   (promised at a million: {LIMITS[name]})" if name in LIMITS else ""
            print(f"{name:<38} {value:>10}{promised}")


if __name__ == "__main__":
    raise SystemExit(main())
