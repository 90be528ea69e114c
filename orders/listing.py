"""Pages of the list of orders by time, quick whatever is asked for: docs/decisions/orders-at-size.md."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from catalog.models import Product
from orders.models import Confirmation, Order, OrderLine, OrderWords
from orders.words import matching, walk

# Most of what is asked for is among so few of the newest already.
GLANCE = 300
# So many of the newest orders tell how common a thing is; so many at most are looked at one by one for a common one.
SAMPLE = 2_000
LOOKED_THROUGH = 15_000
# Words stand in the order of the list themselves: walking along them is several times as quick.
WALKED = 100_000
# With a status, of which most that are found have another one, a shorter walk is worth it.
WALKED_FOR_STATUS = 30_000
# What was asked for may lie less close together further back.
MARGIN = 1.5
# What fewer orders have is rare.
FEW = 5_000
# What one of so many has, or fewer, its own index finds quickly.
RARE = 200
# Postgres may not move what is inside a limit to another place; more rows than this nobody has.
FENCE = 2**31
# The order of the list, said so that no index fits: with one, Postgres would walk through all orders to find few.
BY_SORTING = (OrderBy(F("created_at") + Value(timedelta(0)), descending=True), OrderBy(F("pk"), descending=True))

Row = TypeVar("Row", Order, OrderWords)


@dataclass(frozen=True)
class Wanted:
    """Which orders. What is empty or None does not matter."""

    statuses: Sequence[str] = ()
    payment_statuses: Sequence[str] = ()
    source: str = ""
    customer_id: UUID | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    total_min: Decimal | None = None
    total_max: Decimal | None = None
    # A product by its key, where that is known already, else by its public id or article number.
    product_key: int | None = None
    product_id: UUID | None = None
    sku: str = ""
    query: str = ""
    # What the asking about orders from outside has come to.
    confirmations: Sequence[str] = ()
    oldest_first: bool = False


@dataclass(frozen=True)
class Place:
    """An order's place in the list: pages go on behind it, whatever is added in front."""

    created_at: datetime
    pk: int


def list_page(wanted: Wanted, *, after: Place | None, limit: int) -> list[Order]:
    """At most `limit` orders of the current tenant, newest first unless `oldest_first`, with their customers.

    What is common is found among the newest orders; what is not there often enough is rare, and its own index finds it.
    """
    rows = _in_order(wanted, after)
    if not _tests(wanted):
        return _newest(rows, wanted.statuses, limit)
    looks, most = ((SAMPLE,), WALKED) if _is_by_words(wanted) else ((GLANCE, SAMPLE), LOOKED_THROUGH)
    with transaction.atomic():
        _look_up_one_by_one()
        if wanted.statuses and _has_words_anywhere(wanted):
            page = _walk_to_a_page(rows, wanted, after, limit)
            if page is not None:
                return page
        for count in looks:
            found = list(_among_newest(rows, wanted, after, count)[:limit])
            if len(found) == limit:
                return found
        if _has_only(rows, wanted, SAMPLE):
            return found
        reach = int(SAMPLE * limit * MARGIN / max(len(found), 1))
        if reach <= most or _has_only(rows, wanted, most):
            found = list(_among_newest(rows, wanted, after, min(reach, most))[:limit])
            if len(found) == limit or reach > most:
                return found
        return _by_index(rows, wanted, after, limit)


def _walk_to_a_page(rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int) -> list[Order] | None:
    """The page of a status, found by walking along words; None when those that fit lie too far apart."""
    found = list(_along_words(rows, wanted, after, SAMPLE)[:limit])
    if len(found) == limit or _has_only(rows, replace(wanted, statuses=()), SAMPLE):
        return found
    reach = int(SAMPLE * limit * MARGIN / max(len(found), 1))
    if reach <= WALKED_FOR_STATUS:
        found = list(_along_words(rows, wanted, after, reach)[:limit])
    return found if len(found) == limit else None


