"""Writes about orders. Every one locks, checks, changes, records an event and tells the signal, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.models import Product
from catalog.selectors import lock_products
from conversations.models import Conversation, Customer
from lib.errors import DomainError
from orders import stock
from orders.models import Actor, Order, OrderEvent, OrderLine, Recap
from orders.numbers import take_number
from orders.pricing import price_lines, read_quantity
from orders.signals import order_changed
from orders.states import Status, check_customer_may, check_move
from tenants.models import Tenant


@dataclass(frozen=True)
class Item:
    """A wish: how much of which product. `unit` is what the customer said; empty means the product's own."""

    product: Product
    quantity: object
    unit: str = ""


@dataclass(frozen=True)
class By:
    """Who does it."""

    actor: Actor
    name: str = ""


@dataclass(frozen=True)
class Changes:
    """What to change about an order. None leaves a thing as it is.

    `add` and `remove` change quantities (remove without a quantity takes the line out), `set` fixes them,
    `replace` swaps all lines for new ones.
    """

    add: Sequence[Item] = ()
    remove: Sequence[Item] = ()
    set: Sequence[Item] = ()
    replace: Sequence[Item] | None = None
    address: str | None = None
    notes: str | None = None


@transaction.atomic
def create_order(
    tenant: Tenant, *, customer: Customer, items: Sequence[Item], by: By, conversation: Conversation | None = None,
    address: str = "", notes: str = "", source: str = "chat",
) -> Order:  # fmt: skip
    """A new pending order at today's prices, its stock reserved.

    Raises DomainError: `no_items`, `bad_quantity`, `wrong_unit`, `wrong_step`, `not_for_sale`, `out_of_stock`.
    """
    if not items:
        raise DomainError("no_items", "An order needs at least one product.")
    order = Order(
        tenant=tenant, customer=customer, conversation=conversation, currency=tenant.currency,
        address=address.strip()[:300], notes=notes.strip(), source=source,
    )  # fmt: skip
    wanted = add_up(items)
    products = lock_products(wanted)
    stock.reserve(products, {}, wanted)
    order.number = take_number(tenant)
    order.save()
    _write_lines(order, wanted, products, fresh_prices=True)
    record_event(order, kind="created", by=by, to_status=order.status)
    return order


@transaction.atomic
def change_order(order: Order, *, changes: Changes, by: By) -> Order:
    """Change lines, address or notes. Raises DomainError `too_late`, `already_cancelled`, `empty_order`,
    `not_in_order`, and everything `create_order` raises; then nothing has changed."""
    locked = lock_order(order)
    if by.actor in {Actor.CUSTOMER, Actor.AGENT}:
        check_customer_may("change", locked.state)
    before = {line.product_id: line.quantity for line in locked.lines.all()}
    wanted = _quantities(before, changes)
    if not wanted:
        raise DomainError("empty_order", "Nothing would be left. Cancel the order instead.")
    if wanted != before:
        products = lock_products([*before, *wanted])
        stock.reserve(products, before, wanted)
        _write_lines(locked, wanted, products)
    _set_details(locked, changes)
    _bump(locked)
    record_event(locked, kind="changed", by=by)
    return locked


@transaction.atomic
def reprice_order(order: Order, *, by: By) -> Order:
    """Bring every line to today's price; the order's version grows even when only the customer must look again."""
    locked = lock_order(order)
    quantities = {line.product_id: line.quantity for line in locked.lines.all()}
    _write_lines(locked, quantities, lock_products(quantities), fresh_prices=True)
    _bump(locked)
    record_event(locked, kind="repriced", by=by)
    return locked


@transaction.atomic
def cancel_order(order: Order, *, by: By, reason: str = "") -> Order:
    """Cancel and give the stock back. Raises DomainError `already_cancelled`, `too_late` or `wrong_status`."""
    locked = lock_order(order)
    if by.actor in {Actor.CUSTOMER, Actor.AGENT}:
        check_customer_may("cancel", locked.state)
    _move(locked, Status.CANCELLED, by=by, note=reason)
    stock.release({line.product_id: line.quantity for line in locked.lines.all()})
    return locked


@transaction.atomic
def confirm_order(order: Order, *, conversation: Conversation, seq: int, by: By) -> Order:
    """The customer's yes. `seq` is the place of the message that said it.

    Raises DomainError `not_shown` when this version was not shown before that message, `price_changed` or
    `not_for_sale` when what was shown no longer holds, `wrong_status` when there is nothing to confirm.
    """
    locked = lock_order(order)
    check_move(locked.state, Status.CONFIRMED)
    shown = locked.recaps.filter(conversation=conversation, version=locked.version, conversation_seq__lt=seq)
    if not shown.filter(total=locked.total).exists():
        raise DomainError("not_shown", "Show the customer this order first, then wait for their yes.")
    _check_still_true(locked)
    _move(locked, Status.CONFIRMED, by=by)
    return locked


