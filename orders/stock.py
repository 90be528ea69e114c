"""Reservations: an order holds its stock from the first moment, and gives back what it no longer needs."""

from collections.abc import Mapping
from decimal import Decimal

from catalog.models import Product
from catalog.services import return_stock, take_stock
from lib.errors import DomainError


def reserve(products: Mapping[int, Product], before: Mapping[int, Decimal], wanted: Mapping[int, Decimal]) -> None:
    """Take or give back the difference; `products` are locked by the caller.

    Raises DomainError `not_for_sale` or `out_of_stock`.
    """
    for pk in {*before, *wanted}:
        change = wanted.get(pk, Decimal(0)) - before.get(pk, Decimal(0))
        if change > 0:
            _check_for_sale(products[pk])
            take_stock(products[pk], change)
        elif change < 0:
            return_stock(pk, -change)


def release(quantities: Mapping[int, Decimal]) -> None:
    for pk, quantity in sorted(quantities.items()):
        return_stock(pk, quantity)


def _check_for_sale(product: Product) -> None:
    if not product.is_available:
        message = f"{product.name} is not for sale at the moment."
        raise DomainError("not_for_sale", message, product=product.name, product_id=str(product.public_id))
