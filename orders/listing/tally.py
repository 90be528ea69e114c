"""How many orders a filter leaves, and what they come to, as far as that is quickly known."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from orders.listing.selectors import first_keys
from orders.listing.wanted import Wanted
from orders.models import Order

MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Tally:
    """`sums` are (total, currency); there are none while the count `is_at_least` so many."""

    count: int
    is_at_least: bool
    sums: list[tuple[Decimal, str]]


def tally(wanted: Wanted) -> Tally:
    keys, are_all = first_keys(wanted, most=MOST_COUNTED)
    if not are_all:
        return Tally(len(keys), is_at_least=True, sums=[])
    rows = Order.objects.filter(pk__in=keys).order_by("currency").values_list("currency")
    return Tally(
        len(keys), is_at_least=False, sums=[(total, currency) for currency, total in rows.annotate(Sum("total"))]
    )
