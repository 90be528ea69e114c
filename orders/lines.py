"""The lines of an order: what they cost together, and writing them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from catalog.models import Product
from orders.delivery import services as delivery
from orders.items import Quantities
from orders.models import Order, OrderLine
from orders.pricing import Charges, Totals, add_lines, price_lines
from orders.promotions import discounts

# The price of one, by the product's primary key.
Prices = Mapping[int, Decimal]
# The fields of an order that follow from its lines and from where it goes.
SUMS = (*discounts.SUMS, *delivery.FIELDS)


def lines_by_product(order: Order) -> dict[int, OrderLine]:
    return {line.product_id: line for line in order.lines.all()}


def charges_of(order: Order) -> Charges:
    return Charges(order.delivery_fee, order.fees, order.discount)


def draft_lines(
    order: Order, wanted: Quantities, products: Mapping[int, Product], *, agreed: Prices
) -> list[OrderLine]:
    """The lines that are wanted, not saved, and the order's delivery fee and total; what was agreed on keeps its price.

    A promotion of the order goes with its lines.

    Raises DomainError `bad_charge` when the order's discount would be more than all of it.
    """
    prices = {pk: agreed[pk] if pk in agreed else products[pk].price for pk in wanted}
    priced = [(prices[pk], wanted[pk]) for pk in wanted]
    totals = price_lines(priced, order.currency)
    lines = [
        OrderLine(
            tenant_id=order.tenant_id, order=order, product=products[pk], name=products[pk].name[:200],
            unit=products[pk].unit, quantity=quantity, unit_price=prices[pk], subtotal=subtotal,
        )
        for (pk, quantity), subtotal in zip(wanted.items(), totals.subtotals, strict=True)
    ]  # fmt: skip
    discounts.follow_lines(order, lines)
    _add_up(order, priced)
    return lines


def write_lines(order: Order, lines: Sequence[OrderLine]) -> None:
    """Make the order's rows what the drafts say; a product that stays keeps its row and its place."""
    order.lines.exclude(product_id__in=[line.product_id for line in lines]).delete()
    OrderLine.objects.bulk_create(
        lines, update_conflicts=True, unique_fields=["order", "product"],
        update_fields=["name", "unit", "quantity", "unit_price", "subtotal"],
    )  # fmt: skip


def total_up(order: Order) -> Totals:
    """The order's sums as its lines and charges are now; sets its total. Raises DomainError `bad_charge`."""
    return _add_up(order, [(line.unit_price, line.quantity) for line in order.lines.all()])


def _add_up(order: Order, lines: Sequence[tuple[Decimal, Decimal]]) -> Totals:
    """The delivery fee follows from the goods, so it comes before the total."""
    delivery.update_fee(order, add_lines(lines, order.currency))
    totals = price_lines(lines, order.currency, charges_of(order))
    order.total = totals.total
    return totals
