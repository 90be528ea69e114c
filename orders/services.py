"""Writes about orders. Each locks, checks, changes, records an event and tells the signal, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.selectors import lock_products
from conversations.models import UNSAID, Conversation, Customer, Message
from lib.errors import DomainError
from orders import stock
from orders.actors import CUSTOMER_SIDE as CUSTOMER_SIDE
from orders.actors import By as By
from orders.delivery import services as delivery
from orders.delivery.wishes import NOTHING_WISHED, Wished, check_not_past, check_wished, set_wished
from orders.items import Changes, Item, add_up, apply_changes
from orders.lines import SUMS, Prices, draft_lines, lines_by_product, total_up, write_lines
from orders.models import Actor, Fulfilment, Order, OrderEvent, OrderLine, Recap, Source
from orders.numbers import take_number
from orders.pricing import NO_CHARGES, Charges
from orders.promotions import discounts
from orders.rules import age_of, rules_of
from orders.signals import order_changed
from orders.states import USUAL, Status, check_customer_may, check_move, check_not_agreed, check_shop_may_change
from tenants.models import Tenant


@transaction.atomic
def create_order(
    tenant: Tenant, *, customer: Customer, items: Sequence[Item], by: By,
    conversation: Conversation | None = None, address: str = "", notes: str = "", source: str = Source.CHAT,
    charges: Charges = NO_CHARGES, sold_at: Prices | None = None, wished: Wished = NOTHING_WISHED,
) -> Order:  # fmt: skip
    """A new pending order at today's prices, its stock reserved.

    `sold_at` are the prices of an order that was sold elsewhere: they hold, and its stock was taken there.
    Raises DomainError: `no_items`, `bad_quantity`, `wrong_unit`, `wrong_step`, `unknown_product`,
    `not_for_sale`, `out_of_stock`, `bad_charge`, `not_delivered`, and what `check_wished` raises.
    """
    wanted = add_up(items)
    if not wanted:
        raise DomainError("no_items", "An order needs at least one product.")
    order = Order(
        tenant=tenant, customer=customer, conversation=conversation, currency=tenant.currency,
        address=address.strip()[:300], notes=notes.strip(), source=source, sold_elsewhere=sold_at is not None,
        delivery_fee=charges.delivery, fees=charges.fees, discount=charges.discount,
    )  # fmt: skip
    _arrange(order, set_wished(order, wished), by)
    products = lock_products(wanted)
    stock.reserve(order, products, {}, wanted)
    lines = draft_lines(order, wanted, products, agreed=sold_at or {})
    # The number's lock is held until the commit: everything that can be refused or waits comes before it.
    order.number = take_number(tenant)
    order.save()
    OrderLine.objects.bulk_create(lines)
    record_event(order, kind="created", by=by, to_status=order.status, lines=lines)
    return order


@transaction.atomic
def change_order(order: Order, *, changes: Changes, by: By) -> Order:
    """Change lines, address, notes or how and when it comes; nothing at all happens when all is as wished.

    Raises DomainError `too_late`, `already_cancelled`, `empty_order`, `not_in_order`, and everything
    `create_order` raises; then nothing has changed.
    """
    locked = lock_order(order)
    _check_may_change(locked, by)
    lines = lines_by_product(locked)
    before = {pk: line.quantity for pk, line in lines.items()}
    wanted = apply_changes(before, changes)
    if not wanted:
        raise DomainError("empty_order", "Nothing would be left. Cancel the order instead.")
    details = _set_details(locked, changes)
    if wanted == before and not details:
        return locked
    if details:
        _arrange(locked, details, by)
    if wanted == before:
        total_up(locked)
    else:
        products = lock_products([*before, *wanted])
        stock.reserve(locked, products, before, wanted)
        agreed = {pk: line.unit_price for pk, line in lines.items()}
        write_lines(locked, draft_lines(locked, wanted, products, agreed=agreed))
    bump(locked, *SUMS, *details)
    record_event(locked, kind="changed", by=by, lines=locked.lines.all())
    return locked


@transaction.atomic
def reprice_order(order: Order, *, by: By) -> Order:
    """Bring a pending order to today's prices; its version grows even when the customer only must look again.

    Raises DomainError `too_late` or `already_cancelled`: later the agreed price holds.
    """
    locked = lock_order(order)
    check_not_agreed(locked.state)
    quantities = {pk: line.quantity for pk, line in lines_by_product(locked).items()}
    if not locked.has_own_fee and not locked.sold_elsewhere:
        delivery.locate(locked, actor=Actor.STAFF)
    lines = draft_lines(locked, quantities, lock_products(quantities), agreed={})
    write_lines(locked, lines)
    bump(locked, *SUMS)
    record_event(locked, kind="repriced", by=by, lines=lines)
    return locked


@transaction.atomic
def cancel_order(order: Order, *, by: By, reason: str = "", kind: str = "status") -> Order:
    """Cancel and give the stock back. Raises DomainError `already_cancelled`, `too_late`, `wrong_status`.

    `kind` is what the history calls it: who tells customers or stores about a status looks at `status` only.
    """
    locked = lock_order(order)
    if by.actor in CUSTOMER_SIDE:
        check_customer_may("cancel", locked.state, rules=rules_of(locked.tenant_id), age=age_of(locked))
    _move(locked, Status.CANCELLED, by=by, note=reason, kind=kind)
    stock.release(locked, {pk: line.quantity for pk, line in lines_by_product(locked).items()})
    return locked


@transaction.atomic
def restore_order(order: Order, *, by: By, note: str = "", kind: str = "status") -> Order:
    """What was cancelled is pending again, at today's prices unless they were agreed elsewhere, its stock reserved.

    Raises DomainError `wrong_status` for what is not cancelled, `not_for_sale` or `out_of_stock`.
    """
    locked = lock_order(order)
    check_move(locked.state, Status.PENDING)
    lines = lines_by_product(locked)
    wanted = {pk: line.quantity for pk, line in lines.items()}
    products = lock_products(wanted)
    stock.reserve(locked, products, {}, wanted)
    agreed = {pk: line.unit_price for pk, line in lines.items()} if locked.sold_elsewhere else {}
    write_lines(locked, draft_lines(locked, wanted, products, agreed=agreed))
    locked.confirmed_at = None
    _move(locked, Status.PENDING, by=by, note=note, kind=kind)
    return locked


@transaction.atomic
def confirm_order(order: Order, *, conversation: Conversation, seq: int, by: By) -> Order:
    """The customer's yes. `seq` is the place of the message that said it.

    Raises DomainError `not_shown` when this version was not shown before that message, `price_changed`,
    `not_for_sale`, `out_of_stock`, `past_date` or what `check_delivery` raises when what was shown no longer holds,
    `wrong_status` when there is nothing to confirm. Stores are not asked here: whoever calls this has let
    catalog.stores.live look.
    """
    locked = lock_order(order)
    check_move(locked.state, Status.CONFIRMED)
    shown = locked.recaps.filter(
        conversation=conversation, version=locked.version, total=locked.total, conversation_seq__lt=seq
    ).exclude(message__status__in=UNSAID)
    if not shown.exists():
        raise DomainError("not_shown", "Show the customer this order first, then wait for their yes.")
    return _agree(locked, by=by)


@transaction.atomic
def confirm_seen_order(order: Order, *, version: int, by: By) -> Order:
    """The customer's yes on a page that showed them this version. Raises what `confirm_order` does."""
    locked = lock_order(order)
    check_move(locked.state, Status.CONFIRMED)
    if locked.version != version:
        raise DomainError("not_shown", "The order has changed since that page was opened.")
    return _agree(locked, by=by)


