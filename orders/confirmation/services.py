"""Every order that arrives from outside is confirmed by the customer: beginning, ending, and keeping in step.

The rows written here are found by `orders.tasks.sweep_confirmations`; what happens at each is in
orders/confirmation/asking.py.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from conversations.models import UNSAID
from lib.errors import DomainError
from orders.models import (
    OUTSIDE,
    Actor,
    Confirmation,
    ConfirmationRules,
    ConfirmationState,
    Order,
    OrderEvent,
    Step,
)
from orders.services import CUSTOMER_SIDE, By, lock_order, record_event
from orders.states import Status
from tenants.alerts.services import resolve_alert
from tenants.models import Tenant
from tenants.services import record_audit

ALERTS = ("order_silent", "order_unreachable")
# What a customer agrees to; a change of anything else needs no second question.
SHOWN = frozenset({"address", "notes", "delivery_fee", "discount"})
LIVING = (ConfirmationState.WAITING, ConfirmationState.ASKED)


def confirmation_rules(tenant: Tenant) -> ConfirmationRules:
    """The shop's own, or the usual ones."""
    return ConfirmationRules.objects.filter(tenant=tenant).first() or ConfirmationRules(tenant=tenant)


@transaction.atomic
def save_confirmation_rules(tenant: Tenant, *, values: Mapping[str, Any], actor: str) -> ConfirmationRules:
    """From now on, also for orders that are being asked about. Raises ValidationError naming each wrong field."""
    row = ConfirmationRules.objects.select_for_update().filter(tenant=tenant).first()
    row = row or ConfirmationRules(tenant=tenant)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(exclude=["tenant"])
    row.save()
    facts = {name: str(value) for name, value in values.items()}
    record_audit(tenant, actor=actor, action="confirmation_rules_changed", target=tenant.slug, **facts)
    return row


def start_confirmation(order: Order) -> Confirmation | None:
    """Have the customer asked, after the shop's delay. None for an order that needs no question.

    Call it inside the transaction that made the order: then neither can be without the other.
    """
    if order.source not in OUTSIDE or order.state != Status.PENDING:
        return None
    rules = confirmation_rules(order.tenant)
    if order.source not in rules.sources:
        return None
    row, _new = Confirmation.objects.get_or_create(
        order=order, defaults={"tenant_id": order.tenant_id, "step": Step.ASK, "due_at": _soon(rules)}
    )
    return row


@transaction.atomic
def ask_again(order: Order, *, by: By) -> Confirmation:
    """Staff want the customer asked now, from the beginning. Raises DomainError `wrong_status`."""
    locked = lock_order(order)
    if locked.state != Status.PENDING:
        raise DomainError("wrong_status", "Only an order that waits for its confirmation can be asked about.")
    row, _new = Confirmation.objects.get_or_create(order=locked, defaults={"tenant_id": locked.tenant_id})
    _begin(row, timezone.now())
    record_event(locked, kind="ask_again", by=by)
    return row


@transaction.atomic
def stop_asking(order: Order, *, by: By) -> None:
    """No question and no reminder any more; a yes that comes all the same still counts."""
    locked = lock_order(order)
    if Confirmation.objects.filter(order=locked, due_at__isnull=False).exists():
        settle(locked, ConfirmationState.STOPPED)
        record_event(locked, kind="stop_asking", by=by)


@transaction.atomic
def hand_over(order: Order) -> None:
    """The customer said that something is wrong: nobody reminds them while the shop looks at it."""
    lock_order(order)
    Confirmation.objects.filter(order=order, state__in=[*LIVING, ConfirmationState.SILENT]).update(
        state=ConfirmationState.HANDED_OVER, step="", due_at=None
    )


def settle(order: Order, state: ConfirmationState) -> None:
    """It is over. The caller holds the order's lock."""
    if Confirmation.objects.filter(order=order).update(state=state, step="", due_at=None):
        for kind in ALERTS:
            resolve_alert(order.tenant_id, kind=kind, subject=order.number)


