"""Looking again at a payment: its order has changed, a link has ended, a refund was lost on the way."""

from datetime import datetime, timedelta

from django.utils import timezone

from lib.errors import ProviderError
from orders.models import Order, Payment, PaymentKind, PaymentState
from orders.payments.accounts import note_trouble
from orders.payments.events import take_session
from orders.payments.links import ASKED_AFTER, close_at_stripe, retire_stale_links
from orders.payments.refunds import look_at_refund
from orders.payments.services import follow_order
from orders.payments.stripe import client
from tenants.connections import release_connection
from tenants.scoping import scopes_disabled

# A worker that dies while it looks has lost its turn after this long.
LEASE = timedelta(minutes=1)
SOON, LATER = timedelta(minutes=10), timedelta(days=1)
# What a link whose customer is just coming back may still be waiting for.
_UNSETTLED = (PaymentState.OPEN, PaymentState.PENDING)


def look_at_payment(payment_pk: int) -> None:
    """Bring one payment up to date with its order and with Stripe; twice is harmless."""
    payment = _find(payment_pk)
    if payment is None:
        return
    lease = timezone.now() + LEASE
    Payment.objects.filter(pk=payment_pk).update(due_at=lease)
    follow_order(payment.order)
    for old in retire_stale_links(payment.order):
        close_at_stripe(old)
    try:
        _ask(payment)
    except ProviderError as error:
        note_trouble(payment.account, error)
    payment.refresh_from_db(fields=["state", "due_at"])
    # Whoever wanted a look in the meantime gets another one.
    Payment.objects.filter(pk=payment_pk, due_at=lease).update(due_at=_next_look(payment))


def list_due_payments() -> list[tuple[int, int]]:
    """(tenant, payment) that somebody has to look at. All tenants."""
    with scopes_disabled():
        rows = Payment.objects.filter(due_at__lte=timezone.now(), order__tenant__is_active=True).order_by("due_at")
        return list(rows.values_list("tenant_id", "pk")[:500])


def list_unsettled(order: Order) -> list[Payment]:
    """Links of an order whose customer may have paid without our knowing."""
    rows = Payment.objects.filter(order=order, kind=PaymentKind.CHARGE, state__in=_UNSETTLED)
    return list(rows.exclude(session_id="").order_by("-pk")[:3])


def _ask(payment: Payment) -> None:
    """What Stripe says about it. Raises ProviderError."""
    payment.refresh_from_db(fields=["state"])
    if payment.kind == PaymentKind.REFUND:
        look_at_refund(payment)
    elif payment.state in _UNSETTLED and payment.account is not None and payment.session_id:
        release_connection()
        take_session(payment.account, client.read_session(payment.account.secret_key, payment.session_id))
    elif payment.state == PaymentState.STARTED and _has_ended(payment):
        # Nobody was ever given this link.
        Payment.objects.filter(pk=payment.pk, state=PaymentState.STARTED).update(state=PaymentState.EXPIRED)


def _next_look(payment: Payment) -> datetime | None:
    now = timezone.now()
    if payment.kind == PaymentKind.REFUND:
        return now + SOON if payment.state == PaymentState.STARTED else _later(payment, now)
    if payment.state in {PaymentState.STARTED, PaymentState.OPEN}:
        ends = payment.expires_at + ASKED_AFTER if payment.expires_at else now
        return max(ends, now + SOON)
    return _later(payment, now)


def _later(payment: Payment, now: datetime) -> datetime | None:
    return now + LATER if payment.state == PaymentState.PENDING else None


def _has_ended(payment: Payment) -> bool:
    return payment.expires_at is None or payment.expires_at + ASKED_AFTER <= timezone.now()


def _find(payment_pk: int) -> Payment | None:
    rows = Payment.objects.select_related("order__tenant", "account__tenant", "charge")
    return rows.filter(pk=payment_pk).first()