def read_window(wanted: Wanted, *, after: Place | None, size: int) -> tuple[list[Order], Place | None]:
    """Those that fit among the next `size` orders, and where the next window begins; None behind the last order.

    For reading all of them: each window costs the same, however few of it fit.
    """
    rows = _in_order(wanted, after)
    keys = list(_newest_keys(rows, wanted.statuses, size).values_list("created_at", "pk"))
    found = rows.filter(*_tests(wanted), pk__in=[pk for _created_at, pk in keys]) if keys else rows.none()
    with transaction.atomic():
        _look_up_one_by_one()
        return list(found), Place(*keys[-1]) if len(keys) == size else None


def _has_only(rows: QuerySet[Order], wanted: Wanted, count: int) -> bool:
    return not _newest_keys(rows, wanted.statuses, count + 1)[count:].exists()


def _is_by_words(wanted: Wanted) -> bool:
    """Whether nothing but time narrows down where words are looked for."""
    return _has_words_anywhere(wanted) and not wanted.statuses


def _has_words_anywhere(wanted: Wanted) -> bool:
    """Whether words are looked for, and at most a status narrows down where."""
    return bool(wanted.query) and not (wanted.source or wanted.customer_id)


def _among_newest(rows: QuerySet[Order], wanted: Wanted, after: Place | None, count: int) -> QuerySet[Order]:
    if _is_by_words(wanted):
        return _along_words(rows, wanted, after, count)
    return rows.filter(pk__in=_newest_keys(rows, wanted.statuses, count)).filter(*_tests(wanted))


def _along_words(rows: QuerySet[Order], wanted: Wanted, after: Place | None, count: int) -> QuerySet[Order]:
    """Those that fit among the newest `count` of all orders, whatever their status."""
    words = _by_time(OrderWords.objects.all(), wanted, after)
    found = walk(words, wanted.query, count=count, oldest_first=wanted.oldest_first)
    fitting = _by_status(rows, wanted.statuses).filter(*_tests(replace(wanted, query="")))
    return fitting.filter(pk__in=found.order_by().values("pk")[:FENCE])


def _by_index(rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int) -> list[Order]:
    return list(rows.filter(pk__in=_keys_by_index(rows, wanted, after, limit)))


def _keys_by_index(rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int) -> list[int]:
    if _is_by_words(wanted) and not _tests(replace(wanted, query="")):
        rare: QuerySet[Any] = _by_time(matching(wanted.query), wanted, after)
    else:
        rare = _by_status(rows, wanted.statuses).select_related(None).filter(*_fenced(wanted))
    rare = rare.order_by(*BY_SORTING)
    return list((rare.reverse() if wanted.oldest_first else rare).values_list("pk", flat=True)[:limit])


def first_keys(wanted: Wanted, *, most: int) -> tuple[list[int], bool]:
    """The keys of what fits, at most so many, and whether these are all.

    Never looks further than a page of the list does, so that "not all" may also mean: nobody knows without reading on.
    """
    rows = _in_order(wanted, None).select_related(None)
    if not _tests(wanted):
        keys = list(_newest_keys(rows, wanted.statuses, most + 1).values_list("pk", flat=True))
        return keys[:most], len(keys) <= most
    with transaction.atomic():
        _look_up_one_by_one()
        keys = list(_among_newest(rows, wanted, None, LOOKED_THROUGH).values_list("pk", flat=True)[: most + 1])
        if len(keys) > most or _has_only(rows, wanted, LOOKED_THROUGH):
            return keys[:most], len(keys) <= most
        if len(keys) * RARE > LOOKED_THROUGH:
            return keys, False
        keys = _keys_by_index(rows, wanted, None, most + 1)
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


