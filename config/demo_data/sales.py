"""What is ordered: lines from the shop's own catalogue, added up by orders/pricing.py like every order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random

from catalog.models import Product
from config.demo_data.people import Person
from config.demo_data.plan import OrderPlan
from config.demo_data.rows import Row, Rows
from config.demo_data.scene import Scene, product_name
from lib.errors import DomainError
from lib.money import ZERO, format_money, format_quantity
from lib.text import shorten
from orders.models import Fulfilment, Order, OrderLine, Source
from orders.pricing import Charges, add_lines, delivery_fee, price_lines
from orders.promotions.rules import Bought, discount_for

ON_PROMOTION = 0.08
PICKED_UP = 0.25
Basket = list[tuple[Product, Decimal]]


@dataclass
class Sale:
    """An order in the making: what was in it first and in the end, and the row it becomes."""

    plan: OrderPlan
    basket: Basket
    added: Basket
    row: Row
    lines: Sequence[Row]
    first_total: Decimal
    language: str

    def words(self, *, all_of_it: bool = False) -> str:
        """What is in it, as people write it."""
        wanted = [*self.basket, *(self.added if all_of_it else [])]
        return ", ".join(f"{amount_words(quantity, product, self.language)}" for product, quantity in wanted)

    def total_words(self, *, all_of_it: bool = False) -> str:
        total = self.row["total"] if all_of_it else self.first_total
        return format_money(total, self.row["currency"], self.language)


def amount_words(quantity: Decimal, product: Product, language: str) -> str:
    number = format_quantity(quantity, language)
    unit = f"{number} {product.unit}" if product.unit in {"kg", "g", "l"} else f"{number} ×"
    return f"{unit} {product_name(product, language)}"


def draw_sale(plan: OrderPlan, person: Person, scene: Scene, *, talk: Row | None, rows: Rows, rng: Random) -> Sale:
    basket = _draw_basket(scene, rng, most=4)
    present = {product.pk for product, _quantity in basket}
    more = _draw_basket(scene, rng, most=1) if plan.changed_at else []
    added = [(product, quantity) for product, quantity in more if product.pk not in present]
    row = rows.add(Order, **_order(plan, person, scene, talk, rng))
    charges = _charges(row, basket, scene, rng)
    totals = price_lines(_priced([*basket, *added]), scene.tenant.currency, charges)
    first = price_lines(_priced(basket), scene.tenant.currency, charges) if added else totals
    row |= {"total": totals.total, "delivery_fee": charges.delivery, "discount": charges.discount}
    lines = [
        _line(row, item, subtotal, rows) for item, subtotal in zip([*basket, *added], totals.subtotals, strict=True)
    ]
    return Sale(plan, basket, added, row, lines, first.total, person.language)


def _order(plan: OrderPlan, person: Person, scene: Scene, talk: Row | None, rng: Random) -> Row:
    is_picked_up = rng.random() < PICKED_UP
    wished = plan.at + timedelta(days=rng.randrange(1, 4)) if rng.random() < 0.2 else None
    return {
        "id": plan.key, "number": plan.number, "tracking_key": f"{rng.getrandbits(108):x}", "customer": person.row,
        "conversation": talk, "currency": scene.tenant.currency, "address": "" if is_picked_up else person.address,
        "fulfilment": Fulfilment.PICKUP if is_picked_up else Fulfilment.DELIVERY, "source": plan.source,
        "sold_elsewhere": plan.source in {Source.STORE, Source.EXTENSION}, "created_at": plan.at,
        "wished_on": wished.astimezone(scene.tenant.zone).date() if wished else None,
    }  # fmt: skip


def _charges(row: Row, basket: Basket, scene: Scene, rng: Random) -> Charges:
    """By the shop's own areas and promotion; what is added later changes neither."""
    goods = add_lines(_priced(basket), row["currency"])
    fee = ZERO
    if scene.areas and row["fulfilment"] == Fulfilment.DELIVERY:
        area = rng.choice(scene.areas)
        fee = delivery_fee(goods, fee=area.fee, free_from=area.free_from)
        row["delivery_area_id"] = area.pk
    discount = _discount(row, basket, scene) if rng.random() < ON_PROMOTION else ZERO
    return Charges(delivery=fee, discount=discount)


def _discount(row: Row, basket: Basket, scene: Scene) -> Decimal:
    if scene.promotion is None:
        return ZERO
    priced = zip(basket, price_lines(_priced(basket), row["currency"]).subtotals, strict=True)
    bought = [Bought(product.public_id, product.category, subtotal) for (product, _), subtotal in priced]
    try:
        taken = discount_for(scene.promotion.terms, bought, currency=row["currency"])
    except DomainError:
        return ZERO
    row |= {"promotion_id": scene.promotion.pk, "discount_reason": scene.promotion.name}
    return taken


def _draw_basket(scene: Scene, rng: Random, *, most: int) -> Basket:
    wanted = {scene.pick_product(rng): None for _ in range(rng.randint(1, most))}
    return [(product, _draw_quantity(product, rng)) for product in wanted]


def _draw_quantity(product: Product, rng: Random) -> Decimal:
    """A few pieces, or half a kilo to two and a half, in the product's own steps."""
    if product.step >= 1:
        return product.step * rng.choices((1, 2, 3, 4, 6), (46, 30, 10, 9, 5))[0]
    wished = Decimal(rng.choice(("0.5", "0.5", "1", "1", "1.5", "2", "2.5")))
    return max(wished // product.step, Decimal(1)) * product.step


def _priced(basket: Basket) -> list[tuple[Decimal, Decimal]]:
    return [(product.price, quantity) for product, quantity in basket]


def _line(order: Row, item: tuple[Product, Decimal], subtotal: Decimal, rows: Rows) -> Row:
    product, quantity = item
    return rows.add(
        OrderLine, order=order, product_id=product.pk, name=shorten(product.name, 200), unit=product.unit,
        quantity=quantity, unit_price=product.price, subtotal=subtotal,
    )  # fmt: skip
