"""What Stripe tells us: stored before it is understood, acted on once, in whatever order it comes."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from pydantic import ValidationError

from lib.errors import DomainError, ProviderError
from orders.models import (
    Actor,
    Order,
    Payment,
    PaymentAccount,
    PaymentEvent,
    PaymentEventState,
    PaymentKind,
    PaymentState,
)
from orders.payments.refunds import apply_refund, take_in_refund
from orders.payments.services import STRIPE, lock_payment, money_text, move_charge, record_money, settle_charge, tell
from orders.payments.states import Method
from orders.payments.stripe import client
from orders.payments.stripe.minor import from_minor
from orders.payments.stripe.payloads import Charge, Dispute, Event, Refund, Session
from orders.services import lock_order
from tenants.alerts.services import raise_alert
from tenants.connections import release_connection
from tenants.scoping import scopes_disabled

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 10
FIRST_PAUSE = 10.0
LOST_AFTER = timedelta(seconds=15)
# Stripe repeats a message for three days at most.

Outcome = PaymentEventState
DONE, NOT_OURS = Outcome.PROCESSED, Outcome.IGNORED


def accept_event(account: PaymentAccount, body: bytes) -> PaymentEvent | None:
    """Store a proved message; None for one that is here already."""
    name, kind = _name_of(body)
    event = PaymentEvent(tenant=account.tenant, account=account, external_id=name, kind=kind, body=body)
    PaymentEvent.objects.bulk_create([event], ignore_conflicts=True)
    return PaymentEvent.objects.filter(
        account=account, external_id=name, state=Outcome.RECEIVED, attempts=0
    ).first()  # fmt: skip


def process_event(event_pk: int) -> float | None:
    """Act on one message; twice is harmless. Seconds until the next attempt when Stripe did not answer, or None."""
    event = PaymentEvent.objects.select_related("account__tenant").filter(pk=event_pk).first()
    if event is None or event.state != Outcome.RECEIVED:
        return None
    try:
        outcome, error = _understand(event.account, bytes(event.body)), ""
    except ProviderError as failure:
        return _later(event, failure)
    except (ValidationError, DomainError) as failure:
        outcome, error = Outcome.FAILED, str(failure)[:300]
        log.warning("payment_event_unclear", kind=event.kind, external_id=event.external_id)
        raise_alert(event.account.tenant, kind="payment_unclear", subject=event.external_id[:100], what=event.kind)
    PaymentEvent.objects.filter(pk=event.pk).update(state=outcome, error=error, due_at=None)
    return None


def take_session(account: PaymentAccount, session: Session, *, has_failed: bool = False) -> Outcome:
    """What a Checkout Session says about one of our links. `has_failed`: its payment did not come after all."""
    charge = _find_charge(account, session)
    if charge is None:
        return NOT_OURS
    if session.payment_status in {"paid", "no_payment_required"} and session.amount_total:
        currency = (session.currency or charge.currency).upper()
        amount = from_minor(session.amount_total, currency)
        settle_charge(charge, amount=amount, currency=currency, intent_id=session.payment_intent)
    elif has_failed:
        move_charge(charge, PaymentState.FAILED, intent_id=session.payment_intent)
    elif session.status == "expired":
        move_charge(charge, PaymentState.EXPIRED)
    elif session.status == "complete":
        move_charge(charge, PaymentState.PENDING, intent_id=session.payment_intent)
    return DONE


def list_waiting_events() -> list[tuple[int, int]]:
    """(tenant, event) of messages that nobody has read, or that are due again. All tenants."""
    now = timezone.now()
    with scopes_disabled():
        rows = PaymentEvent.objects.filter(
            Q(due_at=None) | Q(due_at__lte=now), state=Outcome.RECEIVED, received_at__lt=now - LOST_AFTER
        ).order_by("received_at")
        return list(rows.values_list("tenant_id", "pk")[:500])


def _understand(account: PaymentAccount, body: bytes) -> Outcome:
    """Raises ValidationError for what is no event, ProviderError when Stripe has to be asked and is away."""
    event = Event.model_validate_json(body)
    is_other = event.account not in {None, "", account.external_id}
    if is_other or event.livemode != account.is_live or event.type not in _HANDLERS:
        return NOT_OURS
    return _HANDLERS[event.type](account, event)


def _on_session(account: PaymentAccount, event: Event) -> Outcome:
    return take_session(account, Session.model_validate(event.data.object))


def _on_failed_session(account: PaymentAccount, event: Event) -> Outcome:
    return take_session(account, Session.model_validate(event.data.object), has_failed=True)


def _on_refund(account: PaymentAccount, event: Event) -> Outcome:
    return _take_refund(account, Refund.model_validate(event.data.object))


def _on_charge_refunded(account: PaymentAccount, event: Event) -> Outcome:
    """The message says that, not which: the refunds themselves are asked for."""
    intent = Charge.model_validate(event.data.object).payment_intent
    if _charge_of(account, intent) is None:
        return NOT_OURS
    release_connection()
    for refund in client.list_refunds(account.secret_key, intent):
        _take_refund(account, refund)
    return DONE


def _on_dispute(account: PaymentAccount, event: Event) -> Outcome:
    dispute = Dispute.model_validate(event.data.object)
    charge = _charge_of(account, dispute.payment_intent)
    if charge is None:
        return NOT_OURS
    amount = from_minor(dispute.amount, dispute.currency.upper())
    with transaction.atomic():
        order = lock_order(charge.order)
        if order.events.filter(kind="payment_disputed", data__dispute=dispute.id).exists():
            return DONE
        row = lock_payment(charge)
        row.order = order
        record_money(row, "payment_disputed", by=STRIPE, note=dispute.reason, dispute=dispute.id)
        money = money_text(order, amount, dispute.currency.upper())
        tell(order, "payment_disputed", subject=dispute.id[:100], amount=money, reason=dispute.reason or "?")
    return DONE


def _take_refund(account: PaymentAccount, said: Refund) -> Outcome:
    known = _payments(account).filter(kind=PaymentKind.REFUND)
    mine = known.filter(refund_id=said.id).first() or known.filter(
        public_id=_uuid(said.metadata.get("payment")), refund_id="", intent_id=said.payment_intent
    ).first()  # fmt: skip
    if mine is not None:
        apply_refund(mine, said)
        return DONE
    charge = _charge_of(account, said.payment_intent)
    if charge is None:
        return NOT_OURS
    take_in_refund(charge, said)
    return DONE


def _find_charge(account: PaymentAccount, session: Session) -> Payment | None:
    """The row of a session: by its id, by the name that we gave it, or made now so that no money is lost."""
    charges = _payments(account).filter(kind=PaymentKind.CHARGE)
    known = charges.filter(session_id=session.id).first()
    order = Order.objects.filter(public_id=_uuid(session.client_reference_id)).first()
    if known is not None and order is not None and known.order_id != order.pk:
        raise DomainError("other_order", f"{session.id} names another order than it was made for.")
    if known is not None or order is None:
        return known
    with transaction.atomic():
        order = lock_order(order)
        # Its worker died before it wrote the session down: both sides know the row by its own name.
        row = charges.filter(public_id=_uuid(session.metadata.get("payment")), order=order, session_id="").first()
        if row is not None:
            Payment.objects.filter(pk=row.pk).update(session_id=session.id)
            row.session_id = session.id
            return row
        return _write_unknown(account, order, session)


def _write_unknown(account: PaymentAccount, order: Order, session: Session) -> Payment | None:
    """A session for our order that no row of ours knows."""
    currency = (session.currency or order.currency).upper()
    amount = from_minor(session.amount_total or 0, currency)
    if amount <= Decimal(0):
        return None
    return Payment.objects.create(
        tenant_id=order.tenant_id, order=order, account=account, kind=PaymentKind.CHARGE, method=Method.STRIPE,
        state=PaymentState.STARTED, amount=amount, currency=currency, order_version=order.version,
        key=f"session-{session.id}"[:120], session_id=session.id, intent_id=session.payment_intent,
        actor=Actor.SYSTEM, actor_name=STRIPE.name,
    )  # fmt: skip


def _payments(account: PaymentAccount) -> QuerySet[Payment]:
    return Payment.objects.filter(account=account).select_related("order__tenant")


def _charge_of(account: PaymentAccount, intent_id: str) -> Payment | None:
    """The payment that a refund or a dispute is about; news of that may come before the payment's own.

    Raises ProviderError.
    """
    if not intent_id:
        return None
    of_intent = _payments(account).filter(kind=PaymentKind.CHARGE, intent_id=intent_id)
    known = of_intent.first()
    if known is None:
        release_connection()
        for session in client.list_sessions(account.secret_key, intent_id):
            take_session(account, session)
        known = of_intent.first()
    return known


def _uuid(text: str | None) -> UUID:
    """What is no name of ours finds nothing."""
    try:
        return UUID(text or "")
    except ValueError:
        return UUID(int=0)


def _name_of(body: bytes) -> tuple[str, str]:
    """The event's id and kind; for what cannot be read, a fingerprint."""
    fingerprint = hashlib.sha256(body).hexdigest()
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return fingerprint, "unreadable"
    said = said if isinstance(said, dict) else {}
    name, kind = said.get("id"), said.get("type")
    return (
        name if isinstance(name, str) and 0 < len(name) <= 255 and _is_name(name) else fingerprint,
        kind[:100] if isinstance(kind, str) and _is_name(kind) else "unreadable",
    )


