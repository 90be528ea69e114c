"""What delivery costs and whether it is possible: decided by the shop's areas and the order's address alone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from lib.errors import DomainError
from lib.money import ZERO, format_money, round_money
from orders.delivery.areas import find_area
from orders.models import Actor, DeliveryArea, Fulfilment, Order
from orders.pricing import add_lines, delivery_fee, missing_to
from tenants.models import Tenant
from tenants.services import record_audit

MOST_AREAS = 200
# What `place_order` and `update_fee` may change.
FIELDS = ("delivery_area", "delivery_fee", "has_own_fee")


def list_areas() -> list[DeliveryArea]:
    """Of the current tenant."""
    return list(DeliveryArea.objects.all()[:MOST_AREAS])


def find_delivery(place: str) -> DeliveryArea:
    """The area of a place or an address. Raises DomainError `not_delivered`."""
    areas = list_areas()
    area = find_area(areas, place)
    if area is None:
        raise _not_delivered(areas, place)
    return area


def locate(order: Order, *, actor: Actor) -> None:
    """Find the order's area anew: its address or its fulfilment has changed. The fee follows in `update_fee`.

    Raises DomainError `not_delivered` unless somebody of the shop decides: they know what they do.
    """
    order.has_own_fee = False
    areas = list_areas() if order.fulfilment == Fulfilment.DELIVERY and order.address else []
    before, order.delivery_area = order.delivery_area, find_area(areas, order.address)
    if areas and order.delivery_area is None and actor != Actor.STAFF:
        raise _not_delivered(areas, order.address)
    if order.delivery_area is None and (before or order.fulfilment == Fulfilment.PICKUP):
        order.delivery_fee = ZERO


def update_fee(order: Order, goods: Decimal) -> None:
    """The area's fee for goods of this worth, unless somebody of the shop or another system has set one."""
    area = order.delivery_area
    if area and not order.has_own_fee and not order.sold_elsewhere:
        order.delivery_fee = round_money(delivery_fee(goods, fee=area.fee, free_from=area.free_from), order.currency)


def goods_of(order: Order) -> Decimal:
    return add_lines(((line.unit_price, line.quantity) for line in order.lines.all()), order.currency)


def check_delivery(order: Order) -> None:
    """Whether what was shown can still be delivered at that price; before an order is confirmed.

    Raises DomainError `address_missing`, `not_delivered`, `below_minimum`, or `price_changed` for another fee.
    """
    if order.fulfilment == Fulfilment.PICKUP or order.sold_elsewhere or order.has_own_fee:
        return
    areas = list_areas()
    if not areas:
        return
    if not order.address:
        raise DomainError("address_missing", "Ask for the delivery address, or whether the customer picks it up.")
    area, goods = find_area(areas, order.address), goods_of(order)
    if area is None:
        raise _not_delivered(areas, order.address)
    check_minimum(order, area, goods)
    fee = round_money(delivery_fee(goods, fee=area.fee, free_from=area.free_from), order.currency)
    if fee != order.delivery_fee:
        raise DomainError(
            "price_changed", f"Delivery now costs {fee}. Show the new total first.",
            product="delivery", was=str(order.delivery_fee), now=str(fee),
        )  # fmt: skip


def check_minimum(order: Order, area: DeliveryArea, goods: Decimal) -> None:
    """Raises DomainError `below_minimum`."""
    if missing := missing_to(area.minimum, goods):
        message = (
            f"{area.name} is delivered from {area.minimum} {order.currency} on; {missing} are missing. The customer "
            "can order more, or pick it up."
        )
        raise DomainError("below_minimum", message, **minimum_facts(area, missing, order.currency))


def minimum_facts(area: DeliveryArea, missing: Decimal, currency: str, language: str = "en") -> dict[str, str]:
    return {
        "area": area.name,
        "minimum": f"{area.minimum:f}",
        "minimum_text": format_money(area.minimum, currency, language),
        "missing": f"{missing:f}",
        "missing_text": format_money(missing, currency, language),
    }


@transaction.atomic
def save_area(
    tenant: Tenant, *, area: DeliveryArea | None = None, values: Mapping[str, Any], actor: str
) -> DeliveryArea:
    """Create or change an area; orders that wait for a yes are shown again at the new fee.

    Raises ValidationError naming each wrong field.
    """
    row = area or DeliveryArea(tenant=tenant)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    record_audit(tenant, actor=actor, action="delivery_area_saved", target=row.name, fee=str(row.fee))
    return row


@transaction.atomic
def delete_area(area: DeliveryArea, *, actor: str) -> None:
    record_audit(area.tenant, actor=actor, action="delivery_area_deleted", target=area.name)
    area.delete()


def _not_delivered(areas: list[DeliveryArea], address: str) -> DomainError:
    names = [area.name for area in areas if not area.is_everywhere]
    message = (
        f"{address[:120]!r} lies in none of the shop's delivery areas ({', '.join(names)}). If the town or postcode is "
        "missing ask for it. Else say that the shop does not deliver there and offer pickup."
    )
    return DomainError("not_delivered", message, address=address[:120], areas=names)
