"""Pages of the list of orders, newest first, quick whatever is asked for: docs/decisions/orders-at-size.md."""

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
from orders.models import Order, OrderLine, OrderWords
from orders.words import matching, walk

# So many of the newest orders tell how common a thing is; so many at most are looked at one by one for a common one.
SAMPLE = 2_000
LOOKED_THROUGH = 15_000
# Words stand in the order of the list themselves: walking along them is several times as quick.
WALKED = 100_000
# What was asked for may lie less close together further back.
MARGIN = 1.5
# What fewer orders have is rare.
FEW = 5_000
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
    product_id: UUID | None = None
    sku: str = ""
    query: str = ""


@dataclass(frozen=True)
class Place:
    """An order's place in the list: pages go on behind it, whatever is added in front."""

    created_at: datetime
    pk: int


def list_page(wanted: Wanted, *, after: Place | None, limit: int) -> list[Order]:
    """At most `limit` orders of the current tenant, newest first, with their customers.

    What is common is found among the newest orders; what is not there often enough is rare, and its own index finds it.
    """
    rows = _in_order(wanted, after)
    if not _tests(wanted):
        return _newest(rows, wanted.statuses, limit)
    most = WALKED if _is_by_words(wanted) else LOOKED_THROUGH
    with transaction.atomic():
        _look_up_one_by_one()
        found = list(_among_newest(rows, wanted, after, SAMPLE)[:limit])
        if len(found) == limit or _has_only(rows, wanted, SAMPLE):
            return found
        reach = int(SAMPLE * limit * MARGIN / max(len(found), 1))
        if reach <= most or _has_only(rows, wanted, most):
            found = list(_among_newest(rows, wanted, after, min(reach, most))[:limit])
            if len(found) == limit or reach > most:
                return found
        return _by_index(rows, wanted, after, limit)


def _has_only(rows: QuerySet[Order], wanted: Wanted, count: int) -> bool:
    return not _newest_keys(rows, wanted.statuses, count + 1)[count:].exists()


def _is_by_words(wanted: Wanted) -> bool:
    """Whether nothing but time narrows down where words are looked for."""
    return bool(wanted.query) and not (wanted.statuses or wanted.source or wanted.customer_id)


def _among_newest(rows: QuerySet[Order], wanted: Wanted, after: Place | None, count: int) -> QuerySet[Order]:
    if not _is_by_words(wanted):
        return rows.filter(pk__in=_newest_keys(rows, wanted.statuses, count)).filter(*_tests(wanted))
    words = walk(_by_time(OrderWords.objects.all(), wanted, after), wanted.query, count=count)
    return rows.filter(*_tests(replace(wanted, query="")), pk__in=words.order_by().values("pk")[:FENCE])


def _by_index(rows: QuerySet[Order], wanted: Wanted, after: Place | None, limit: int) -> list[Order]:
    if _is_by_words(wanted) and not _tests(replace(wanted, query="")):
        rare: QuerySet[Any] = _by_time(matching(wanted.query), wanted, after)
    else:
        rare = _by_status(rows, wanted.statuses).select_related(None).filter(*_fenced(wanted))
    keys = rare.order_by(*BY_SORTING).values_list("pk", flat=True)[:limit]
    return list(rows.filter(pk__in=list(keys)))


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
    """Newest first, in the span that is wanted, behind `after`."""
    rows = rows.order_by("-created_at", "-pk")
    if wanted.created_from:
        rows = rows.filter(created_at__gte=wanted.created_from)
    if wanted.created_to:
        rows = rows.filter(created_at__lt=wanted.created_to)
    if after:
        # Said twice: the first half is where the index begins.
        behind = Q(created_at__lt=after.created_at) | Q(created_at=after.created_at, pk__lt=after.pk)
        rows = rows.filter(Q(created_at__lte=after.created_at), behind)
    return rows


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
        ways.append((lines.values("order_id"), replace(wanted, product_id=None, sku="")))
    if on_orders := _on_orders(wanted):
        without = replace(wanted, total_min=None, total_max=None, payment_statuses=())
        ways.append((Order.objects.filter(*on_orders).order_by().values("pk"), without))
    return ways


def _on_orders(wanted: Wanted) -> list[Q]:
    """What the order's own row tells."""
    bounds = {"total__gte": wanted.total_min, "total__lte": wanted.total_max}
    tests = [Q(**{bound: amount}) for bound, amount in bounds.items() if amount is not None]
    return [*tests, Q(payment_status__in=wanted.payment_statuses)] if wanted.payment_statuses else tests


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
    if not wanted.product_id and not wanted.sku:
        return None
    named = Q(public_id=wanted.product_id) if wanted.product_id else Q(sku=wanted.sku)
    keys = list(Product.objects.filter(named).values_list("pk", flat=True)[:1])
    return OrderLine.objects.filter(product__in=keys).order_by()
