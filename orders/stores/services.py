"""A store's orders: one by one when it tells us, and all that changed since the last time when we ask."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from catalog.models import Store, StoreEventState
from catalog.woocommerce import client
from catalog.woocommerce.setup import shop_of
from lib.errors import DomainError, ProviderError
from orders.customers.people import Person
from orders.intake.outside import OutsideLine, OutsideOrder, fill_basket
from orders.intake.places import place_of_store
from orders.intake.services import names_of, take_in
from orders.intake.sides import remembered_items, their_side
from orders.models import Actor, Order, OrderLink, Source, StoreIntake
from orders.services import By, move_order
from orders.states import Status
from orders.stores.updates import Seen, settle
from orders.woocommerce.parse import ShopOrder, UnreadableOrder, parse_order
from orders.woocommerce.payloads import DIGITS, FIELDS
from orders.woocommerce.statuses import first_status, way_to
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.connections import release_connection

# What stands in the way of an update passes this soon.
SOON = 2.0


def intake_of(store: Store) -> StoreIntake:
    """How the store's orders are taken over; from now on, where nobody has said anything else."""
    row, _new = StoreIntake.objects.select_related("store__tenant").get_or_create(
        store=store, defaults={"tenant": store.tenant}
    )
    return row


def hear(store: Store, topic: str, number: int) -> StoreEventState:
    """The store says that something happened to an order: it is asked for it. Raises ProviderError."""
    intake = intake_of(store)
    if not intake.is_enabled:
        return StoreEventState.IGNORED
    asked_at = timezone.now()
    row = ask(intake.store, number)
    found = take_row(intake, row, asked_at=asked_at) if row is not None else _take_missing(intake, number)
    if found is None:
        raise ProviderError("it is being written to", permanent=False, retry_after=SOON, code="busy")
    return found


def ask(store: Store, number: int) -> object:
    """The order as the store has it; None when it has none. Raises ProviderError."""
    release_connection()
    try:
        return client.get(shop_of(store), f"orders/{number}", _fields=FIELDS, dp=DIGITS)
    except ProviderError as error:
        if error.code != "not_there":
            raise
        return None


def take_row(intake: StoreIntake, row: object, *, asked_at: datetime) -> StoreEventState | None:
    """Create or update the order that the store's answer describes; None when it has to be asked for once more.

    What cannot be taken over is an alert, and never an exception.
    """
    try:
        shop_order = parse_order(row)
    except UnreadableOrder as error:
        return _refuse(intake, _number_of(row), f"unreadable: {error}")
    link = find_link(intake.store, shop_order)
    try:
        if link is None:
            return _take_new(intake, shop_order)
    except DomainError as refusal:
        return _refuse(intake, shop_order.shown_number, refusal.message)
    return take_update(intake, link, shop_order, asked_at=asked_at)


def find_link(store: Store, shop_order: ShopOrder) -> OrderLink | None:
    rows = OrderLink.objects.filter(place=place_of_store(store)).select_related("order__tenant")
    by_key = rows.filter(order_key=shop_order.order_key).first() if shop_order.order_key else None
    return by_key or rows.filter(external_id=str(shop_order.number)).first()


def take_update(
    intake: StoreIntake, link: OrderLink, shop_order: ShopOrder, *, asked_at: datetime
) -> StoreEventState | None:
    """None when we are writing to it ourselves, or have since the question: the answer may be from before."""
    now = timezone.now()
    if link.held_until and link.held_until > now:
        return None
    if link.touched_at > asked_at and link.theirs:
        return None
    if link.modified_at and shop_order.modified_at and shop_order.modified_at < link.modified_at:
        return StoreEventState.IGNORED
    seen = see(intake, shop_order, link)
    take_in(link.order.tenant, seen.outside, by=seen.by)
    settle(link, seen)
    resolve_alert(intake.tenant_id, kind="order_not_taken", subject=_subject(intake, shop_order.shown_number))
    return StoreEventState.PROCESSED


def see(intake: StoreIntake, shop_order: ShopOrder, link: OrderLink | None = None) -> Seen:
    outside = describe(intake.store, shop_order)
    basket = fill_basket(intake.store.tenant, outside, remembered=remembered_items(link.theirs) if link else None)
    return Seen(intake, shop_order, outside, basket)


def describe(store: Store, shop_order: ShopOrder) -> OutsideOrder:
    contact = shop_order.contact
    return OutsideOrder(
        source=Source.STORE, place=place_of_store(store), store=store,
        names=names_of(str(shop_order.number), shop_order.shown_number, shop_order.order_key),
        lines=[
            OutsideLine(line.name, line.quantity, line.unit_price, line.sku, line.numbers, line.item_id)
            for line in shop_order.lines
        ],
        currency=shop_order.currency, total=shop_order.total, delivery=shop_order.delivery,
        person=Person(contact.name, contact.phone, contact.email, contact.language, contact.country),
        address=shop_order.address, notes=shop_order.notes,
    )  # fmt: skip


def _take_new(intake: StoreIntake, shop_order: ShopOrder) -> StoreEventState | None:
    """Orders from before we were connected are none of ours; nor is one that was never made, or not any more."""
    begins = first_status(shop_order.status, intake.statuses_here)
    is_old = shop_order.created_at is not None and shop_order.created_at < intake.since
    if begins is None or is_old or not shop_order.lines:
        return StoreEventState.IGNORED
    by = By(Actor.STORE, intake.store.name)
    with transaction.atomic():
        seen = see(intake, shop_order)
        link, is_new = take_in(intake.store.tenant, seen.outside, by=by)
        if not is_new:
            return None
        _remember(link, seen)
        for step in way_to(link.order.state, begins):
            move_order(link.order, to=step, by=by, note=shop_order.status, is_passing=step != begins)
    resolve_alert(intake.tenant_id, kind="order_not_taken", subject=_subject(intake, shop_order.shown_number))
    return StoreEventState.PROCESSED


def _remember(link: OrderLink, seen: Seen) -> None:
    link.theirs, link.modified_at = their_side(seen.shop_order, seen.basket), seen.shop_order.modified_at
    link.save(update_fields=["theirs", "modified_at", "touched_at"])


def _take_missing(intake: StoreIntake, number: int) -> StoreEventState | None:
    """It was deleted over there for good: here it is cancelled, where that is still possible."""
    rows = OrderLink.objects.filter(place=place_of_store(intake.store), external_id=str(number))
    link = rows.select_related("order__tenant").first()
    if link is None or link.order.status == Status.CANCELLED:
        return StoreEventState.IGNORED
    try:
        move_order(link.order, to=Status.CANCELLED, by=By(Actor.STORE, intake.store.name), note="deleted")
    except DomainError as refusal:
        return _refuse(intake, link.external_number, refusal.message, order=link.order)
    return StoreEventState.PROCESSED


def _refuse(intake: StoreIntake, number: str, why: str, order: Order | None = None) -> StoreEventState:
    tenant = intake.store.tenant
    place = reverse("panel:order", args=[tenant.slug, order.public_id]) if order else ""
    raise_alert(
        tenant, kind="order_not_taken", subject=_subject(intake, number), order=number, store=intake.store.name,
        why=why[:300], link=place,
    )  # fmt: skip
    return StoreEventState.FAILED


def _subject(intake: StoreIntake, number: str) -> str:
    return f"{str(intake.store.public_id)[:8]}:{number}"[:100]


def _number_of(row: object) -> str:
    number = row.get("id") if isinstance(row, dict) else None
    return str(number)[:40] if isinstance(number, int | str) else "?"
