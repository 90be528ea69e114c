"""`manage.py demo_data`: a believable year of customers, talks, orders and costs for a shop."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import CommandError

from config.demo_data.fill import YEAR, fill_shop, has_data
from config.management.examples import CommandWithExamples
from lib.errors import DomainError
from tenants.management.progress import tell_progress
from tenants.management.shops import find_shop
from tenants.scoping import tenant_scope

LONGEST, LARGEST = 3650, 1000
WIDTH = 30


class Command(CommandWithExamples):
    help = (
        "Fills a shop with a believable year: customers, conversations, orders, payments and what the models cost. "
        "Nobody is written to, and the stock stays as it is."
    )
    examples = """
examples:
  manage.py demo_data valdman                       about 1,000 conversations, 20,000 messages, 3,000 orders
  manage.py demo_data valdman --days 90 --seed 7    three months of another year
  manage.py demo_data valdman --scale 10 --yes      ten times as much, beside what is there
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("shop", metavar="SHOP", help="short name of the shop; it needs products")
        parser.add_argument("--days", type=_days, default=YEAR, help=f"how long ago it begins (default: {YEAR})")
        parser.add_argument("--scale", type=_scale, default=1.0, help="how much more than usual (default: 1)")
        parser.add_argument("--seed", type=int, default=1, help="another number gives another year (default: 1)")
        parser.add_argument("--yes", action="store_true", help="also where the shop has customers or orders already")

    def handle(self, *, shop: str, days: int, scale: float, seed: int, yes: bool, **options: Any) -> None:
        tenant = find_shop(shop)
        with tenant_scope(tenant):
            if has_data(tenant) and not yes:
                raise CommandError(
                    f"{tenant.name} has customers, conversations or orders already. What this makes cannot be told "
                    "from them afterwards; say --yes if you want that."
                )
            try:
                filled = fill_shop(tenant, days=days, scale=scale, seed=seed, progress=self._show)
            except DomainError as refusal:
                raise CommandError(refusal.message) from None
        if options["verbosity"]:
            self.stdout.write(
                f"{tenant.name}: {filled.customers} customers, {filled.conversations} conversations, "
                f"{filled.orders} orders; {sum(filled.tables.values())} rows in all."
            )

    def _show(self, done: int, total: int) -> None:
        """A bar, where somebody watches."""
        bar = "█" * (WIDTH * done // total)
        tell_progress(self, f"{bar:<{WIDTH}} {done} of {total} customers", ending="\r" if done < total else "\n")


def _days(text: str) -> int:
    return int(_number(text, most=LONGEST, least=1))


def _scale(text: str) -> float:
    return _number(text, most=LARGEST, least=0)


def _number(text: str, *, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a number.") from None
    if not least <= number <= most or number == 0:
        raise ArgumentTypeError(f"{text} is not between {least or 0.001} and {most}.")
    return number