@transaction.atomic
def move_order(
    order: Order, *, to: Status, by: By, note: str = "", kind: str = "status", is_passing: bool = False
) -> Order:
    """Staff or a store moves an order along its way. Raises DomainError `wrong_status`.

    `is_passing` is written down: it only stands here for a moment, on its way to a later status.
    """
    if to == Status.CANCELLED:
        return cancel_order(order, by=by, reason=note, kind=kind)
    if to == Status.PENDING:
        return restore_order(order, by=by, note=note, kind=kind)
    locked = lock_order(order)
    _move(locked, to, by=by, note=note, kind=kind, seen={"is_passing": True} if is_passing else None)
    return locked


def record_recap(order: Order, *, conversation: Conversation, seq: int, message: Message | None = None) -> None:
    """The customer is shown this version of the order in an answer to message `seq`, if `message` goes out."""
    Recap.objects.create(
        tenant_id=order.tenant_id, order=order, conversation=conversation, conversation_seq=seq,
        message=message, version=order.version, total=order.total,
    )  # fmt: skip


def lock_order(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("tenant").get(pk=order.pk)


def record_event(
    order: Order, *, kind: str, by: By, from_status: str = "", to_status: str = "", note: str = "",
    lines: Iterable[OrderLine] = (), **data: Any,
) -> None:  # fmt: skip
    """Write down what happened, with the lines where they are what changed, and tell `order_changed`."""
    if texts := [str(line) for line in lines]:
        data["lines"] = texts
    event = OrderEvent.objects.create(
        tenant_id=order.tenant_id, order=order, kind=kind, actor=by.actor, actor_name=by.name,
        from_status=from_status, to_status=to_status, note=note[:300], version=order.version,
        data={"total": str(order.total), **data},
    )  # fmt: skip
    order_changed.send(sender=Order, order=order, event=event)


def _move(
    order: Order, target: Status, *, by: By, note: str = "", kind: str = "status",
    seen: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """The only place that changes a status."""
    before = order.state
    check_move(before, target, rules_of(order.tenant_id) if target == Status.CANCELLED else USUAL)
    order.status = target.value
    if target == Status.CONFIRMED:
        order.confirmed_at = timezone.now()
    if target == Status.DELIVERED:
        order.delivered_at = timezone.now()
    bump(order, "status", "confirmed_at", "delivered_at", *SUMS)
    record_event(order, kind=kind, by=by, from_status=before.value, to_status=target.value, note=note, **(seen or {}))


def bump(order: Order, *changed: str) -> None:
    """A new version of a locked order, with these of its fields."""
    order.version += 1
    order.save(update_fields=["version", "updated_at", *changed])


def _agree(order: Order, *, by: By) -> Order:
    """The customer has seen this version; whatever was sold elsewhere holds as it was sold there."""
    seen = {} if order.sold_elsewhere else _check_still_true(order)
    _move(order, Status.CONFIRMED, by=by, seen=seen)
    return order


def _check_may_change(order: Order, by: By) -> None:
    if by.actor in CUSTOMER_SIDE:
        check_customer_may("change", order.state, rules=rules_of(order.tenant_id), age=age_of(order))
    else:
        check_shop_may_change(order.state)


def _set_details(order: Order, changes: Changes) -> list[str]:
    """Set address, notes and wishes; returns the names of those that became different."""
    wishes = {"address": changes.address, "notes": changes.notes}
    new = {name: text.strip() for name, text in wishes.items() if text is not None}
    new["address"] = new.get("address", order.address)[:300]
    wished = changes.wished
    if changes.address and not wished.fulfilment:
        # Who gives an address wants it brought.
        wished = replace(wished, fulfilment=Fulfilment.DELIVERY)
    changed = [name for name, text in new.items() if getattr(order, name) != text]
    for name in changed:
        setattr(order, name, new[name])
    return [*changed, *set_wished(order, wished)]


def _arrange(order: Order, changed: Sequence[str], by: By) -> None:
    """After how, when or where an order comes has changed: its area, and whether the shop can do it."""
    if order.sold_elsewhere:
        return
    if not order.pk or {"address", "fulfilment"} & set(changed):
        delivery.locate(order, actor=by.actor)
    if by.actor != Actor.STAFF and (not order.pk or {"address", "fulfilment", "wished_on", "wished_at"} & set(changed)):
        check_wished(order)


def _check_still_true(order: Order) -> dict[str, str | int]:
    """What was shown still holds; returns where the stock was seen (stock.check_stores)."""
    lines = list(order.lines.select_related("product"))
    for line in lines:
        if not line.product.is_available:
            message = f"{line.name} is no longer sold. Change the order."
            raise DomainError("not_for_sale", message, product=line.name)
        if line.product.price != line.unit_price:
            raise DomainError(
                "price_changed", f"{line.name} now costs {line.product.price}. Show the new total first.",
                product=line.name, was=str(line.unit_price), now=str(line.product.price),
            )  # fmt: skip
    discounts.check_still_true(order, lines)
    delivery.check_delivery(order)
    check_not_past(order)
    return stock.check_stores(order)
