"""Reservations: an order holds its stock from the first moment, and gives back what it no longer needs."""

from collections.abc import Collection, Mapping
from decimal import Decimal

from django.db.models import Sum

from catalog.models import Product, StoreItem
from catalog.selectors import lock_products
from catalog.services import return_stock, take_stock
from catalog.stores.live import sights
from lib.errors import DomainError
from lib.money import plain_number
from orders.models import Order, OrderLine
from orders.states import Status


def reserve(
    order: Order, products: Mapping[int, Product], before: Mapping[int, Decimal], wanted: Mapping[int, Decimal]
) -> None:
    """Take or give back the difference; `products` are locked by the caller. What was sold elsewhere holds nothing.

    Raises DomainError `not_for_sale` or `out_of_stock`.
    """
    for pk in {*before, *wanted}:
        change = wanted.get(pk, Decimal(0)) - before.get(pk, Decimal(0))
        if order.sold_elsewhere:
            if before and pk not in before:
                _check_for_sale(products[pk])
            continue
        if change > 0:
            _check_for_sale(products[pk])
            take_stock(products[pk], change)
        elif change < 0:
            return_stock(pk, -change)


def release(order: Order, quantities: Mapping[int, Decimal]) -> None:
    if order.sold_elsewhere:
        return
    for pk, quantity in sorted(quantities.items()):
        return_stock(pk, quantity)


def _check_for_sale(product: Product) -> None:
    if not product.is_available:
        message = f"{product.name} is not for sale at the moment."
        raise DomainError("not_for_sale", message, product=product.name, product_id=str(product.public_id))


def check_stores(order: Order) -> dict[str, str | int]:
    """Whether the stores, as far as we know, still have what an order is about to promise.

    Returns what the order's history says about it: empty without products of a store, else where the stock was seen
    (`live` or `synced_copy`) and how many seconds ago. Raises DomainError `out_of_stock`.
    """
    lines = {line.product_id: line for line in order.lines.select_related("product")}
    counted = dict(StoreItem.objects.filter(product__in=lines).values_list("product_id", "stock"))
    if not counted:
        return {}
    # Two orders that are confirmed at the same time wait for each other here.
    lock_products(counted)
    promised = count_promised(counted, besides=order)
    for pk, stock in counted.items():
        left = None if stock is None else max(stock - promised.get(pk, Decimal(0)), Decimal(0))
        if left is not None and left < lines[pk].quantity:
            _refuse(lines[pk], left)
    oldest = max(sights([lines[pk].product for pk in counted]).values(), key=lambda sight: sight.age_seconds or 0)
    return {"stock_source": oldest.source, "stock_age_seconds": oldest.age_seconds or 0}


def count_promised(product_ids: Collection[int], *, besides: Order) -> dict[int, Decimal]:
    """What other confirmed orders take of the stores' stock as soon as staff enter them there."""
    rows = OrderLine.objects.filter(
        product__in=product_ids, order__status=Status.CONFIRMED, order__sold_elsewhere=False
    ).exclude(order=besides)
    sums = rows.order_by().values("product_id").annotate(quantity=Sum("quantity"))
    return dict(sums.values_list("product_id", "quantity"))


def _refuse(line: OrderLine, left: Decimal) -> None:
    rest = plain_number(left)
    raise DomainError(
        "out_of_stock", f"The store has only {rest} {line.unit} of {line.name} left. Change the order.",
        product=line.name, product_id=str(line.product.public_id), available=rest, unit=line.unit,
    )  # fmt: skip
