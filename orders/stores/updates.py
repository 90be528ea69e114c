"""What changed about an order in its store, taken over part by part: status, lines, address, notes.

A part that only the store has changed becomes ours. One that both have changed is not written over: staff are told,
and the side on which a person changes it next wins.
"""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lib.errors import DomainError
from lib.money import format_money
from orders.editing.services import Details, edit_details
from orders.intake.outside import Basket, OutsideOrder
from orders.intake.sides import PARTS, Side, agree, our_side, their_side
from orders.models import Actor, Order, OrderEvent, OrderLink, StoreIntake
from orders.services import By, lock_order, move_order, record_event
from orders.states import Status
from orders.stores.lines import rewrite_lines
from orders.woocommerce.parse import ShopOrder
from orders.woocommerce.statuses import NOT_YET, meaning_of, way_to
from tenants.alerts.services import raise_alert, resolve_alert

DISPUTES: dict[str, Promise] = {
    "status": _("its status was changed there and here at the same time"),
    "lines": _("its items were changed there and here at the same time"),
    "address": _("its address was changed there and here at the same time"),
    "notes": _("its notes were changed there and here at the same time"),
}
MISFIT = _("%(part)s changed there, which does not fit here: %(why)s")
PART_NAMES: dict[str, Promise] = {
    "status": _("status"), "lines": _("items"), "address": _("address"), "notes": _("notes"),
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """The store's order as it is now: read, and with our products in its lines."""

    intake: StoreIntake
    shop_order: ShopOrder
    outside: OutsideOrder
    basket: Basket

    @property
    def by(self) -> By:
        return By(Actor.STORE, self.intake.store.name)


@transaction.atomic
def settle(link: OrderLink, seen: Seen) -> OrderLink:
    """Bring both sides together; the link as it is afterwards. Nothing that the store can say raises."""
    order = lock_order(link.order)
    locked = OrderLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    locked.order = order
    theirs = their_side(seen.shop_order, seen.basket)
    _settle_parts(locked, theirs, seen)
    if theirs["refunded"] != locked.theirs.get("refunded", "0"):
        _note_refund(order, seen)
    locked.theirs, locked.modified_at = theirs, seen.shop_order.modified_at
    locked.save(update_fields=["ours", "theirs", "modified_at", "disputed", "touched_at"])
    fresh = lock_order(order)
    if _is_settled(fresh, theirs, seen):
        resolve_alert(order.tenant_id, kind="order_differs", subject=order.number)
    locked.order = fresh
    return locked


def tell_staff(order: Order, seen: Seen, words: str) -> None:
    """Into the order's history, and to the people of the shop."""
    record_event(order, kind="shop_differs", by=seen.by, note=words)
    raise_alert(
        order.tenant, kind="order_differs", subject=order.number, order=order.number, store=seen.intake.store.name,
        what=words, link=reverse("panel:order", args=[order.tenant.slug, order.public_id]),
    )  # fmt: skip


def _is_settled(order: Order, theirs: Side, seen: Seen) -> bool:
    """Both say the same; what a finished order cost is no question any more."""
    is_over = order.state in {Status.DELIVERED, Status.CANCELLED}
    if order.total != seen.outside.total and not is_over:
        return False
    return all(agree(part, our_side(order), theirs, own=seen.intake.statuses_here) for part in PARTS)


def _settle_parts(link: OrderLink, theirs: Side, seen: Seen) -> None:
    ours, own = our_side(link.order), seen.intake.statuses_here
    for part in PARTS:
        if theirs[part] == link.theirs.get(part):
            continue
        is_agreed = agree(part, ours, theirs, own=own)
        is_ours_new = part in link.disputed or ours[part] != link.ours.get(part, ours[part])
        if is_agreed and not (part == "lines" and not is_ours_new):
            link.disputed = [each for each in link.disputed if each != part]
            link.ours[part] = ours[part]
        elif is_ours_new and link.theirs:
            _dispute(link, part, seen)
        elif is_ours_new:
            # Seen there for the first time, as another source has told us of it: ours goes on from that.
            continue
        else:
            _apply(link, part, seen)
            link.ours[part] = our_side(lock_order(link.order))[part]


def _dispute(link: OrderLink, part: str, seen: Seen) -> None:
    if part not in link.disputed:
        link.disputed = [*link.disputed, part]
    with translation.override(link.order.tenant.language):
        tell_staff(link.order, seen, str(DISPUTES[part]))


def _apply(link: OrderLink, part: str, seen: Seen) -> None:
    order = link.order
    try:
        if part == "status":
            _follow(order, seen, was=link.theirs.get("status"))
        elif part == "lines":
            _take_lines(order, seen)
        else:
            value = getattr(seen.outside, part)
            edit_details(order, details=Details(**{part: value}), by=seen.by)
    except DomainError as refusal:
        with translation.override(order.tenant.language):
            tell_staff(order, seen, MISFIT % {"part": PART_NAMES[part], "why": refusal.message})


def _take_lines(order: Order, seen: Seen) -> None:
    if not seen.basket.quantities:
        raise DomainError("empty_order", "Nothing is left in it.")
    if _is_same(order, seen):
        return
    rewrite_lines(order, basket=seen.basket, charges=seen.basket.charges(seen.outside), by=seen.by)


def _is_same(order: Order, seen: Seen) -> bool:
    ours, theirs = our_side(order)["lines"], their_side(seen.shop_order, seen.basket)["lines"]
    return bool(ours == theirs)


def _follow(order: Order, seen: Seen, *, was: str | None) -> None:
    """Along the transition table to what the store says. Raises DomainError when that or the shop's rules say no."""
    there = seen.shop_order.status
    target = meaning_of(there, seen.intake.statuses_here)
    if was is None and target == Status.CONFIRMED:
        # The first time that the store itself tells us of it: nobody over there has said yes, see statuses.py.
        return
    if target is None:
        if there not in NOT_YET:
            record_event(order, kind="shop_status", by=seen.by, note=there)
        return
    here = lock_order(order).state
    if here == Status.CANCELLED and not _was_cancelled_there(order):
        raise DomainError("wrong_status", f"The order was cancelled here; there it is {there}.")
    steps = way_to(here, target)
    if not steps:
        raise DomainError("wrong_status", f"The order is {here.value} here; there it is {there}.")
    for step in steps:
        move_order(order, to=step, by=seen.by, note=there, is_passing=step != steps[-1])


def _was_cancelled_there(order: Order) -> bool:
    """Only what the store itself has cancelled does it bring back: a payment that failed, and then did not."""
    last = OrderEvent.objects.filter(order=order, to_status=Status.CANCELLED).order_by("-pk").first()
    return last is not None and last.actor == Actor.STORE


def _note_refund(order: Order, seen: Seen) -> None:
    amount = seen.shop_order.refunded
    record_event(
        order, kind="shop_refund", by=seen.by, note=format_money(amount, order.currency, order.tenant.language),
        refunded=str(amount),
    )  # fmt: skip
