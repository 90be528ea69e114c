"""Telling a store what changed about its order here: planned with the change, done afterwards, again until it is done.

A push carries no change of its own. It makes the store's order what ours is by then, so that doing it twice is
harmless; only the private note about it is written once for each change.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.models import StoreItem
from catalog.woocommerce import client
from catalog.woocommerce.problems import explain, refusal
from catalog.woocommerce.setup import shop_of
from lib.errors import DomainError, ProviderError
from lib.money import format_money
from orders.intake.sides import PARTS, Side, agree, our_side, their_side
from orders.models import Actor, Order, OrderEvent, OrderLine, OrderLink, OriginPush, PushState
from orders.services import lock_order
from orders.states import Status
from orders.stores.lines import rewrite_lines
from orders.stores.push_body import PushBody, make_body
from orders.stores.push_words import note_of
from orders.stores.services import ask, intake_of, see
from orders.stores.updates import Seen, settle, tell_staff
from orders.woocommerce.parse import ShopOrder, UnreadableOrder, parse_order
from orders.woocommerce.payloads import DIGITS, WooNote
from tenants.alerts.services import raise_alert, resolve_alert
from tenants.connections import release_connection
from tenants.scoping import scopes_disabled

log = structlog.get_logger(__name__)
TOLD_KINDS = frozenset({"status", "changed", "edited", "repriced"})
FIRST_PAUSE, LONGEST_PAUSE = 10.0, 3600.0
# About half a day; then a person has to look.
MOST_ATTEMPTS = 18
# Beside the calls of one push; after a kill the link is free again this soon.
LEASE = timedelta(seconds=30)
CALLS = 4


def plan_push(order: Order, event: OrderEvent) -> list[int]:
    """Note down that the stores of this order are to be told of this change; the links that have something to tell.

    Called inside the transaction of the change. What a store has done itself it is not told.
    """
    if not order.sold_elsewhere or event.kind not in TOLD_KINDS or event.actor == Actor.STORE:
        return []
    links = list(OrderLink.objects.filter(order=order, store__is_enabled=True))
    for link in links:
        OriginPush.objects.create(tenant_id=order.tenant_id, link=link, event=event)
        if event.actor == Actor.STAFF and link.disputed:
            # A person has decided: from now on our side counts.
            link.disputed = []
            link.save(update_fields=["disputed", "touched_at"])
    return [link.pk for link in links]


def push_changes(link_pk: int) -> float | None:
    """Tell one store of everything that waits for one order. Seconds until it should be tried again, or None."""
    holder = secrets.token_hex(8)
    if not _claim(link_pk, holder):
        return None
    try:
        link = OrderLink.objects.select_related("order__tenant", "store__tenant").get(pk=link_pk)
        waiting = list(link.pushes.filter(state=PushState.PENDING).select_related("event", "tenant"))
        return _work(link, waiting) if waiting else None
    finally:
        OrderLink.objects.filter(pk=link_pk, holder=holder).update(holder="", held_until=None)


def list_waiting_pushes() -> list[tuple[int, int]]:
    """(tenant, link) of all orders with news that are due and that nobody is telling."""
    now = timezone.now()
    with scopes_disabled():
        rows = OriginPush.objects.filter(
            Q(link__held_until=None) | Q(link__held_until__lt=now), state=PushState.PENDING, due_at__lte=now
        )
        return sorted(set(rows.order_by().values_list("tenant_id", "link_id")[:500]))


def _work(link: OrderLink, waiting: Sequence[OriginPush]) -> float | None:
    intake = intake_of(link.store) if link.store else None
    if intake is None or not intake.is_enabled or not intake.tells_back:
        _finish(waiting)
        return None
    try:
        number = _number(link)
        _tell(link, number)
        _write_notes(link, number, waiting)
    except ProviderError as error:
        return _stumble(link, waiting, error)
    _finish(waiting)
    resolve_alert(link.tenant_id, kind="push_failed", subject=link.order.number)
    return None


def _number(link: OrderLink) -> int:
    """The store's number of the order. What only a page has shown is proved by its secret. Raises ProviderError."""
    if link.external_id.isdecimal():
        return int(link.external_id)
    shown = int(link.external_number) if link.external_number.isdecimal() else 0
    row = ask(link.store, shown) if shown and link.store else None
    try:
        found = parse_order(row)
    except UnreadableOrder:
        found = None
    if found is None or not link.order_key or found.order_key != link.order_key:
        # The store's own message brings the number, or the next poll.
        raise ProviderError("the store has not told us of this order yet", permanent=False, code="not_there")
    link.external_id = str(found.number)
    link.save(update_fields=["external_id", "touched_at"])
    return found.number


