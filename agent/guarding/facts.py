"""What a reply may rely on: this turn's receipts, the customer's own words, and what the shop says of itself. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from agent.guarding.amounts import amounts, counts, order_numbers, to_decimal
from agent.guarding.cited import cited_sentences
from agent.guarding.house import NO_HOUSE, House

_MONEY_KEYS = frozenset(
    {
        "price",
        "total",
        "subtotal",
        "unit_price",
        "was",
        "now",
        "most",
        "available",
        "fee",
        "amount",
        "minimum",
        "missing",
        "free_from",
    }
)
_COUNT_KEYS = frozenset({"stock", "available", "most", "quantity"})
# What the customer wrote: it stands in the recap, and promises nothing.
_QUOTED_KEYS = frozenset({"notes", "address", "query", "phrase"})
# When the shop opened or somebody looked says nothing about when an order comes.
_OTHER_TIMES = frozenset({"at", "ordered_at", "checked_at", "next_opening", "created_at"})


@dataclass(frozen=True)
class Facts:
    """`orders` holds what is known of each order: `kind:...`, `status:...` and `payment:...` marks."""

    order_numbers: frozenset[str] = frozenset()
    amounts: frozenset[Decimal] = frozenset()
    marks: frozenset[str] = frozenset()
    orders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counts: frozenset[Decimal] = frozenset()
    dates: frozenset[date] = frozenset()
    # Goods for so much are delivered free; 0 where delivery costs nothing.
    free_from: frozenset[Decimal] = frozenset()
    # Of the shop's own knowledge, as far as it was read in this turn.
    cited: frozenset[str] = frozenset()
    # Everything that tools and the shop said, and apart from it what the customer did.
    told: str = field(default="", repr=False)
    quoted: tuple[str, ...] = field(default=(), repr=False)
    heard: str = field(default="", repr=False)
    house: House = field(default=NO_HOUSE, repr=False)

    @cached_property
    def known(self) -> str:
        """All that stands anywhere, the customer's words included."""
        return "\n".join([self.told, *self.quoted, self.heard, self.house.contacts]).casefold()


def collect_facts(
    receipts: Iterable[Mapping[str, Any]], *, heard: Sequence[str] = (), house: House = NO_HOUSE
) -> Facts:
    """Everything in the receipts, plus what the customer said themselves (repeating that claims nothing)."""
    results = list(receipts)
    pairs = [pair for receipt in results for pair in _walk(receipt)]
    words = "\n".join(heard)
    prices = set(_numbers(pairs, _MONEY_KEYS))
    named = {number for _, numbers in (*amounts(words), *amounts(house.texts)) for number in numbers}
    return Facts(
        order_numbers=frozenset([str(value) for key, value in pairs if key == "order_number"] + order_numbers(words)),
        amounts=frozenset(prices | {price * count for price in prices for count in counts(words)} | named),
        marks=frozenset([*_marks(results), *(f"kind:{kind}" for kind in house.kinds)]),
        orders=_marks_by_order(results),
        counts=frozenset(_numbers(pairs, _COUNT_KEYS)),
        dates=frozenset(day for key, value in pairs if key not in _OTHER_TIMES and (day := _day(value))),
        free_from=frozenset(_free_from(pairs)),
        cited=cited_sentences(results),
        told="\n".join([house.texts, *(str(value) for key, value in pairs if key not in _QUOTED_KEYS)]).casefold(),
        quoted=tuple(str(value) for key, value in pairs if key in _QUOTED_KEYS and value),
        heard=words,
        house=house,
    )  # fmt: skip


def _walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with its key; the names of details ("cocoa": "70%") count as words of their own."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner, key)
    else:
        yield key, value


def _numbers(pairs: Iterable[tuple[str, Any]], keys: frozenset[str]) -> Iterator[Decimal]:
    for key, value in pairs:
        if key in keys and (number := to_decimal(value)) is not None:
            yield number


def _free_from(pairs: Iterable[tuple[str, Any]]) -> Iterator[Decimal]:
    for key, value in pairs:
        number = to_decimal(value) if key in {"free_from", "fee"} else None
        if number is not None and (key == "free_from" or not number):
            yield number


def _marks(receipt: Any) -> Iterator[str]:
    """What happened and how things stand; photos count when there were any."""
    if isinstance(receipt, Mapping):
        kind = receipt.get("kind")
        if kind and not (kind == "photos" and not receipt.get("media")):
            yield f"kind:{kind}"
        yield from (f"status:{receipt[key]}" for key in ("status",) if receipt.get(key))
        yield from (f"payment:{receipt[key]}" for key in ("payment_status",) if receipt.get(key))
        yield from (mark for inner in receipt.values() for mark in _marks(inner))
    elif isinstance(receipt, list | tuple):
        yield from (mark for inner in receipt for mark in _marks(inner))


def _marks_by_order(results: Sequence[Mapping[str, Any]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for receipt in results:
        for order in (receipt, *(one for one in receipt.get("orders", ()) if isinstance(one, Mapping))):
            if order.get("order_number"):
                found[str(order["order_number"])] |= set(_marks(order))
    return {number: frozenset(marks) for number, marks in found.items()}


def _day(value: Any) -> date | None:
    if not isinstance(value, str) or len(value) < len("2026-01-01") or value[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None
