"""What open orders hold of a product. Orders are kept above this app: they say how to count when they are loaded."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

# Quantities by product's primary key, of the current tenant.
Count = Callable[[Collection[int]], Mapping[int, Decimal]]
_counters: list[Count] = []


def count_with(counter: Count) -> None:
    """Register who knows. Called once, while the applications are loaded."""
    if counter not in _counters:
        _counters.append(counter)


def count_held(product_ids: Collection[int]) -> dict[int, Decimal]:
    """How much of each product is promised to customers and not yet taken from the shelf."""
    held: dict[int, Decimal] = {}
    if product_ids:
        for counter in _counters:
            for pk, quantity in counter(product_ids).items():
                held[pk] = held.get(pk, Decimal(0)) + quantity
    return held
