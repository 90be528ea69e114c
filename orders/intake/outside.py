"""An order that was made somewhere else, in nobody's wire format, and the products of ours that its lines mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count

from catalog.models import Product, Store, StoreItem
from catalog.services import keep_outside_product
from lib.money import ZERO
from lib.text import fold
from orders.customers.people import Person
from orders.items import Item, Quantities
from orders.models import Site
from orders.pricing import Charges, charges_between, price_lines
from tenants.models import Tenant

# Of something that is not sold by the piece, as far as we can tell.
SMALLEST_STEP = Decimal("0.001")


@dataclass(frozen=True)
class Names:
    """What an order is called over there: the machine's number, the one people see, and the secret in its address."""

    external_id: str = ""
    external_number: str = ""
    order_key: str = ""


@dataclass(frozen=True)
class OutsideLine:
    """`numbers` are the store's for the product, the best one first."""

    name: str
    quantity: Decimal
    unit_price: Decimal
    sku: str = ""
    numbers: Sequence[int] = ()
    item_id: int = 0


@dataclass(frozen=True, kw_only=True)
class OutsideOrder:
    """`total` is what was charged over there; what the lines and the delivery do not explain are fees or a discount."""

    source: str
    place: str
    names: Names
    lines: Sequence[OutsideLine]
    currency: str
    total: Decimal
    person: Person
    store: Store | None = None
    site: Site | None = None
    delivery: Decimal = ZERO
    address: str = ""
    notes: str = ""


@dataclass
class Basket:
    """The lines as ours: how much of which product at which price, and the store's line numbers of each."""

    products: dict[int, Product] = field(default_factory=dict)
    quantities: Quantities = field(default_factory=dict)
    prices: dict[int, Decimal] = field(default_factory=dict)
    items: dict[int, list[tuple[int, Decimal]]] = field(default_factory=dict)

    def wishes(self) -> list[Item]:
        return [Item(self.products[pk], quantity) for pk, quantity in self.quantities.items()]

    def charges(self, order: OutsideOrder) -> Charges:
        goods = price_lines(
            [(self.prices[pk], quantity) for pk, quantity in self.quantities.items()], order.currency
        ).goods
        return charges_between(goods, order.total, delivery=order.delivery)


def fill_basket(tenant: Tenant, order: OutsideOrder, *, remembered: Mapping[int, int] | None = None) -> Basket:
    """Find each line's product: as it was understood before, by the store's number, by article number, by exact name.

    What none of these knows becomes a product that is only known from orders; so does a second line of a product at
    another price, and half of a thing that is sold whole. Call it in the scope of the tenant.
    """
    finder, basket = _Finder(order, remembered or {}), Basket()
    for line in order.lines:
        product = finder.find(line)
        if product is None or not _fits(product, line, basket):
            product = _keep(tenant, order, line, basket)
        pk = product.pk
        basket.products[pk], basket.prices[pk] = product, line.unit_price
        basket.quantities[pk] = basket.quantities.get(pk, ZERO) + line.quantity
        basket.items.setdefault(pk, []).append((line.item_id, line.quantity))
    return basket


class _Finder:
    """The products that the lines of one order may mean, read at once."""

    def __init__(self, order: OutsideOrder, remembered: Mapping[int, int]) -> None:
        self._remembered = remembered
        numbers = {number for line in order.lines for number in line.numbers}
        items = StoreItem.objects.filter(store=order.store, external_id__in=numbers).exclude(product=None)
        self._by_number = dict(items.values_list("external_id", "product_id")) if order.store and numbers else {}
        rows = Product.objects.order_by().filter(outside_key="")
        self._by_sku = dict(rows.filter(sku__in={line.sku for line in order.lines} - {""}).values_list("sku", "pk"))
        named = rows.filter(name__in={line.name for line in order.lines}).values("name").annotate(count=Count("pk"))
        once = {row["name"] for row in named if row["count"] == 1}
        self._by_name = dict(rows.filter(name__in=once).values_list("name", "pk"))
        keys = {*remembered.values(), *self._by_number.values(), *self._by_sku.values(), *self._by_name.values()}
        self._products = {row.pk: row for row in Product.objects.filter(pk__in=keys)}

    def find(self, line: OutsideLine) -> Product | None:
        known = [self._remembered.get(line.item_id), *(self._by_number.get(number) for number in line.numbers[:1])]
        known += [self._by_sku.get(line.sku), self._by_name.get(line.name)]
        return next((self._products[pk] for pk in known if pk in self._products), None)


def _fits(product: Product, line: OutsideLine, basket: Basket) -> bool:
    is_other_price = basket.prices.get(product.pk, line.unit_price) != line.unit_price
    return not is_other_price and line.quantity % product.step == 0


def _keep(tenant: Tenant, order: OutsideOrder, line: OutsideLine, basket: Basket) -> Product:
    step = Decimal(1) if line.quantity == line.quantity.to_integral_value() else SMALLEST_STEP
    called = f"sku {line.sku}" if line.sku else f"name {fold(line.name)}"
    key = f"{order.place} {called} {step}"
    product = keep_outside_product(tenant, key=key, name=line.name, price=line.unit_price, step=step)
    if not _fits(product, line, basket):
        key = f"{key} {fold(line.name)} {line.unit_price}"
        product = keep_outside_product(tenant, key=key, name=line.name, price=line.unit_price, step=step)
    return product
