"""What remembering saves: tokens that a model is sent for each turn of a long conversation, with memory and without.

    .venv/bin/python bench/tokens.py                 60 messages, about half a minute
    .venv/bin/python bench/tokens.py --messages 200 --json

Two customers say the same to the demo butcher, through the real turn: one whose conversation is summarised as usual,
one who is never summarised. The model is a local server; what it is sent is counted with the tokenizer that comes with
wordllama (the vocabulary of Llama 2: other models count differently, in much the same proportions). `cached` is the
part that was the same, from the beginning, in the request before: what a provider's cache may give at a tenth of the
price. The requests for summaries and profiles are counted too. Thirty messages stay word for word and fifteen more are
merged at a time: up to the 45th both conversations are the same, and what is saved grows with every message after it.
Starts its own Postgres and Valkey, leaves nothing.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.search import empty_database


def main() -> int:
    options = read_options()
    with empty_database():
        # Models can only be imported now.
        result = importlib.import_module("bench.token_talk").measure(messages=options.messages)
    if options.json:
        print(json.dumps({name: value for name, value in result.items() if name != "rows"}))
    else:
        print_table(result)
    return 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=60, help="of the customer and the agent together")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of the table")
    return parser.parse_args()


def print_table(result: dict[str, Any]) -> None:
    print(f"{'messages':>8} {'without':>9} {'cached':>8} {'with':>9} {'cached':>8}   tokens sent for the turn")
    for row in result["rows"]:
        print(f"{row['messages']:>8} {row['without']:>9} {row['without_cached']:>8.0%} {row['with']:>9} "
              f"{row['with_cached']:>8.0%}")  # fmt: skip
    print(f"{'all':>8} {result['without_tokens']:>9} {result['without_cached']:>8.0%} {result['with_tokens']:>9} "
          f"{result['with_cached']:>8.0%}   and {result['memory_tokens']} for summaries and profiles")  # fmt: skip
    for name, what in (
        ("tools", "descriptions of tools"),
        ("system", "instructions"),
        ("messages", "the conversation"),
    ):
        print(f"{'':>8} {result['without_parts'][name]:>9} {'':>8} {result['with_parts'][name]:>9} {'':>8}   {what}")


if __name__ == "__main__":
    raise SystemExit(main())
