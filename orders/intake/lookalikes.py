"""Two orders that may be one: noticed here, decided by a person, and taken back when that was wrong."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone

from catalog.selectors import lock_products
from conversations.models import Customer
from lib.errors import DomainError
from lib.text import fold, words
from orders import stock
from orders.intake.sides import our_side
from orders.lines import lines_by_product
from orders.models import LookAlike, LookAlikeState, Order, OrderLink
from orders.services import By, bump, cancel_order, lock_order, move_order, record_event, restore_order
from orders.states import Status
from orders.woocommerce.statuses import way_to

# Further apart they are two visits to the shop.
WINDOW = timedelta(hours=48)
MOST_COMPARED = 20


def note_look_alikes(order: Order) -> list[LookAlike]:
    """Write down which other orders this new one may be: the same person, another source, and the same items or sum."""
    found = []
    for other in _candidates(order):
        has_same_items = _items(other) == _items(order)
        if has_same_items or other.total == order.total:
            row, _new = LookAlike.objects.get_or_create(
                first=other, second=order, defaults={"tenant_id": order.tenant_id, "has_same_items": has_same_items}
            )
            found.append(row)
    return found


def list_open_look_alikes() -> QuerySet[LookAlike]:
    """The current tenant's, oldest first; a pair of which one was cancelled has settled itself."""
    rows = LookAlike.objects.filter(state=LookAlikeState.OPEN)
    gone = Status.CANCELLED
    return _whole(rows.exclude(first__status=gone).exclude(second__status=gone).order_by("id"))


def list_decided_look_alikes(limit: int) -> list[LookAlike]:
    """Newest decision first."""
    return list(_whole(LookAlike.objects.exclude(state=LookAlikeState.OPEN).order_by("-decided_at"))[:limit])


@transaction.atomic
def decide_one(pair: LookAlike, *, by: By) -> LookAlike:
    """They are one order: the younger is cancelled without telling anybody, and what it is called belongs to the older.

    Raises DomainError `already_decided`, or why the younger cannot be cancelled: then nothing has changed.
    """
    kept, spare, locked = _lock(pair, LookAlikeState.OPEN)
    was = spare.status
    if spare.state != Status.CANCELLED:
        cancel_order(spare, by=by, reason=f"= {kept.number}", kind="merged")
    links = list(OrderLink.objects.select_for_update().filter(order=spare))
    for link in links:
        _hang_on(link, kept)
    becomes_sold = spare.sold_elsewhere and not kept.sold_elsewhere
    if becomes_sold:
        # The store has taken the stock for it: it is not held here a second time.
        stock.release(kept, _quantities(kept))
        _set_sold_elsewhere(kept, is_sold=True)
    record_event(kept, kind="merged", by=by, note=f"= {spare.number}")
    locked.undo = {"status": was, "links": [link.pk for link in links], "sold_elsewhere": becomes_sold}
    return _decide(locked, LookAlikeState.ONE, by)


@transaction.atomic
def decide_two(pair: LookAlike, *, by: By) -> LookAlike:
    """They are two orders; both go on as they are. Raises DomainError `already_decided`."""
    kept, spare, locked = _lock(pair, LookAlikeState.OPEN)
    for order, other in ((kept, spare), (spare, kept)):
        record_event(order, kind="kept_apart", by=by, note=f"≠ {other.number}")
    return _decide(locked, LookAlikeState.TWO, by)


