"""How fast every page of the panel is in a shop with a very large year, and how many queries it takes.

    .venv/bin/python bench/panel.py                100,000 conversations, 2,000,000 messages, 300,000 orders
    .venv/bin/python bench/panel.py --scale 0.1    a tenth of that
    .venv/bin/python bench/panel.py --json         JSON instead of the table

Starts its own Postgres, Valkey and gunicorn with production settings and throws them away. Every page that the panel's
URL conf has is asked for over HTTP by the shop's owner; addresses that only take forms are left out. Promised of each:
p95 under 150 ms and at most 12 queries at full size.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.search import empty_database

MOST_MS, MOST_QUERIES = 150, 12


def main() -> int:
    options = read_options()
    with empty_database():
        # Models can only be imported now.
        panel_book, panel_visits = (importlib.import_module(f"bench.{name}") for name in ("panel_book", "panel_visits"))
        result = panel_visits.measure(panel_book.fill(options.scale), times=options.asked)
    if options.json:
        print(json.dumps(result))
    else:
        print_table(result)
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 100,000 conversations")
    parser.add_argument("--asked", type=int, default=20, help="how often each page is asked for")
    parser.add_argument("--json", action="store_true", help="JSON instead of the table")
    return parser.parse_args()


def print_table(result: dict[str, Any]) -> None:
    """Slowest first; what is over its limit is marked."""
    print(f"{'page':<28} {'p95 ms':>8} {'queries':>8}")
    for name, page in sorted(result["pages"].items(), key=lambda item: -item[1]["p95_ms"]):
        over = page["p95_ms"] > MOST_MS or page["queries"] > MOST_QUERIES
        print(f"{name:<28} {page['p95_ms']:>8} {page['queries']:>8}{'   over the limit' if over else ''}")
    print(f"worst: {result['worst_p95_ms']} ms, {result['worst_queries']} queries; limits {MOST_MS} and {MOST_QUERIES}")
    print(f"{', '.join(f'{count} {name}' for name, count in result['rows'].items())}; filled in {result['fill_s']} s")


if __name__ == "__main__":
    raise SystemExit(main())
