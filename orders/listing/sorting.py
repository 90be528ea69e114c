"""The list in another order than by time, as far as that stays quick: docs/decisions/orders-at-size.md."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When, prefetch_related_objects
from django.utils.translation import pgettext_lazy

from orders.listing.selectors import behind, first_keys, list_page
from orders.listing.wanted import Place, Wanted
from orders.models import STATUS_CHOICES, Order
from orders.selectors import lines_with_names

# So many filtered orders are sorted by what no index holds together with the filters.
MOST_SORTED = 5_000
NEWEST, OLDEST, DEAREST, CHEAPEST, STATUS = "newest", "oldest", "dearest", "cheapest", "status"
SORTS = [
    (NEWEST, pgettext_lazy("orders", "Newest first")),
    (OLDEST, pgettext_lazy("orders", "Oldest first")),
    (DEAREST, pgettext_lazy("orders", "Largest amount first")),
    (CHEAPEST, pgettext_lazy("orders", "Smallest amount first")),
    (STATUS, pgettext_lazy("orders", "By status")),
]
OPPOSITE = {NEWEST: OLDEST, OLDEST: NEWEST, DEAREST: CHEAPEST, CHEAPEST: DEAREST}
_RANKS = {status: rank for rank, (status, _label) in enumerate(STATUS_CHOICES)}


@dataclass(frozen=True)
class Sorted:
    """`is_refused`: too many for this order, so they are newest first."""

    rows: Sequence[Order]
    is_refused: bool = False


def sorted_page(wanted: Wanted, sort: str, *, after: Order | None, limit: int) -> Sorted:
    """At most `limit` orders behind `after`, with their customers."""
    if sort in (NEWEST, OLDEST):
        return Sorted(_by_time(replace(wanted, oldest_first=sort == OLDEST), after, limit))
    if sort == STATUS and _is_by_status_alone(wanted):
        return Sorted(_by_status(wanted, after, limit))
    rows = Order.objects.all()
    if wanted != Wanted():
        keys, are_all = first_keys(wanted, most=MOST_SORTED)
        if not are_all:
            return Sorted(_by_time(wanted, after, limit), is_refused=True)
        rows = rows.filter(pk__in=keys)
    return Sorted(_by_figure(rows, sort, after, limit))


def bring_shown(orders: Sequence[Order]) -> None:
    """What the list shows of each order: its lines, and what the asking about it has come to."""
    prefetch_related_objects(orders, lines_with_names(), "confirmation")


def _by_time(wanted: Wanted, after: Order | None, limit: int) -> list[Order]:
    return list_page(wanted, after=Place(after.created_at, after.pk) if after else None, limit=limit)


def _is_by_status_alone(wanted: Wanted) -> bool:
    """Whether an index holds all of it by status."""
    return replace(
        wanted, statuses=(), source="", customer_id=None, created_from=None, created_to=None
    ) == Wanted() and not (wanted.source or wanted.customer_id)


def _by_status(wanted: Wanted, after: Order | None, limit: int) -> list[Order]:
    """The newest of each status are read from its own index, one status after the other."""
    statuses = sorted(wanted.statuses or _RANKS, key=_RANKS.__getitem__)
    begin = _RANKS[after.status] if after else 0
    parts = [_of_status(wanted, status, after, limit) for status in statuses if _RANKS[status] >= begin]
    if not parts:
        return []
    chosen = reduce(or_, (Q(pk__in=part) for part in parts))
    rows = Order.objects.select_related("customer").filter(chosen)
    return list(rows.order_by(_rank(), "-created_at", "-id")[:limit])


def _of_status(wanted: Wanted, status: str, after: Order | None, limit: int) -> QuerySet[Order, Any]:
    rows = Order.objects.filter(status=status).order_by("-created_at", "-id")
    if wanted.created_from:
        rows = rows.filter(created_at__gte=wanted.created_from)
    if wanted.created_to:
        rows = rows.filter(created_at__lt=wanted.created_to)
    if after and after.status == status:
        rows = rows.filter(*behind(Place(after.created_at, after.pk)))
    return rows.values("pk")[:limit]


def _rank() -> Case:
    return Case(
        *(When(status=status, then=Value(rank)) for status, rank in _RANKS.items()), output_field=IntegerField()
    )


def _by_figure(rows: QuerySet[Order], sort: str, after: Order | None, limit: int) -> list[Order]:
    """By amount, or by status and time."""
    rows = rows.select_related("customer")
    if sort == STATUS:
        rows = rows.annotate(rank=_rank()).order_by("rank", "-created_at", "-id")
        if after:
            rank = _RANKS[after.status]
            same = Q(rank=rank) & reduce(Q.__and__, behind(Place(after.created_at, after.pk)))
            rows = rows.filter(Q(rank__gt=rank) | same)
        return list(rows[:limit])
    way, sign = ("lt", "-") if sort == DEAREST else ("gt", "")
    rows = rows.order_by(f"{sign}total", f"{sign}id")
    if after:
        further = Q(**{f"total__{way}": after.total}) | Q(total=after.total, **{f"pk__{way}": after.pk})
        rows = rows.filter(Q(**{f"total__{way}e": after.total}), further)
    return list(rows[:limit])
