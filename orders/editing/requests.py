"""Wishes of customers that came too late to be done by themselves: staff accept or decline them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.selectors import get_product
from conversations.models import Conversation
from lib.errors import DomainError
from orders.delivery.services import FIELDS
from orders.delivery.wishes import as_kept, as_wished
from orders.editing.decisions import tell_decision
from orders.items import Changes, Item, apply_changes
from orders.lines import lines_by_product
from orders.models import ChangeRequest, Order, OrderEvent, RequestKind, RequestState
from orders.rules import rules_of
from orders.services import By, cancel_order, change_order, record_event
from orders.states import Status, check_shop_may_change, list_moves

ITEM_LISTS = ("add", "remove", "set", "replace")
ANSWER_LENGTH = 300
LONGEST_WORDS = 1000
NO_CHANGES = Changes()
# Of an order, by accepting a wish.
CHANGEABLE = ["status", "version", "total", "address", "notes", "fulfilment", "wished_on", "wished_at", *FIELDS]


def request_change(
    order: Order, *, changes: Changes = NO_CHANGES, by: By, conversation: Conversation | None = None,
    reason: str = "", words: str = "",
) -> ChangeRequest:  # fmt: skip
    """Write down what the customer wants changed. The same wish again is the request that waits already.

    `words` are a wish that nobody has understood yet: whoever accepts it has done it by hand.

    Raises DomainError `too_late` or `already_cancelled` when not even the shop could do it, and everything about the
    wish itself that `change_order` would refuse: quantities, units, an empty order.
    """
    check_shop_may_change(order.state)
    before = {pk: line.quantity for pk, line in lines_by_product(order).items()}
    if not apply_changes(before, changes):
        raise DomainError("empty_order", "Nothing would be left. Ask to cancel the order instead.")
    wish = as_wish(changes) | ({"words": words.strip()[:LONGEST_WORDS]} if words.strip() else {})
    return _keep(order, RequestKind.CHANGE, wish, by=by, conversation=conversation, reason=reason)


def request_cancel(
    order: Order, *, by: By, conversation: Conversation | None = None, reason: str = ""
) -> ChangeRequest:
    """Raises DomainError `too_late` or `already_cancelled` when not even the shop could cancel it."""
    if Status.CANCELLED not in list_moves(order.state, rules_of(order.tenant_id)):
        code = "already_cancelled" if order.state == Status.CANCELLED else "too_late"
        message = f"The order is {order.status}: it cannot be cancelled any more."
        raise DomainError(code, message, status=order.status)
    return _keep(order, RequestKind.CANCEL, {}, by=by, conversation=conversation, reason=reason)


@transaction.atomic
def accept_request(request: ChangeRequest, *, by: By, answer: str = "") -> ChangeRequest:
    """Do what was wished. Raises DomainError `already_decided`, or why it cannot be done: then it stays open."""
    locked = _lock_open(request)
    reason = f"{locked.order.customer}: {locked.reason}" if locked.reason else ""
    if locked.kind == RequestKind.CANCEL:
        cancel_order(locked.order, by=by, reason=reason)
    else:
        change_order(locked.order, changes=as_changes(locked.wish), by=by)
    return _decide(locked, RequestState.ACCEPTED, by=by, answer=answer)


@transaction.atomic
def decline_request(request: ChangeRequest, *, by: By, answer: str = "") -> ChangeRequest:
    """Leave the order as it is. Raises DomainError `already_decided`."""
    return _decide(_lock_open(request), RequestState.DECLINED, by=by, answer=answer)


def close_requests(order: Order, event: OrderEvent) -> None:
    """Nobody has to decide about an order that is cancelled: a wish to cancel is fulfilled, any other is void.

    Call it in the transaction of the event. The customer hears of the cancellation, not of each wish.
    """
    if event.to_status != Status.CANCELLED:
        return
    waiting = ChangeRequest.objects.filter(order=order, state=RequestState.OPEN)
    decided = {"decided_at": timezone.now(), "decided_by": event.actor_name[:150]}
    waiting.filter(kind=RequestKind.CANCEL).update(state=RequestState.ACCEPTED, **decided)
    waiting.update(state=RequestState.DECLINED, **decided)


def list_open_requests() -> QuerySet[ChangeRequest]:
    """The current tenant's, oldest first."""
    return ChangeRequest.objects.filter(state=RequestState.OPEN).select_related("order__customer").order_by("id")


def as_wish(changes: Changes) -> dict[str, Any]:
    """Changes as they are kept: products by public id, with the name that they had."""
    wish: dict[str, Any] = {}
    for name in ITEM_LISTS:
        items = getattr(changes, name)
        if items or (name == "replace" and items is not None):
            wish[name] = [_as_row(item) for item in items]
    details = {name: getattr(changes, name) for name in ("address", "notes")}
    return wish | {name: text for name, text in details.items() if text is not None} | as_kept(changes.wished)


def as_changes(wish: Mapping[str, Any]) -> Changes:
    """Raises DomainError `unknown_product` when the shop has deleted one of them since."""
    return Changes(
        add=_as_items(wish.get("add", [])),
        remove=_as_items(wish.get("remove", [])),
        set=_as_items(wish.get("set", [])),
        replace=_as_items(wish["replace"]) if "replace" in wish else None,
        address=wish.get("address"),
        notes=wish.get("notes"),
        wished=as_wished(wish),
    )


def _as_row(item: Item) -> dict[str, str | None]:
    product = item.product
    quantity = None if item.quantity is None else str(item.quantity)
    return {"product": str(product.public_id), "name": product.name, "quantity": quantity,
            "unit": item.unit or product.unit}  # fmt: skip


def _as_items(rows: Sequence[Mapping[str, str | None]]) -> list[Item]:
    return [Item(get_product(str(row["product"])), row["quantity"], str(row["unit"] or "")) for row in rows]


def _keep(
    order: Order, kind: RequestKind, wish: dict[str, Any], *, by: By, conversation: Conversation | None, reason: str
) -> ChangeRequest:
    digest = hashlib.sha256(json.dumps([kind, wish], sort_keys=True).encode()).hexdigest()
    request = ChangeRequest(
        tenant_id=order.tenant_id, order=order, conversation=conversation, kind=kind, wish=wish, digest=digest,
        reason=reason.strip()[:300],
    )  # fmt: skip
    try:
        with transaction.atomic():
            request.save()
            record_event(order, kind=f"asked_{kind}", by=by, note=request.reason)
    except IntegrityError:
        return ChangeRequest.objects.get(order=order, digest=digest, state=RequestState.OPEN)
    return request


def _lock_open(request: ChangeRequest) -> ChangeRequest:
    rows = ChangeRequest.objects.select_for_update(of=("self",)).select_related("order__customer", "order__tenant")
    locked = rows.get(pk=request.pk)
    if locked.state != RequestState.OPEN:
        message = f"Somebody has already decided this: {locked.get_state_display()}."
        raise DomainError("already_decided", message, state=locked.state)
    return locked


def _decide(request: ChangeRequest, state: RequestState, *, by: By, answer: str) -> ChangeRequest:
    request.state, request.decided_at = state, timezone.now()
    request.decided_by, request.answer = by.name[:150], answer.strip()[:ANSWER_LENGTH]
    request.save(update_fields=["state", "decided_at", "decided_by", "answer"])
    request.order.refresh_from_db(fields=CHANGEABLE)
    is_told = tell_decision(request) is not None
    record_event(
        request.order, kind=f"request_{state}", by=by, note=request.answer, request=str(request.public_id),
        is_told=is_told,
    )  # fmt: skip
    return request