def _is_name(text: str) -> bool:
    """As Stripe makes them; nothing that could not be kept."""
    return text.isascii() and text.isprintable()


def _later(event: PaymentEvent, error: ProviderError) -> float | None:
    event.attempts += 1
    is_over = error.permanent or event.attempts >= MOST_ATTEMPTS
    wait = error.retry_after or FIRST_PAUSE * 2 ** (event.attempts - 1)
    PaymentEvent.objects.filter(pk=event.pk).update(
        attempts=event.attempts, error=str(error)[:300],
        state=Outcome.FAILED if is_over else Outcome.RECEIVED,
        due_at=None if is_over else timezone.now() + timedelta(seconds=wait),
    )  # fmt: skip
    return None if is_over else wait


_HANDLERS: dict[str, Callable[[PaymentAccount, Event], Outcome]] = {
    "checkout.session.completed": _on_session,
    "checkout.session.async_payment_succeeded": _on_session,
    "checkout.session.async_payment_failed": _on_failed_session,
    "checkout.session.expired": _on_session,
    "charge.refunded": _on_charge_refunded,
    "charge.refund.updated": _on_refund,
    "refund.created": _on_refund,
    "refund.updated": _on_refund,
    "refund.failed": _on_refund,
    "charge.dispute.created": _on_dispute,
}
