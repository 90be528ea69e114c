"""Writes about the money of an order: what came in, by hand or through a provider, and what its status is.

Every change locks the order first, is written into its history, and keeps the order's payment status true.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lib.errors import DomainError
from lib.money import format_money, plain_number, round_money
from orders.models import Actor, Order, Payment, PaymentKind, PaymentState
from orders.payments.states import Method, PaymentStatus, is_forward, read_status
from orders.pricing import Balance, add_up_payments
from orders.services import By, lock_order, record_event
from orders.states import Status
from tenants.alerts.services import raise_alert, resolve_alert

STRIPE = By(Actor.SYSTEM, "Stripe")
BY_HAND = (Method.CASH, Method.TRANSFER, Method.OTHER)
# Beyond this nothing fits into a row, and nobody pays it.
LARGEST = Decimal(10) ** 12
# What of an order's history is about money. None of it makes the order another one: its version stays.
EVENT_KINDS = frozenset({"payment_link", "payment", "payment_failed", "refund", "refund_failed", "payment_disputed"})


@dataclass(frozen=True)
class Ledger:
    """An order's payments and refunds, oldest first, and what they add up to."""

    rows: Sequence[Payment]
    balance: Balance

    @property
    def charges(self) -> list[Payment]:
        return [row for row in self.rows if row.kind == PaymentKind.CHARGE]

    @property
    def is_coming(self) -> bool:
        return any(row.state == PaymentState.PENDING for row in self.charges)

    def left_of(self, charge: Payment) -> Decimal:
        """How much of a payment can still go back."""
        if charge.state != PaymentState.SUCCEEDED or charge.currency != charge.order.currency:
            return Decimal(0)
        back = [row.amount for row in self.rows if row.charge_id == charge.pk and row.state != PaymentState.FAILED]
        return add_up_payments(Decimal(0), paid=[charge.amount], refunded=back, returning=[]).refundable


def read_ledger(order: Order) -> Ledger:
    """What was paid in another currency than the order's is shown, but never added up with it."""
    rows = list(Payment.objects.filter(order=order).order_by("pk"))
    for row in rows:
        row.order = order
    ours = [row for row in rows if row.currency == order.currency]

    def amounts(kind: str, *states: str) -> list[Decimal]:
        return [row.amount for row in ours if row.kind == kind and row.state in states]

    refund, succeeded = PaymentKind.REFUND, PaymentState.SUCCEEDED
    balance = add_up_payments(
        order.total, paid=amounts(PaymentKind.CHARGE, succeeded), refunded=amounts(refund, succeeded),
        returning=amounts(refund, PaymentState.STARTED, PaymentState.PENDING),
    )  # fmt: skip
    return Ledger(rows, balance)


def basis_of(order: Order) -> str:
    """A digest of what there is to pay for. A status that moves on leaves it as it is, and the link with it."""
    lines = order.lines.order_by("pk").values_list("product_id", "quantity", "subtotal")
    written = [order.currency, f"{order.total:.3f}", *(f"{pk}:{count:.3f}:{price:.2f}" for pk, count, price in lines)]
    return hashlib.sha256("|".join(written).encode()).hexdigest()


@transaction.atomic
def record_payment(order: Order, *, method: Method, amount: Decimal, by: By, key: str, note: str = "") -> Payment:
    """Staff have the money: cash, a transfer. `key` is the form's own name: sent twice, it is one payment.

    Raises DomainError `bad_amount`, `too_much` (more than is due), `wrong_method`.
    """
    locked = lock_order(order)
    known = Payment.objects.filter(key=key).first()
    if known:
        return known
    if method not in BY_HAND:
        raise DomainError("wrong_method", "Only cash, transfers and the like are recorded by hand.")
    due = read_ledger(locked).balance.due
    check_amount(amount, most=due, currency=locked.currency, code="too_much")
    payment = Payment.objects.create(
        tenant_id=locked.tenant_id, order=locked, kind=PaymentKind.CHARGE, method=method,
        state=PaymentState.SUCCEEDED, amount=amount, currency=locked.currency, order_version=locked.version,
        basis=basis_of(locked), key=key, note=note.strip()[:300], actor=by.actor, actor_name=by.name,
        settled_at=timezone.now(),
    )  # fmt: skip
    record_money(payment, "payment", by=by)
    keep_status(locked)
    return payment


@transaction.atomic
def settle_charge(charge: Payment, *, amount: Decimal, currency: str, intent_id: str) -> bool:
    """The money of a link is here. False when that was known; whatever does not fit is recorded, and staff are told."""
    order = lock_order(charge.order)
    row = lock_payment(charge)
    asked = row.amount, row.currency
    if not move(row, PaymentState.SUCCEEDED):
        return False
    row.amount, row.currency, row.intent_id = amount, currency, intent_id
    row.order, row.due_at, row.settled_at = order, None, timezone.now()
    row.save(update_fields=["state", "amount", "currency", "intent_id", "due_at", "settled_at"])
    record_money(row, "payment", by=STRIPE)
    keep_status(order)
    _compare(row, asked)
    # Another link that is still open would let the customer pay twice.
    look_again(order)
    return True


