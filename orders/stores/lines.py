"""Writing what a store has into an order of its own: nothing is asked for, because it was sold over there already."""

from django.db import transaction

from catalog.selectors import lock_products
from orders.intake.outside import Basket
from orders.lines import draft_lines, write_lines
from orders.models import Order
from orders.pricing import Charges
from orders.services import By, bump, lock_order, record_event
from orders.states import check_shop_may_change


@transaction.atomic
def rewrite_lines(order: Order, *, basket: Basket, charges: Charges, by: By) -> Order:
    """The order has these lines at these prices from now on, and these charges.

    Raises DomainError `too_late` or `already_cancelled` when what is in it is fixed here.
    """
    locked = lock_order(order)
    check_shop_may_change(locked.state)
    locked.delivery_fee, locked.fees, locked.discount = charges.delivery, charges.fees, charges.discount
    products = lock_products(basket.quantities)
    write_lines(locked, draft_lines(locked, basket.quantities, products, agreed=basket.prices))
    bump(locked, "total", "delivery_fee", "fees", "discount")
    record_event(locked, kind="changed", by=by, lines=locked.lines.all())
    return locked