def _tell(link: OrderLink, number: int) -> None:
    """Bring both sides together, and send what is ours. Raises ProviderError."""
    assert link.store is not None
    row = ask(link.store, number)
    if row is None:
        raise refusal("not_there", str(number))
    seen = _see(link, row)
    body, ours = _plan(link, seen)
    if body.values:
        release_connection()
        answer = client.write(shop_of(link.store), "PUT", f"orders/{number}", {**body.values, "dp": DIGITS})
        seen = _see(link, answer)
        _agree_on(link, ours, seen, has_lines="line_items" in body.values)
    _ask_for_a_hand(link, body, seen)


@transaction.atomic
def _ask_for_a_hand(link: OrderLink, body: PushBody, seen: Seen) -> None:
    """What the store cannot be told waits for a person; the next success with its status is no reason to forget it."""
    subject = f"{link.order.number} lines"
    if body.impossible:
        names = OrderLine.objects.filter(order=link.order, product__in=map(int, body.impossible))
        items = ", ".join(names.values_list("name", flat=True))
        _alarm(link, _("these items have to be entered there by hand: %(items)s") % {"items": items}, subject=subject)
        return
    ours, theirs = our_side(lock_order(link.order)), their_side(seen.shop_order, seen.basket)
    if agree("lines", ours, theirs, own=seen.intake.statuses_here):
        resolve_alert(link.tenant_id, kind="push_failed", subject=subject)


def _see(link: OrderLink, row: object) -> Seen:
    assert link.store is not None
    try:
        shop_order: ShopOrder = parse_order(row)
    except UnreadableOrder as error:
        raise refusal("unreadable", str(error)) from None
    link.refresh_from_db(fields=["theirs", "ours", "disputed", "modified_at"])
    return see(intake_of(link.store), shop_order, link)


@transaction.atomic
def _plan(link: OrderLink, seen: Seen) -> tuple[PushBody, Side]:
    """What the store did meanwhile is taken over first; the rest of what differs is ours."""
    settled = settle(link, seen)
    ours, theirs, own = our_side(settled.order), settled.theirs, seen.intake.statuses_here
    news = [part for part in PARTS if part not in settled.disputed and ours[part] != settled.ours[part]]
    parts = [part for part in news if not agree(part, ours, theirs, own=own)]
    agreed = set(news) - set(parts)
    if agreed:
        settled.ours |= {part: ours[part] for part in agreed}
        settled.save(update_fields=["ours", "touched_at"])
    if "lines" in agreed and settled.order.total != seen.outside.total:
        # Only what it costs beside the goods was changed: stores keep their own.
        _tell_total(settled.order, seen)
    body = make_body(
        parts, ours=ours, theirs=theirs, shop_order=seen.shop_order, numbers=_numbers(settled),
        told=seen.intake.statuses_there, own=own,
    )  # fmt: skip
    if not body.values and parts:
        settled.ours |= {part: ours[part] for part in parts}
        settled.save(update_fields=["ours", "touched_at"])
    return body, {part: ours[part] for part in parts}


def _numbers(link: OrderLink) -> dict[str, tuple[int, int]]:
    """How the store calls the products of the order that it has: (product, variation)."""
    items = StoreItem.objects.filter(store=link.store, product__in=link.order.lines.values("product_id"), gone_at=None)
    return {
        str(item.product_id): (item.parent_id, item.external_id) if item.parent_id else (item.external_id, 0)
        for item in items
    }  # fmt: skip