def _by_time(rows: QuerySet[Row], wanted: Wanted, after: Place | None) -> QuerySet[Row]:
    """In the order and the span that are wanted, behind `after`."""
    rows = rows.order_by("created_at", "pk") if wanted.oldest_first else rows.order_by("-created_at", "-pk")
    if wanted.created_from:
        rows = rows.filter(created_at__gte=wanted.created_from)
    if wanted.created_to:
        rows = rows.filter(created_at__lt=wanted.created_to)
    return rows.filter(*behind(after, oldest_first=wanted.oldest_first)) if after else rows


def behind(place: Place, *, oldest_first: bool = False) -> tuple[Q, Q]:
    """What comes after a place. Said twice: the first half is where the index begins."""
    way = "gt" if oldest_first else "lt"
    further = Q(**{f"created_at__{way}": place.created_at}) | Q(created_at=place.created_at, **{f"pk__{way}": place.pk})
    return Q(**{f"created_at__{way}e": place.created_at}), further


def _by_status(rows: QuerySet[Order], statuses: Sequence[str]) -> QuerySet[Order]:
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


def _tests(wanted: Wanted) -> list[Q]:
    """What is looked for order by order."""
    tests = _on_orders(wanted)
    if (lines := _lines(wanted)) is not None:
        tests.append(Q(Exists(lines.filter(order=OuterRef("pk")))))
    if wanted.confirmations:
        tests.append(Q(Exists(_asked(wanted).filter(order=OuterRef("pk")))))
    if wanted.query:
        tests.append(Q(Exists(matching(wanted.query).filter(order=OuterRef("pk")))))
    return tests


def _fenced(wanted: Wanted) -> list[Q]:
    """The same, beginning with what an index says is rare; of words nobody knows it before they are found."""
    ways = _ways(wanted)
    known = [way for way in ways if way[0].model is not OrderWords]
    keys, rest = next((way for way in known if not way[0][FEW:].exists()), ways[0])
    return [Q(pk__in=keys[:FENCE]), *_tests(rest)]


def _ways(wanted: Wanted) -> list[tuple[QuerySet[Any, Any], Wanted]]:
    """Each index that can be asked for keys of orders, and what is left to look for then."""
    ways: list[tuple[QuerySet[Any, Any], Wanted]] = []
    if wanted.query:
        ways.append((matching(wanted.query).values("pk"), replace(wanted, query="")))
    if (lines := _lines(wanted)) is not None:
        ways.append((lines.values("order_id"), replace(wanted, product_key=None, product_id=None, sku="")))
    if wanted.confirmations:
        ways.append((_asked(wanted).values("order_id"), replace(wanted, confirmations=())))
    if on_orders := _on_orders(wanted):
        without = replace(wanted, total_min=None, total_max=None, payment_statuses=())
        ways.append((Order.objects.filter(*on_orders).order_by().values("pk"), without))
    return ways


def _on_orders(wanted: Wanted) -> list[Q]:
    """What the order's own row tells."""
    bounds = {"total__gte": wanted.total_min, "total__lte": wanted.total_max}
    tests = [Q(**{bound: amount}) for bound, amount in bounds.items() if amount is not None]
    return [*tests, Q(payment_status__in=wanted.payment_statuses)] if wanted.payment_statuses else tests


def _asked(wanted: Wanted) -> QuerySet[Confirmation]:
    return Confirmation.objects.filter(state__in=wanted.confirmations).order_by()


def _look_up_one_by_one() -> None:
    """Postgres cannot guess how many words begin with something, takes them for many, and would read every order.

    Nor may it keep one plan for all values: the best one for `Dana` is the worst for a rare name.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off;"
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
        )


def _lines(wanted: Wanted) -> QuerySet[OrderLine] | None:
    if not (wanted.product_key or wanted.product_id or wanted.sku):
        return None
    return OrderLine.objects.filter(product__in=_product_keys(wanted)).order_by()


def _product_keys(wanted: Wanted) -> list[int]:
    if wanted.product_key:
        return [wanted.product_key]
    named = Q(public_id=wanted.product_id) if wanted.product_id else Q(sku=wanted.sku)
    return list(Product.objects.filter(named).values_list("pk", flat=True)[:1])
