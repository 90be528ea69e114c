"""Reads about orders."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from conversations.models import Conversation, Customer
from conversations.people.merging import person_ids
from lib.errors import DomainError
from orders.models import Order, OrderLine, Recap
from orders.numbers import tidy_number
from orders.states import Status
from tenants.models import Tenant
from tenants.scoping import scopes_disabled, tenant_scope

# The same order again within this time is taken for a repetition, not for a second order.
REPEAT_WINDOW = timedelta(minutes=10)
# What an order's line shows: a product's texts and figures for the search are large.
SHOWN_OF_LINES = (
    "tenant", "order", "name", "unit", "quantity", "unit_price", "subtotal", "product__tenant", "product__public_id",
    "product__sku",
)  # fmt: skip

SHOWN_OF_ROWS = (
    "order_id", "product__public_id", "product__sku", "name", "unit", "quantity", "unit_price", "subtotal",
)  # fmt: skip


def bring_lines(orders: Sequence[Order]) -> None:
    """Give each order its lines as `line_list`, rows with the names of SHOWN_OF_ROWS: in one query.

    Rows, because a list of orders takes a third longer when Django makes a line and a product of each.
    """
    lines: dict[int, list[Any]] = {order.pk: [] for order in orders}
    for row in OrderLine.objects.filter(order__in=lines).values_list(*SHOWN_OF_ROWS, named=True):
        lines[row.order_id].append(row)
    for order in orders:
        order.line_list = lines[order.pk]


def lines_with_names() -> "Prefetch[str, QuerySet[OrderLine], str]":
    """For prefetching: an order's lines, with their products' names in every language."""
    return Prefetch("lines", OrderLine.objects.select_related("product").only(*SHOWN_OF_LINES, "product__translations"))


def list_orders_of(customer: Customer) -> QuerySet[Order]:
    """Everything the person ordered, newest first, also as another customer whom staff know to be them.

    And what they were asked about: an order of a shop's site belongs to whoever answers at its phone number.
    """
    people = person_ids(customer)
    shown = set(
        Recap.objects.filter(conversation__customer_id__in=people, order__confirmation__isnull=False).values_list(
            "order_id", flat=True
        )
    )
    return Order.objects.filter(Q(customer_id__in=people) | Q(pk__in=shown)).order_by("-id")


def list_customer_orders(customer: Customer, *, limit: int = 10) -> list[Order]:
    """The person's newest orders, with their lines."""
    return list(list_orders_of(customer).select_related("confirmation").prefetch_related("lines__product")[:limit])


def get_customer_order(customer: Customer, number: str) -> Order:
    """The customer's own order; an empty number means their newest that is not cancelled, else the newest.

    People may leave the year out: `12` is their newest order that ends in 000012.
    Raises DomainError `no_such_order` alike for a number that does not exist and for somebody else's.
    """
    newest = list_orders_of(customer)
    number = number.strip()
    if not number:
        found = newest.exclude(status=Status.CANCELLED).first() or newest.first()
    elif number.isdecimal():
        found = newest.filter(number__endswith=f"-{int(number):06d}").first()
    else:
        found = newest.filter(number=tidy_number(number)).first()
    if found is None:
        raise DomainError("no_such_order", "This customer has no such order. List their orders first.")
    return found


def find_repeat(conversation: Conversation, quantities: Sequence[tuple[int, Decimal]]) -> Order | None:
    """A pending order of this conversation with exactly these lines, made a moment ago."""
    recent = Order.objects.filter(
        conversation=conversation, status=Status.PENDING, created_at__gt=timezone.now() - REPEAT_WINDOW
    )
    for order in recent.prefetch_related("lines").order_by("-id")[:5]:
        if sorted((line.product_id, line.quantity) for line in order.lines.all()) == sorted(quantities):
            return order
    return None


def has_orders(tenant: Tenant) -> bool:
    """Whether anything was ever sold."""
    with tenant_scope(tenant):
        return Order.objects.exists()


def count_held(product_ids: Collection[int]) -> dict[int, Decimal]:
    """What pending and confirmed orders hold of products; what is being packed is the shop's own business."""
    rows = OrderLine.objects.filter(
        product__in=product_ids, order__status__in=[Status.PENDING, Status.CONFIRMED], order__sold_elsewhere=False
    )
    sums = rows.order_by().values("product_id").annotate(quantity=Sum("quantity"))
    return dict(sums.values_list("product_id", "quantity"))


def find_by_key(key: str) -> Order | None:
    """The order that a customer's own link opens, whichever living shop's it is."""
    with scopes_disabled():
        rows = Order.objects.select_related("tenant", "customer")
        return rows.filter(tracking_key=key, tenant__is_active=True).first()
