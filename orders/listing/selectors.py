"""Pages of the list of orders by time, quick whatever is asked for: docs/decisions/orders-at-size.md."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from orders.listing.wanted import FENCE, Place, Wanted, Way, fenced, known_rare, lines_of, tests_of, with_key
from orders.listing.words import matching, walk
from orders.models import Order, OrderLine, OrderWords

# Most of what is asked for is among so few of the newest already.
GLANCE = 300
# So many of the newest orders tell how common a thing is; so many at most are looked at one by one for a common one.
SAMPLE = 2_000
LOOKED_THROUGH = 15_000
# Words stand in the order of the list themselves: walking along them is several times as quick.
WALKED = 100_000
# What was asked for may lie less close together further back; of few that were found nobody knows how close.
MARGIN = 1.5
STEP = 8
# What one of so many has, or fewer, its own index finds quickly.
RARE = 200
# The order of the list, said so that no index fits: with one, Postgres would walk through all orders to find few.
BY_SORTING = (OrderBy(F("created_at") + Value(timedelta(0)), descending=True), OrderBy(F("pk"), descending=True))

Row = TypeVar("Row", Order, OrderWords, OrderLine)
Known = TypeVar("Known", Order, OrderWords)
# Asks whether nothing lies behind what was looked at.
IsEnd = Callable[[], bool]


def list_page(wanted: Wanted, *, after: Place | None, limit: int) -> list[Order]:
    """At most `limit` orders of the current tenant, newest first unless `oldest_first`, with their customers.

    What is common is found among the newest orders; what is not there often enough is rare, and its own index finds it.
    """
    wanted = with_key(wanted)
    rows = _in_order(wanted, after)
    if not tests_of(wanted):
        return _newest(rows, wanted.statuses, limit)
    with transaction.atomic():
        _look_up_one_by_one()
        first = SAMPLE if _is_by_words(wanted) else GLANCE
        found, is_all = _look(rows, wanted, after, limit, count=first)
        if is_all:
            return found
        if rare := known_rare(wanted):
            return _by_index(rows, wanted, after, limit, rare)
        if first < SAMPLE:
            found, is_all = _look(rows, wanted, after, limit, count=SAMPLE)
        return found if is_all else _further_back(rows, wanted, after, limit, sampled=len(found))


def _look(
    rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int, *, count: int
) -> tuple[list[Order], bool]:
    """Those that fit among the next `count`, and whether nothing behind them belongs to the page."""
    fitting, is_end = _among_newest(rows, wanted, after, count)
    found = list(fitting[:limit])
    return found, len(found) == limit or is_end()


def _further_back(
    rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int, *, sampled: int
) -> list[Order]:
    """As far back as those `sampled` say; what is rarer than is worth walking to, its index finds."""
    most, reach, found = WALKED if _is_by_words(wanted) else LOOKED_THROUGH, SAMPLE, sampled
    while (reach := min(int(reach * limit * MARGIN / max(found, 1)), reach * STEP)) <= most:
        page, is_all = _look(rows, wanted, after, limit, count=reach)
        if is_all:
            return page
        found = len(page)
    return _by_index(rows, wanted, after, limit)


def read_window(wanted: Wanted, *, after: Place | None, size: int) -> tuple[list[Order], Place | None]:
    """Those that fit among the next `size` orders, and where the next window begins; None behind the last order.

    For reading all of them: each window costs the same, however few of it fit.
    """
    wanted = with_key(wanted)
    rows = _in_order(wanted, after)
    keys = list(_newest_keys(rows, wanted.statuses, size).values_list("created_at", "pk"))
    found = rows.filter(*tests_of(wanted), pk__in=[pk for _created_at, pk in keys]) if keys else rows.none()
    with transaction.atomic():
        _look_up_one_by_one()
        return list(found), Place(*keys[-1]) if len(keys) == size else None


def _is_by_words(wanted: Wanted) -> bool:
    """Whether what narrows down where words are looked for stands beside them."""
    return bool(wanted.query) and not (wanted.source or wanted.customer_id or wanted.product_key)


def _is_by_lines(wanted: Wanted) -> bool:
    return bool(wanted.product_key) and not (wanted.query or wanted.customer_id)


def _among_newest(
    rows: QuerySet[Order], wanted: Wanted, after: Place | None, count: int
) -> tuple[QuerySet[Order], IsEnd]:
    """Those that fit among the next `count` of the words, of the product's lines, or of the orders."""
    if _is_by_words(wanted):
        return _along_words(rows, wanted, after, count)
    if _is_by_lines(wanted):
        return _along_lines(rows, wanted, after, count)
    behind_those = _newest_keys(rows, wanted.statuses, count + 1)[count:]
    fitting = rows.filter(pk__in=_newest_keys(rows, wanted.statuses, count)).filter(*tests_of(wanted))
    return fitting, lambda: not behind_those.exists()


def _along_words(
    rows: QuerySet[Order], wanted: Wanted, after: Place | None, count: int
) -> tuple[QuerySet[Order], IsEnd]:
    words = _by_time(OrderWords.objects.all(), wanted, after)
    found, is_end = walk(words, wanted.query, count=count, oldest_first=wanted.oldest_first)
    keys = _by_status(found, wanted.statuses).order_by().values("pk")
    return rows.filter(*tests_of(replace(wanted, query="")), pk__in=keys[:FENCE]), lambda: is_end


