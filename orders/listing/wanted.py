"""What is looked for in the list of orders, as conditions on each order and as keys from an index that knows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from catalog.models import Product
from orders.listing.words import matching
from orders.models import Confirmation, Order, OrderLine, OrderWords

# What fewer orders have is rare.
FEW = 5_000
# Postgres may not move what is inside a limit to another place; more rows than this nobody has.
FENCE = 2**31
# No product has this key.
NOTHING = -1


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
    # A product by its key, where that is known already, else by its public id or article number: `with_key`.
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


# Keys of orders that an index knows, and what is left to look for then.
Way = tuple[QuerySet[Any, Any], Wanted]


def with_key(wanted: Wanted) -> Wanted:
    """The same with its product looked up, so that nobody asks again who it is."""
    if wanted.product_key or not (wanted.product_id or wanted.sku):
        return wanted
    named = Q(public_id=wanted.product_id) if wanted.product_id else Q(sku=wanted.sku)
    key = Product.objects.filter(named).values_list("pk", flat=True).first()
    return replace(wanted, product_key=key or NOTHING, product_id=None, sku="")


def tests_of(wanted: Wanted) -> list[Q]:
    """What is looked for order by order. Of a product only its key counts."""
    tests = _on_orders(wanted)
    if wanted.product_key:
        tests.append(Q(Exists(lines_of(wanted).filter(order=OuterRef("pk")))))
    if wanted.confirmations:
        tests.append(Q(Exists(_asked(wanted).filter(order=OuterRef("pk")))))
    if wanted.query:
        tests.append(Q(Exists(matching(wanted.query).filter(order=OuterRef("pk")))))
    return tests


def fenced(wanted: Wanted, rare: Way | None) -> list[Q]:
    """The same, beginning with what an index says is `rare`, else with the words."""
    keys, rest = rare or _ways(wanted)[0]
    return [Q(pk__in=keys[:FENCE]), *tests_of(rest)]


def known_rare(wanted: Wanted) -> Way | None:
    """What few orders have of all that is wanted. Of words nobody knows it before they are found."""
    known = (way for way in _ways(wanted) if way[0].model is not OrderWords)
    return next((way for way in known if not way[0][FEW:].exists()), None)


def _ways(wanted: Wanted) -> list[Way]:
    """Each index that can be asked for keys of orders, and what is left to look for then."""
    ways: list[Way] = []
    if wanted.query:
        ways.append((matching(wanted.query).values("pk"), replace(wanted, query="")))
    if wanted.product_key:
        ways.append((lines_of(wanted).values("order_id"), replace(wanted, product_key=None)))
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


def lines_of(wanted: Wanted) -> QuerySet[OrderLine]:
    """The lines of the product that is wanted."""
    return OrderLine.objects.filter(product=wanted.product_key).order_by()
