"""How well and how fast the catalogue is searched, on 19,406 real products and what people judged to be good answers.

    .venv/bin/python bench/search.py            the data set of ../shared/data, about a minute
    .venv/bin/python bench/search.py --large    then the same set ten times over: about 200,000 products

Starts its own Postgres and throws it away. One table: nDCG@10 (in all, and of two halves of the queries), milliseconds
of single searches, seconds of the import including embeddings and the database's own tidying up.
"""

import argparse
import importlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import django
from django.core.management import call_command

from bench.product import BASE_DIR, load_tables, production
from config.embedded.lock import owned_state
from config.embedded.paths import server_home
from config.embedded.servers import Wanted, running_servers

DATA = BASE_DIR.parent / "shared" / "data"


@contextmanager
def empty_database() -> Iterator[None]:
    """A Postgres of our own, configured as in production, with empty tables."""
    state = Path(tempfile.mkdtemp(prefix="salesdesk-bench-")).resolve()
    os.environ |= {"SALESDESK_STATE": str(state), "DJANGO_SETTINGS_MODULE": "config.settings"}
    try:
        with owned_state(state), running_servers(state, Wanted(postgres=True, valkey=True)):
            # Files of its own: what runs beside us reads those of the tree.
            os.environ |= production(state) | {"LOG_LEVEL": "ERROR", "STATIC_ROOT": str(state / "staticfiles")}
            is_loaded = load_tables(state)
            django.setup()
            if not is_loaded:
                call_command("migrate", verbosity=0)
            yield
    finally:
        shutil.rmtree(server_home(state), ignore_errors=True)
        shutil.rmtree(state, ignore_errors=True)


def main() -> int:
    options = read_options()
    with empty_database():
        # Models can only be imported now.
        catalogue = importlib.import_module("bench.catalogue")
        rows = catalogue.read_products(options.products)
        judgements = catalogue.read_judgements(options.queries)
        sizes = (1, 10) if options.large else (1,)
        results = [catalogue.measure(rows, judgements, times=times, verbose=options.verbose) for times in sizes]
    if options.json:
        print(json.dumps(results[0] | ({"large": results[1]} if options.large else {})))
    else:
        print_table(results)
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=Path, default=DATA / "electronics_queries.csv", help="query,sku,rating")
    parser.add_argument("--products", type=Path, default=DATA / "electronics.jsonl.gz", help="one product per line")
    parser.add_argument("--large", action="store_true", help="also the same set ten times over")
    parser.add_argument("--json", action="store_true", help="JSON instead of the table")
    parser.add_argument("--verbose", action="store_true", help="the score of every query, worst first")
    return parser.parse_args()


def print_table(results: list[dict[str, Any]]) -> None:
    for name in results[0]:
        print(f"{name:<18}", *(f"{result[name]:>12}" for result in results))


if __name__ == "__main__":
    raise SystemExit(main())