@transaction.atomic
def move_order(order: Order, *, to: Status, by: By, note: str = "") -> Order:
    """Staff or a store moves an order along its way. Raises DomainError `wrong_status`."""
    if to == Status.CANCELLED:
        return cancel_order(order, by=by, reason=note)
    locked = lock_order(order)
    _move(locked, to, by=by, note=note)
    return locked


def record_recap(order: Order, *, conversation: Conversation, seq: int) -> None:
    """The customer has been shown this version of the order in an answer to message `seq`."""
    Recap.objects.create(
        tenant_id=order.tenant_id, order=order, conversation=conversation, conversation_seq=seq,
        version=order.version, total=order.total,
    )  # fmt: skip


def add_up(items: Sequence[Item]) -> dict[int, Decimal]:
    """Quantity per product, in the product's unit: two lines of one product are one."""
    return _quantities({}, Changes(replace=items))


def lock_order(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=order.pk)


def record_event(
    order: Order, *, kind: str, by: By, from_status: str = "", to_status: str = "", note: str = "", **data: Any
) -> None:
    event = OrderEvent.objects.create(
        tenant_id=order.tenant_id, order=order, kind=kind, actor=by.actor, actor_name=by.name,
        from_status=from_status, to_status=to_status, note=note[:300], version=order.version,
        data={"total": str(order.total), "lines": [str(line) for line in order.lines.all()], **data},
    )  # fmt: skip
    order_changed.send(sender=Order, order=order, event=event)


def _move(order: Order, target: Status, *, by: By, note: str = "") -> None:
    """The only place that changes a status."""
    before = order.state
    check_move(before, target)
    order.status = target.value
    if target == Status.DELIVERED:
        order.delivered_at = timezone.now()
    _bump(order)
    record_event(order, kind="status", by=by, from_status=before.value, to_status=target.value, note=note)


def _bump(order: Order) -> None:
    order.version += 1
    order.save()


def _quantities(before: dict[int, Decimal], changes: Changes) -> dict[int, Decimal]:
    """What each product's quantity becomes."""
    wanted = {} if changes.replace is not None else dict(before)
    for item in (*(changes.replace or ()), *changes.add):
        wanted[item.product.pk] = wanted.get(item.product.pk, Decimal(0)) + _read(item)
    for item in changes.set:
        wanted[item.product.pk] = _read(item)
    for item in changes.remove:
        _take_out(wanted, item)
    return {product_id: quantity for product_id, quantity in wanted.items() if quantity > 0}


def _take_out(wanted: dict[int, Decimal], item: Item) -> None:
    held = wanted.get(item.product.pk)
    if held is None:
        raise DomainError("not_in_order", f"{item.product.name} is not in the order.", product=item.product.name)
    less = held if item.quantity is None else _read(item)
    if less > held:
        raise DomainError(
            "bad_quantity", f"Only {held.normalize():f} {item.product.unit} of {item.product.name} is in the order."
        )
    wanted[item.product.pk] = held - less


def _read(item: Item) -> Decimal:
    product = item.product
    return read_quantity(item.quantity, given_unit=item.unit, unit=product.unit, step=product.step)


def _write_lines(
    order: Order, wanted: dict[int, Decimal], products: dict[int, Product], *, fresh_prices: bool = False
) -> None:
    """Make the lines what is wanted; a line that stays keeps the price it was agreed at."""
    kept = {line.product_id: line for line in order.lines.all()}
    prices = {
        pk: kept[pk].unit_price if pk in kept and not fresh_prices else products[pk].price for pk in wanted
    }
    totals = price_lines(((prices[pk], quantity) for pk, quantity in wanted.items()), order.currency)
    order.lines.exclude(product_id__in=wanted).delete()
    for (pk, quantity), subtotal in zip(wanted.items(), totals.subtotals, strict=True):
        line = kept.get(pk) or OrderLine(tenant_id=order.tenant_id, order=order, product=products[pk])
        line.name, line.unit = products[pk].name, products[pk].unit
        line.quantity, line.unit_price, line.subtotal = quantity, prices[pk], subtotal
        line.save()
    order.total = totals.total
    order.save(update_fields=["total", "updated_at"])


def _set_details(order: Order, changes: Changes) -> None:
    if changes.address is not None:
        order.address = changes.address.strip()[:300]
    if changes.notes is not None:
        order.notes = changes.notes.strip()


def _check_still_true(order: Order) -> None:
    for line in order.lines.select_related("product"):
        if not line.product.is_available:
            raise DomainError("not_for_sale", f"{line.name} is no longer sold. Change the order.", product=line.name)
        if line.product.price != line.unit_price:
            raise DomainError(
                "price_changed", f"{line.name} now costs {line.product.price}. Show the new total first.",
                product=line.name, was=str(line.unit_price), now=str(line.product.price),
            )  # fmt: skip