def _along_lines(
    rows: QuerySet[Order], wanted: Wanted, after: Place | None, count: int
) -> tuple[QuerySet[Order], IsEnd]:
    lines = _by_time(lines_of(wanted), wanted, after, time="ordered_at", key="order_id")
    fitting = _by_status(rows, wanted.statuses).filter(*tests_of(replace(wanted, product_key=None)))
    return fitting.filter(pk__in=lines.values("order_id")[:count]), lambda: not lines[count:].exists()


def _by_index(
    rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int, rare: Way | None = None
) -> list[Order]:
    return list(rows.filter(pk__in=_keys_by_index(rows, wanted, after, limit, rare)))


def _keys_by_index(
    rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int, rare: Way | None
) -> list[int]:
    if _is_by_words(wanted) and not tests_of(replace(wanted, query="")):
        fitting: QuerySet[Any] = _by_status(_by_time(matching(wanted.query), wanted, after), wanted.statuses)
    else:
        fitting = _by_status(rows, wanted.statuses).select_related(None).filter(*fenced(wanted, rare))
    fitting = fitting.order_by(*BY_SORTING)
    return list((fitting.reverse() if wanted.oldest_first else fitting).values_list("pk", flat=True)[:limit])


def first_keys(wanted: Wanted, *, most: int) -> tuple[list[int], bool]:
    """The keys of what fits, at most so many, and whether these are all.

    Never looks further than a page of the list does, so that "not all" may also mean: nobody knows without reading on.
    """
    wanted = with_key(wanted)
    rows = _in_order(wanted, None).select_related(None)
    if not tests_of(wanted):
        keys = list(_newest_keys(rows, wanted.statuses, most + 1).values_list("pk", flat=True))
        return keys[:most], len(keys) <= most
    with transaction.atomic():
        _look_up_one_by_one()
        fitting, is_end = _among_newest(rows, wanted, None, LOOKED_THROUGH)
        keys = list(fitting.values_list("pk", flat=True)[: most + 1])
        if len(keys) > most or is_end():
            return keys[:most], len(keys) <= most
        if len(keys) * RARE > LOOKED_THROUGH:
            return keys, False
        keys = _keys_by_index(rows, wanted, None, most + 1, known_rare(wanted))
        return keys[:most], len(keys) <= most


def place_of(public_id: UUID) -> Place:
    """Raises Order.DoesNotExist."""
    return Place(*Order.objects.values_list("created_at", "pk").get(public_id=public_id))


def _in_order(wanted: Wanted, after: Place | None) -> QuerySet[Order]:
    """What the indexes by time can tell: everything but the statuses."""
    rows = _by_time(Order.objects.select_related("customer"), wanted, after)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.customer_id:
        rows = rows.filter(customer__public_id=wanted.customer_id)
    return rows


def _by_time(
    rows: QuerySet[Row], wanted: Wanted, after: Place | None, *, time: str = "created_at", key: str = "pk"
) -> QuerySet[Row]:
    """In the order and the span that are wanted, behind `after`."""
    rows = rows.order_by(time, key) if wanted.oldest_first else rows.order_by(f"-{time}", f"-{key}")
    if wanted.created_from:
        rows = rows.filter(**{f"{time}__gte": wanted.created_from})
    if wanted.created_to:
        rows = rows.filter(**{f"{time}__lt": wanted.created_to})
    return rows.filter(*behind(after, oldest_first=wanted.oldest_first, time=time, key=key)) if after else rows


def behind(place: Place, *, oldest_first: bool = False, time: str = "created_at", key: str = "pk") -> tuple[Q, Q]:
    """What comes after a place. Said twice: the first half is where the index begins."""
    way = "gt" if oldest_first else "lt"
    further = Q(**{f"{time}__{way}": place.created_at}) | Q(**{time: place.created_at, f"{key}__{way}": place.pk})
    return Q(**{f"{time}__{way}e": place.created_at}), further


def _by_status(rows: QuerySet[Known], statuses: Sequence[str]) -> QuerySet[Known]:
    return rows.filter(status__in=statuses) if statuses else rows


def _newest(rows: QuerySet[Order], statuses: Sequence[str], limit: int) -> list[Order]:
    if len(statuses) < 2:
        return list(_by_status(rows, statuses)[:limit])
    return list(rows.filter(_newest_of_each(rows, statuses, limit))[:limit])


def _newest_of_each(rows: QuerySet[Order], statuses: Sequence[str], limit: int) -> Q:
    """The newest of each status are read from its own index: among all orders the rare ones would be far apart."""
    parts = (rows.filter(status=status).values("pk")[:limit] for status in statuses)
    return reduce(or_, (Q(pk__in=part) for part in parts))


def _newest_keys(rows: QuerySet[Order], statuses: Sequence[str], limit: int) -> QuerySet[Order, Any]:
    rows = rows.select_related(None)
    rows = rows.filter(_newest_of_each(rows, statuses, limit)) if len(statuses) > 1 else _by_status(rows, statuses)
    return rows.values("pk")[:limit]


def _look_up_one_by_one() -> None:
    """Postgres cannot guess how many words begin with something, takes them for many, and would read every order.

    Nor may it keep one plan for all values: the best one for `Dana` is the worst for a rare name.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off;"
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
        )
