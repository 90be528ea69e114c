"""Giving money back: recorded by hand for cash, through Stripe for cards. Never by itself, never more than was kept."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from lib.errors import ProviderError
from orders.models import Actor, Payment, PaymentKind, PaymentState
from orders.payments.accounts import note_trouble
from orders.payments.services import (
    STRIPE,
    check_amount,
    keep_status,
    lock_payment,
    money_text,
    move,
    read_ledger,
    record_money,
    tell,
)
from orders.payments.states import Method
from orders.payments.stripe import client
from orders.payments.stripe.minor import from_minor, to_minor
from orders.payments.stripe.payloads import Refund
from orders.services import By, lock_order
from tenants.connections import release_connection

FIRST_PAUSE, LONGEST_PAUSE = 30, 3600
# A bank may take days; Stripe's message usually comes first.
LOOKED_AT_AFTER = timedelta(days=1)
_STATES = {
    "succeeded": PaymentState.SUCCEEDED, "failed": PaymentState.FAILED, "canceled": PaymentState.FAILED,
}  # fmt: skip


@transaction.atomic
def start_refund(charge: Payment, *, amount: Decimal, by: By, key: str, note: str = "") -> Payment:
    """Give back all or part of a payment. `key` is the form's own name: sent twice, it is one refund.

    What was paid by hand is refunded at once, on paper; for a card call `send_refund` after the commit. Raises
    DomainError `bad_amount`, `too_much_back` (more than is left of it), `not_exact`.
    """
    order = lock_order(charge.order)
    known = Payment.objects.filter(key=key).first()
    if known:
        known.order = order
        return known
    row = lock_payment(charge)
    row.order = order
    check_amount(amount, most=read_ledger(order).left_of(row), currency=row.currency, code="too_much_back")
    is_card = row.method == Method.STRIPE
    if is_card:
        to_minor(amount, row.currency)
    refund = Payment.objects.create(
        tenant_id=row.tenant_id, order=order, account_id=row.account_id, charge=row, kind=PaymentKind.REFUND,
        method=row.method, amount=amount, currency=row.currency, order_version=order.version, key=key,
        state=PaymentState.STARTED if is_card else PaymentState.SUCCEEDED, intent_id=row.intent_id,
        note=note.strip()[:300], actor=by.actor, actor_name=by.name,
        settled_at=None if is_card else timezone.now(),
        due_at=timezone.now() + timedelta(seconds=FIRST_PAUSE) if is_card else None,
    )  # fmt: skip
    if not is_card:
        record_money(refund, "refund", by=by)
        keep_status(order)
    return refund


def send_refund(refund: Payment) -> None:
    """Ask Stripe for a refund that was started. Twice is harmless; a Stripe that is away is asked again by the sweep.

    Call it outside of a transaction. Raises nothing that is Stripe's: the row says how it went.
    """
    if refund.state != PaymentState.STARTED or refund.account is None:
        return
    release_connection()
    try:
        said = _find_sent(refund) or client.create_refund(
            refund.account.secret_key, _form(refund), idempotency_key=f"refund-{refund.public_id}"
        )
    except ProviderError as error:
        note_trouble(refund.account, error)
        _note_failure(refund, error)
        return
    apply_refund(refund, said)


def look_at_refund(refund: Payment) -> None:
    """Send what was not sent, ask about what takes long. Raises ProviderError."""
    if refund.state == PaymentState.STARTED:
        send_refund(refund)
    elif refund.account is not None and refund.refund_id:
        release_connection()
        apply_refund(refund, client.read_refund(refund.account.secret_key, refund.refund_id))


@transaction.atomic
def apply_refund(refund: Payment, said: Refund) -> bool:
    """What Stripe says about a refund. False when that is no news."""
    order = lock_order(refund.order)
    row = lock_payment(refund)
    row.order, row.refund_id = order, said.id
    to = _STATES.get(said.status or "", PaymentState.PENDING)
    has_moved = move(row, to)
    row.problem = (said.failure_reason or "")[:300] if row.state == PaymentState.FAILED else ""
    row.due_at = timezone.now() + LOOKED_AT_AFTER if row.state == PaymentState.PENDING else None
    row.settled_at = row.settled_at or (timezone.now() if row.state == PaymentState.SUCCEEDED else None)
    row.save(update_fields=["refund_id", "state", "problem", "due_at", "settled_at"])
    if has_moved:
        _tell_outcome(row)
    return has_moved


@transaction.atomic
def take_in_refund(charge: Payment, said: Refund) -> bool:
    """A refund that somebody made in Stripe's own dashboard: written down as ours are. False when it is known."""
    order = lock_order(charge.order)
    currency = said.currency.upper()
    refund, is_new = Payment.objects.get_or_create(
        tenant_id=charge.tenant_id, refund_id=said.id,
        defaults={
            "order": order, "account_id": charge.account_id, "charge": charge, "kind": PaymentKind.REFUND,
            "method": Method.STRIPE, "state": PaymentState.STARTED, "amount": from_minor(said.amount, currency),
            "currency": currency, "order_version": order.version, "key": f"refund-{said.id}"[:120],
            "intent_id": charge.intent_id, "actor": STRIPE.actor, "actor_name": STRIPE.name,
        },
    )  # fmt: skip
    return apply_refund(refund, said) or is_new


def _form(refund: Payment) -> dict[str, object]:
    names = {"payment": str(refund.public_id), "order": str(refund.order.public_id)}
    return {
        "payment_intent": refund.intent_id, "amount": to_minor(refund.amount, refund.currency), "metadata": names,
    }  # fmt: skip


def _find_sent(refund: Payment) -> Refund | None:
    """A refund whose answer we may have lost. Stripe forgets keys after a day; the refund itself bears our name."""
    if refund.account is None or not refund.attempts:
        return None
    made = client.list_refunds(refund.account.secret_key, refund.intent_id)
    return next((each for each in made if each.metadata.get("payment") == str(refund.public_id)), None)


@transaction.atomic
def _note_failure(refund: Payment, error: ProviderError) -> None:
    """Refused is over; away is tried again, and each pause is twice as long."""
    order = lock_order(refund.order)
    row = lock_payment(refund)
    if row.state != PaymentState.STARTED:
        return
    row.order, row.problem, row.attempts = order, str(error)[:300], row.attempts + 1
    pause = min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE)
    row.due_at = timezone.now() + timedelta(seconds=error.retry_after or pause)
    is_over = error.permanent and move(row, PaymentState.FAILED)
    if is_over:
        row.due_at = None
    row.save(update_fields=["state", "problem", "attempts", "due_at"])
    if is_over:
        _tell_outcome(row)


def _tell_outcome(refund: Payment) -> None:
    """Into the history; and to the shop's people when money that they gave back did not arrive."""
    order = refund.order
    by = By(Actor(refund.actor), refund.actor_name)
    if refund.state == PaymentState.SUCCEEDED:
        record_money(refund, "refund", by=by)
    elif refund.state == PaymentState.FAILED:
        record_money(refund, "refund_failed", by=STRIPE, note=refund.problem)
        amount = money_text(order, refund.amount, refund.currency)
        tell(
            order, "refund_failed", subject=str(refund.public_id), amount=amount,
            problem=refund.problem or "failed",
        )  # fmt: skip
    keep_status(order)