@transaction.atomic
def move_charge(charge: Payment, to: PaymentState, *, intent_id: str = "", problem: str = "") -> bool:
    """A link was used up, ran out, or its payment is on its way or did not come. False when that is no news."""
    order = lock_order(charge.order)
    row = lock_payment(charge)
    if not move(row, to):
        return False
    row.order, row.problem, row.intent_id = order, problem[:300], intent_id or row.intent_id
    row.due_at = None
    row.save(update_fields=["state", "problem", "intent_id", "due_at"])
    if to == PaymentState.FAILED:
        record_money(row, "payment_failed", by=STRIPE, note=problem)
    keep_status(order)
    return True


def move(row: Payment, to: PaymentState) -> bool:
    """Set the state of a locked row, unless it is as far already. Not saved."""
    if not is_forward(row.kind, current=row.state, to=to):
        return False
    row.state = to
    return True


def lock_payment(payment: Payment) -> Payment:
    """Lock its order before."""
    return Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)


def keep_status(order: Order) -> None:
    """Bring a locked order's payment status and method to what its payments say.

    A cancelled order whose money is still here is for a person: nothing is refunded by itself.
    """
    ledger = read_ledger(order)
    tried = [row for row in ledger.charges if row.state in {PaymentState.FAILED, PaymentState.SUCCEEDED}]
    came = [row for row in ledger.charges if row.state in {PaymentState.PENDING, PaymentState.SUCCEEDED}]
    has_failed = bool(tried) and tried[-1].state == PaymentState.FAILED
    status = read_status(ledger.balance, is_coming=ledger.is_coming, has_failed=has_failed)
    method = came[-1].method if came else Method.CASH
    if (status, method) != (order.payment_status, order.payment_method):
        order.payment_status, order.payment_method = status, method
        order.save(update_fields=["payment_status", "payment_method", "updated_at"])
    if order.state == Status.CANCELLED and ledger.balance.refundable:
        tell(order, "payment_on_cancelled", amount=money_text(order, ledger.balance.refundable))
    elif ledger.rows:
        resolve_alert(order.tenant_id, kind="payment_on_cancelled", subject=str(order.public_id))


@transaction.atomic
def follow_order(order: Order) -> None:
    """An order has changed: what its payment status is now, and whether a person has to give money back."""
    keep_status(lock_order(order))


def look_again(order: Order) -> int | None:
    """Have the order's payments compared with the order as it is now: one row stands for all. None without payments."""
    newest: int | None = Payment.objects.filter(order=order).order_by("-pk").values_list("pk", flat=True).first()
    if newest is not None:
        Payment.objects.filter(pk=newest).update(due_at=timezone.now())
    return newest


def record_money(payment: Payment, kind: str, *, by: By, note: str = "", dispute: str = "") -> None:
    """A line in the order's history: who, when, how much, and by which way."""
    record_event(
        payment.order, kind=kind, by=by, note=note or payment.note, payment=str(payment.public_id),
        amount=plain_number(payment.amount), currency=payment.currency, method=str(payment.method),
        dispute=dispute,
    )  # fmt: skip


def tell(order: Order, kind: str, *, subject: str = "", **facts: str) -> None:
    """Alert the shop's people, with a link to the order."""
    link = reverse("panel:order", args=[order.tenant.slug, order.public_id])
    raise_alert(
        order.tenant, kind=kind, subject=subject or str(order.public_id), link=link, order=order.number, **facts
    )  # fmt: skip


def money_text(order: Order, amount: Decimal, currency: str = "") -> str:
    return format_money(amount, currency or order.currency, order.tenant.language)


def check_amount(amount: Decimal, *, most: Decimal, currency: str, code: str) -> None:
    """Raises DomainError `bad_amount`, or `code` for more than `most`."""
    is_amount = amount.is_finite() and 0 < amount < LARGEST and amount == round_money(amount, currency)
    if not is_amount:
        raise DomainError("bad_amount", f"Write an amount in {currency} that is more than zero.")
    if amount > most:
        message = f"At most {plain_number(most)} {currency} is possible."
        raise DomainError(code, message, most=plain_number(most), currency=currency)


def _compare(charge: Payment, asked: tuple[Decimal, str]) -> None:
    """Say what does not fit: the order is another one by now, or it is not what was asked for."""
    order = charge.order
    differences = {
        "payment_other_amount": (charge.amount, charge.currency) != asked,
        "payment_too_much": order.payment_status == PaymentStatus.OVERPAID,
        "payment_old_version": charge.basis != basis_of(order),
    }
    found = next((name for name, differs in differences.items() if differs), "")
    if found:
        tell(
            order, "payment_differs", subject=str(charge.public_id), notice=found, problem=found,
            amount=money_text(order, charge.amount, charge.currency), expected=money_text(order, *asked),
            total=money_text(order, order.total),
        )  # fmt: skip
