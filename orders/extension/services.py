"""An order that a browser extension saw on a page of a site, made ours."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from catalog.models import Product
from lib.errors import DomainError
from lib.money import round_money
from lib.text import shorten
from orders.customers.people import Person
from orders.intake.outside import OutsideLine, OutsideOrder
from orders.intake.places import WOOCOMMERCE, check_page, place_of_site
from orders.intake.services import names_of, take_in
from orders.models import Actor, OrderLink, Site, Source
from orders.services import By

LONGEST_KEPT = 100


def submit_order(site: Site, given: Mapping[str, Any]) -> tuple[OrderLink, bool]:
    """The order and whether it is new; `given` has the shape of SubmittedOrder.

    Raises DomainError, and nothing has changed: `wrong_page`, `wrong_currency`, `price_missing`, and everything that
    `create_order` raises.
    """
    check_page(site, source=given["source"], page_url=given["page_url"])
    return take_in(site.tenant, _describe(site, given), by=By(Actor.STORE, site.name))


def kept_key(order_key: str) -> str:
    """Keys that are too long are known by their sum."""
    return order_key if len(order_key) <= LONGEST_KEPT else hashlib.sha256(order_key.encode()).hexdigest()


def _describe(site: Site, given: Mapping[str, Any]) -> OutsideOrder:
    currency = given["currency"].strip().upper() or site.tenant.currency
    customer = given["customer"]
    is_shop = given["source"] == WOOCOMMERCE
    return OutsideOrder(
        source=Source.EXTENSION, place=place_of_site(site, given["source"]), site=site,
        store=site.store if is_shop else None,
        names=names_of(external_number=given["external_id"].strip(), order_key=kept_key(given["order_key"].strip())),
        lines=[_line(place, item, site) for place, item in enumerate(given["items"])],
        currency=currency, total=given["total"],
        person=Person(
            customer.get("name", "").strip(), customer.get("phone", "").strip(), customer.get("email", "").strip(),
            customer.get("language", "")[:2].lower(),
        ),
        address=shorten(given["address"], 300), notes=given["notes"].strip(),
    )  # fmt: skip


def _line(place: int, item: Mapping[str, Any], site: Site) -> OutsideLine:
    quantity, number = Decimal(item["quantity"]), item["external_id"].strip()
    return OutsideLine(
        name=shorten(item["name"], 200) or number, quantity=quantity, sku=item["sku"].strip(),
        unit_price=_price(place, item, site), numbers=[int(number)] if number.isdecimal() and len(number) < 19 else [],
    )  # fmt: skip


def _price(place: int, item: Mapping[str, Any], site: Site) -> Decimal:
    """What one cost: by the line's sum, else as it was shown, else as the shop's own product of this number costs."""
    currency = site.tenant.currency
    if item["subtotal"] is not None:
        return round_money(item["subtotal"] / item["quantity"], currency)
    if item["unit_price"] is not None:
        return round_money(item["unit_price"], currency)
    known = Product.objects.filter(sku=item["sku"], outside_key="").first() if item["sku"] else None
    if known is None:
        message = f"items[{place}] ({item['name'][:60]}) has no price. Send unit_price or subtotal."
        raise DomainError("price_missing", message, field=f"items[{place}].unit_price")
    return known.price
