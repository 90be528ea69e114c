"""An order that a program knows by a name of its own: the same name is the same order, whoever brings it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from lib.errors import DomainError
from lib.money import ZERO
from orders.customers.people import Person
from orders.extension.services import kept_key
from orders.intake.outside import OutsideOrder
from orders.intake.places import WOOCOMMERCE, find_site, place_of_site
from orders.intake.services import meet, names_of
from orders.items import Item, Quantities, add_up
from orders.lines import Prices, lines_by_product
from orders.models import Order, Site
from orders.pricing import price_lines
from tenants.models import Tenant

PROGRAM = "program"


@dataclass(frozen=True)
class External:
    """What an order is called elsewhere. The id means something on a site of the shop, else in the program `source`."""

    external_id: str
    site_id: str = ""
    source: str = ""
    order_key: str = ""


def describe(tenant: Tenant, *, external: External, items: Sequence[Item], person: Person, source: str) -> OutsideOrder:
    """The order's names and sum, to look it up by. Raises DomainError `unknown_site`, and what `add_up` raises."""
    site = _site(external.site_id) if external.site_id else None
    total = price_lines(_priced(add_up(items), prices_of(items)), tenant.currency).total
    return OutsideOrder(
        source=source, place=place_of_site(site, WOOCOMMERCE) if site else f"{PROGRAM}:{external.source}", site=site,
        store=site.store if site else None, lines=[], currency=tenant.currency, total=total, person=person,
        names=names_of(external_id=external.external_id, order_key=kept_key(external.order_key)),
    )  # fmt: skip


def find_same(outside: OutsideOrder, items: Sequence[Item]) -> Order | None:
    """The order that is known by this name, if there is one.

    Raises DomainError `external_conflict` when it is another one: neither the same things nor goods of the same sum.
    """
    link = meet(outside)
    if link is None:
        return None
    order, wanted = link.order, add_up(items)
    known = {pk: line.quantity for pk, line in lines_by_product(order).items()}
    goods = order.lines.aggregate(sum=Sum("subtotal"))["sum"] or ZERO
    # What a site or a store calls a product may be unknown here, so that its lines are others: then the sum decides.
    if known == wanted or (order.sold_elsewhere and goods == outside.total):
        return order
    name = outside.names.external_id or outside.names.order_key
    message = (
        f"{name!r} is the order {order.number} already, with other items. Change that order, or send the external_id "
        "of the order that you mean."
    )
    raise DomainError(
        "external_conflict", message, external_id=name, id=str(order.public_id), number=order.number,
        given=str(outside.total), computed=str(goods), currency=order.currency,
    )  # fmt: skip


def prices_of(items: Sequence[Item]) -> Prices:
    return {item.product.pk: item.product.price for item in items}


def _priced(wanted: Quantities, prices: Mapping[int, Decimal]) -> list[tuple[Decimal, Decimal]]:
    return [(prices[pk], quantity) for pk, quantity in wanted.items()]


def _site(site_id: str) -> Site:
    site = find_site(site_id)
    if site is None:
        message = (
            "This shop has no site with this id. Compare it with the site's id in the panel, or leave site_id out."
        )
        raise DomainError("unknown_site", message, site_id=site_id)
    return site