@transaction.atomic
def take_back(pair: LookAlike, *, by: By) -> LookAlike:
    """They were two orders after all: the younger is what it was, under its own names.

    Raises DomainError `already_decided` when nobody said that they are one, or why it cannot be restored.
    """
    kept, spare, locked = _lock(pair, LookAlikeState.ONE)
    if locked.undo["sold_elsewhere"]:
        _set_sold_elsewhere(kept, is_sold=False)
        stock.reserve(kept, lock_products(_quantities(kept)), {}, _quantities(kept))
    if locked.undo["status"] != Status.CANCELLED:
        spare = restore_order(spare, by=by, note=f"≠ {kept.number}", kind="unmerged")
        for step in way_to(Status.PENDING, Status(locked.undo["status"])):
            spare = move_order(spare, to=step, by=by, kind="unmerged")
    for link in OrderLink.objects.select_for_update().filter(pk__in=locked.undo["links"]):
        _hang_on(link, spare)
    record_event(kept, kind="unmerged", by=by, note=f"≠ {spare.number}")
    return _decide(locked, LookAlikeState.TWO, by)


def _candidates(order: Order) -> list[Order]:
    since = order.created_at - WINDOW
    people = list(Customer.objects.order_by().filter(_is_person(order)).values_list("pk", flat=True)[:MOST_COMPARED])
    rows = Order.objects.filter(customer__in=people, created_at__gte=since, pk__lt=order.pk)
    rows = rows.exclude(status=Status.CANCELLED).prefetch_related("lines", "links")
    return [other for other in rows.order_by("-pk")[:MOST_COMPARED] if _source(other) != _source(order)]


def _is_person(order: Order) -> Q:
    """The same person; of somebody who left nothing but a name on a page, everybody who is called so."""
    customer = order.customer
    root = customer.merged_into_id or customer.pk
    wanted = Q(pk=root) | Q(merged_into=root)
    if customer.phone:
        wanted |= Q(phone=customer.phone)
    if customer.email:
        wanted |= Q(Exact(Lower("email"), customer.email.lower()))
    if order.sold_elsewhere and len(words(customer.name)) > 1:
        named = Q(name__iexact=customer.name.strip())
        wanted |= named & Q(phone="", email="") if customer.phone or customer.email else named
    return wanted


def _source(order: Order) -> tuple[str, frozenset[str]]:
    """Where it was taken: two sites of the extension are two sources."""
    return order.source, frozenset(link.place for link in order.links.all())


def _items(order: Order) -> list[tuple[str, Decimal]]:
    """By name: the same thing may be another product in another place."""
    return sorted((fold(line.name), line.quantity) for line in order.lines.all())


def _whole(rows: QuerySet[LookAlike]) -> QuerySet[LookAlike]:
    orders = [f"{side}__{name}" for side in ("first", "second") for name in ("customer", "tenant")]
    inside = ("lines__product", "links__store", "links__site")
    parts = [f"{side}__{name}" for side in ("first", "second") for name in inside]
    return rows.select_related(*orders).prefetch_related(*parts)


def _lock(pair: LookAlike, state: LookAlikeState) -> tuple[Order, Order, LookAlike]:
    """Both orders by key, then the pair."""
    orders = {pk: lock_order(Order(pk=pk)) for pk in sorted((pair.first_id, pair.second_id))}
    locked = LookAlike.objects.select_for_update().get(pk=pair.pk)
    if locked.state != state:
        message = f"Somebody has already decided this: {locked.get_state_display()}."
        raise DomainError("already_decided", message, state=locked.state)
    return orders[locked.first_id], orders[locked.second_id], locked


def _hang_on(link: OrderLink, order: Order) -> None:
    """What both sides say at this moment is agreed on: becoming one changes nothing over there."""
    link.order, link.ours = order, our_side(order)
    link.save(update_fields=["order", "ours", "touched_at"])


def _quantities(order: Order) -> dict[int, Decimal]:
    return {pk: line.quantity for pk, line in lines_by_product(order).items()}


def _set_sold_elsewhere(order: Order, *, is_sold: bool) -> None:
    order.sold_elsewhere = is_sold
    bump(order, "sold_elsewhere")


def _decide(pair: LookAlike, state: LookAlikeState, by: By) -> LookAlike:
    pair.state, pair.decided_by, pair.decided_at = state, by.name[:150], timezone.now()
    pair.save(update_fields=["state", "decided_by", "decided_at", "undo"])
    return pair