@transaction.atomic
def _agree_on(link: OrderLink, ours: Side, seen: Seen, *, has_lines: bool) -> None:
    """The store has it now: what it answers is not news when its message about it comes."""
    order = lock_order(link.order)
    locked = OrderLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    locked.theirs, locked.modified_at = their_side(seen.shop_order, seen.basket), seen.shop_order.modified_at
    locked.ours |= ours
    if has_lines and order.total != seen.outside.total:
        _take_total(order, seen)
        locked.ours["lines"] = our_side(lock_order(order))["lines"]
    locked.save(update_fields=["ours", "theirs", "modified_at", "touched_at"])


def _take_total(order: Order, seen: Seen) -> None:
    """The store reckons taxes and discounts. A customer who has agreed already to another total is not overruled."""
    is_same = {pk: line.quantity for line in order.lines.all() for pk in [line.product_id]} == seen.basket.quantities
    if order.state == Status.PENDING and is_same:
        try:
            rewrite_lines(order, basket=seen.basket, charges=seen.basket.charges(seen.outside), by=seen.by)
        except DomainError as error:
            log.warning("total_not_taken", order=order.number, code=error.code)
        else:
            return
    _tell_total(order, seen)


def _tell_total(order: Order, seen: Seen) -> None:
    language = order.tenant.language
    with translation.override(language):
        words = _("its total there is %(there)s, here it is %(here)s") % {
            "there": format_money(seen.outside.total, order.currency, language),
            "here": format_money(order.total, order.currency, language),
        }
        tell_staff(order, seen, words)


def _write_notes(link: OrderLink, number: int, waiting: Sequence[OriginPush]) -> None:
    """One private note for each change. Raises ProviderError."""
    assert link.store is not None
    shop = shop_of(link.store)
    unsaid = [push for push in waiting if not push.is_noted]
    known: set[str] = set()
    if any(push.attempts for push in unsaid):
        release_connection()
        known = {WooNote.model_validate(row).note for row in _rows(client.get(shop, f"orders/{number}/notes"))}
    for push in unsaid:
        words = note_of(link.order, push.event)
        if words not in known:
            # Counted before it is said: whoever comes after a kill looks first.
            OriginPush.objects.filter(pk=push.pk, attempts=0).update(attempts=1)
            release_connection()
            client.write(shop, "POST", f"orders/{number}/notes", {"note": words, "customer_note": False})
        OriginPush.objects.filter(pk=push.pk).update(is_noted=True)


def _rows(answer: object) -> list[object]:
    return [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []


def _finish(pushes: Sequence[OriginPush]) -> None:
    rows = OriginPush.objects.filter(pk__in=[push.pk for push in pushes])
    rows.update(state=PushState.DONE, done_at=timezone.now(), problem="", problem_code="")


def _stumble(link: OrderLink, waiting: Sequence[OriginPush], error: ProviderError) -> float | None:
    code = error.code or "away"
    attempts = max(push.attempts for push in waiting) + 1
    is_over = error.permanent or attempts >= MOST_ATTEMPTS
    wait = error.retry_after or min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    log.info("push_stumbled", link=link.pk, code=code, attempt=attempts)
    OriginPush.objects.filter(pk__in=[push.pk for push in waiting]).update(
        attempts=attempts, problem_code=code, problem=str(error)[:300],
        state=PushState.FAILED if is_over else PushState.PENDING, due_at=timezone.now() + timedelta(seconds=wait),
    )  # fmt: skip
    if is_over:
        _alarm(link, f"{explain(code)} ({error})"[:300])
    return None if is_over else wait


def _alarm(link: OrderLink, why: str, *, subject: str = "") -> None:
    order, tenant = link.order, link.order.tenant
    raise_alert(
        tenant, kind="push_failed", subject=subject or order.number, order=order.number, store=str(link.store), why=why,
        link=reverse("panel:order", args=[tenant.slug, order.public_id]),
    )  # fmt: skip


def _claim(link_pk: int, holder: str) -> bool:
    free = Q(held_until=None) | Q(held_until__lt=timezone.now())
    return bool(OrderLink.objects.filter(free, pk=link_pk).update(holder=holder, held_until=_lease()))


def _lease() -> datetime:
    return timezone.now() + LEASE + timedelta(seconds=CALLS * settings.OUTBOUND_TIMEOUT)
