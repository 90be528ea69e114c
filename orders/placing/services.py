"""An order that a program or a person of the shop sends in: for whom, what is in it, what they think it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from catalog.models import Product
from conversations.models import Customer
from conversations.profile import near_of
from lib.errors import DomainError
from lib.phone import to_e164
from orders.customers.people import Person, find_by_contact
from orders.delivery.wishes import NOTHING_WISHED, Wished
from orders.intake.lookalikes import note_look_alikes
from orders.intake.services import link_order
from orders.items import Item
from orders.models import Order
from orders.placing.external import External, describe, find_same, prices_of
from orders.services import By, create_order
from tenants.models import Tenant


@dataclass(frozen=True)
class Buyer:
    """A known customer by `public_id`, else somebody by what is known of them."""

    public_id: UUID | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""


@dataclass(frozen=True)
class WantedItem:
    """A product by `public_id` or article number. `unit_price` is what the sender thinks one costs."""

    quantity: object
    product_id: UUID | None = None
    sku: str = ""
    unit: str = ""
    unit_price: Decimal | None = None


@dataclass(frozen=True)
class Wish:
    """What is to be ordered. `currency` and `total` are what the sender reckons with; they are only compared."""

    buyer: Buyer
    items: Sequence[WantedItem]
    address: str = ""
    notes: str = ""
    wished: Wished = NOTHING_WISHED
    currency: str = ""
    total: Decimal | None = None
    external: External | None = None


@transaction.atomic
def place_order(tenant: Tenant, *, wish: Wish, by: By, source: str) -> tuple[Order, bool]:
    """A new pending order at the shop's own prices, or the one that has its external id already; and whether it is new.

    Raises DomainError, and nothing has changed: `unknown_customer`, `customer_missing`, `bad_phone`,
    `unknown_product`, `wrong_currency`, `wrong_price`, `wrong_total`, `unknown_site`, `external_conflict`, and
    everything `create_order` raises.
    """
    items = _read_items(tenant, wish)
    if wish.external is None:
        return _make_order(tenant, wish=wish, items=items, by=by, source=source), True
    person = Person(wish.buyer.name, wish.buyer.phone, wish.buyer.email)
    outside = describe(tenant, external=wish.external, items=items, person=person, source=source)
    if known := find_same(outside, items):
        return known, False
    try:
        with transaction.atomic():
            order = _make_order(tenant, wish=wish, items=items, by=by, source=source, is_sold=outside.site is not None)
            link_order(order, outside)
    except IntegrityError:
        # A webhook or another program brought it at this moment: the constraints of OrderLink have decided.
        if known := find_same(outside, items):
            return known, False
        raise
    note_look_alikes(order)
    return order, True


def _read_items(tenant: Tenant, wish: Wish) -> list[Item]:
    if wish.currency and wish.currency.upper() != tenant.currency:
        message = f"This shop sells in {tenant.currency}. Leave currency out, or send {tenant.currency}."
        raise DomainError("wrong_currency", message, given=wish.currency, computed=tenant.currency)
    products = _find_products(wish.items)
    _check_prices(wish.items, products, tenant.currency)
    return [Item(product, item.quantity, item.unit) for item, product in zip(wish.items, products, strict=True)]


def _make_order(
    tenant: Tenant, *, wish: Wish, items: Sequence[Item], by: By, source: str, is_sold: bool = False
) -> Order:
    """`is_sold`: a site of the shop has sold it and taken the stock."""
    order = create_order(
        tenant, customer=_find_customer(tenant, wish.buyer), items=items, by=by, address=wish.address,
        notes=wish.notes, source=source, wished=wish.wished, sold_at=prices_of(items) if is_sold else None,
    )  # fmt: skip
    if wish.total is not None and wish.total != order.total:
        message = (
            f"The total is {order.total} {order.currency}, not {_plain(wish.total)}. Send the order without total, or "
            "with the shop's own."
        )
        facts = {"given": _plain(wish.total), "computed": str(order.total), "currency": order.currency}
        raise DomainError("wrong_total", message, **facts)
    return order


def _find_products(items: Sequence[WantedItem]) -> list[Product]:
    """Of the current tenant, one for each item."""
    by_id = {item.product_id for item in items if item.product_id}
    by_sku = {item.sku for item in items if not item.product_id}
    rows = Product.objects.order_by()
    known: dict[object, Product] = {row.public_id: row for row in rows.filter(public_id__in=by_id)}
    known |= {row.sku: row for row in rows.filter(sku__in=by_sku - {""})}
    return [_known(item, place, known) for place, item in enumerate(items)]


def _known(item: WantedItem, place: int, known: Mapping[object, Product]) -> Product:
    wanted = item.product_id or item.sku
    if wanted in known:
        return known[wanted]
    kind, what = ("product_id", str(wanted)) if item.product_id else ("sku", str(wanted))
    message = f"This shop has no product with the {kind} {what!r}. Look it up again and correct items[{place}]."
    raise DomainError("unknown_product", message, item=place, **{kind: what})


def _check_prices(items: Sequence[WantedItem], products: Sequence[Product], currency: str) -> None:
    for place, (item, product) in enumerate(zip(items, products, strict=True)):
        if item.unit_price is not None and item.unit_price != product.price:
            message = (
                f"{product.name} costs {product.price} {currency}, not {_plain(item.unit_price)}. Send the item "
                "without unit_price, or with the shop's own."
            )
            facts: dict[str, Any] = {"item": place, "product_id": str(product.public_id), "currency": currency}
            raise DomainError(
                "wrong_price", message, given=_plain(item.unit_price), computed=str(product.price), **facts
            )


def _plain(amount: Decimal) -> str:
    """As it was sent, at the least with cents."""
    return str(amount.quantize(Decimal("0.01"))) if amount == round(amount, 2) else str(amount)


def _find_customer(tenant: Tenant, buyer: Buyer) -> Customer:
    """Whoever has this phone number, else this e-mail address, else somebody new. What is known of them stays."""
    if buyer.public_id:
        return _known_customer(buyer.public_id)
    phone = _read_phone(tenant, buyer.phone)
    if not (buyer.name or phone or buyer.email):
        raise DomainError("customer_missing", "Say who orders: customer.id, or a name, phone or email.")
    found = find_by_contact(phone, buyer.email)
    if found is None:
        return Customer.objects.create(
            tenant=tenant, name=buyer.name, phone=phone, email=buyer.email, language=buyer.language
        )
    learnt = {"name": buyer.name, "phone": phone, "email": buyer.email, "language": buyer.language}
    new = {name: text for name, text in learnt.items() if text and not getattr(found, name)}
    for name, text in new.items():
        setattr(found, name, text)
    if new:
        found.save(update_fields=list(new))
    return found


def _known_customer(public_id: UUID) -> Customer:
    found = Customer.objects.filter(public_id=public_id).first()
    if found is None:
        message = "This shop has no customer with this id. Send name, phone or email instead."
        raise DomainError("unknown_customer", message, id=str(public_id))
    return found


def _read_phone(tenant: Tenant, written: str) -> str:
    if not written:
        return ""
    if phone := to_e164(written, near=near_of(tenant)):
        return phone
    message = "This is no phone number. Write it with its country code, such as +972501234567."
    raise DomainError("bad_phone", message, given=written)