def follow_order(order: Order, event: OrderEvent) -> None:
    """Keep the asking in step with what happened to the order, in the transaction in which it happened."""
    if event.kind == "created":
        start_confirmation(order)
    elif event.kind == "status":
        _follow_status(order, event)
    elif event.kind in {"changed", "edited"}:
        _follow_change(order, event)
    elif event.kind in {"request_accepted", "request_declined"} and order.state == Status.PENDING:
        _follow_decision(order, event)


def list_due(*, limit: int = 500) -> list[tuple[int, int]]:
    """(tenant, confirmation) pairs whose step has come, or whose question could not be delivered. All tenants."""
    lost = Q(state=ConfirmationState.ASKED, message__status__in=UNSAID)
    rows = Confirmation.objects.filter(Q(due_at__lte=timezone.now()) | lost, due_at__isnull=False)
    return list(rows.order_by("due_at").values_list("tenant_id", "pk")[:limit])


def _follow_status(order: Order, event: OrderEvent) -> None:
    if order.state == Status.PENDING:
        _follow_return(order, event)
    elif order.state == Status.CANCELLED:
        settle(order, ConfirmationState.CANCELLED)
    else:
        settle(order, ConfirmationState.CONFIRMED)


def _follow_return(order: Order, event: OrderEvent) -> None:
    """What was cancelled is back: whoever brought it back in a chat is looking at it, everybody else is asked."""
    row = Confirmation.objects.filter(order=order).first()
    if row is None:
        return
    if event.actor in CUSTOMER_SIDE:
        _wait_for_answer(row, order)
    else:
        _begin(row, _soon(confirmation_rules(order.tenant)))


def _follow_decision(order: Order, event: OrderEvent) -> None:
    """The shop has looked at what the customer found wrong: now it is their turn again."""
    row = Confirmation.objects.filter(order=order, state=ConfirmationState.HANDED_OVER).first()
    if row and event.data.get("is_told"):
        _wait_for_answer(row, order)
    elif row:
        _begin(row, _soon(confirmation_rules(order.tenant)))


def _follow_change(order: Order, event: OrderEvent) -> None:
    """The shop's change is shown to whoever was asked about the order as it was; the customer's own restarts the
    clock."""
    row = Confirmation.objects.filter(order=order, state__in=[*LIVING, ConfirmationState.HANDED_OVER]).first()
    if row is None or order.state != Status.PENDING:
        return
    if event.actor in CUSTOMER_SIDE:
        Confirmation.objects.filter(pk=row.pk, state=ConfirmationState.ASKED).update(
            asked_at=timezone.now(), asked_version=order.version
        )
    elif event.actor != Actor.SYSTEM and (event.kind == "changed" or SHOWN & set(event.data.get("changes", {}))):
        _begin(row, _soon(confirmation_rules(order.tenant)), keep_version=True)


def _wait_for_answer(row: Confirmation, order: Order) -> None:
    """They are being shown the order as it is now: the next thing is a reminder."""
    rules = confirmation_rules(order.tenant)
    now = timezone.now()
    _begin(row, now + timedelta(hours=min(rules.reminder_hours, default=rules.silence_hours)))
    row.state, row.step, row.asked_at = ConfirmationState.ASKED, Step.REMIND, now
    row.asked_version = order.version
    row.save(update_fields=["state", "step", "asked_at", "asked_version"])


def _begin(row: Confirmation, due_at: datetime, *, keep_version: bool = False) -> None:
    row.state, row.step, row.due_at = ConfirmationState.WAITING, Step.ASK, due_at
    row.reminders, row.ways, row.mail_attempts = 0, [], 0
    row.asked_at = row.message = None
    if not keep_version:
        row.asked_version = 0
    row.save()
    for kind in ALERTS:
        resolve_alert(row.tenant_id, kind=kind, subject=row.order.number)


def _soon(rules: ConfirmationRules) -> datetime:
    return timezone.now() + timedelta(minutes=rules.delay_minutes)
