"""A link for exactly this order as it is now: one open Checkout Session, and the old ones closed.

The row is written first and names the request; Stripe is asked outside of any transaction. Whoever dies in between
asks once more with the same key and gets the same session.
"""

import time
from datetime import datetime, timedelta
from decimal import Decimal

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from lib.errors import DomainError, ProviderError
from orders.models import Actor, Order, Payment, PaymentAccount, PaymentKind, PaymentState
from orders.payments.accounts import get_account, note_trouble
from orders.payments.services import basis_of, keep_status, lock_payment, look_again, move, read_ledger, record_money
from orders.payments.states import Method
from orders.payments.stripe import client
from orders.payments.stripe.minor import to_minor
from orders.payments.stripe.payloads import Session
from orders.services import By, lock_order
from orders.states import Status
from tenants.connections import release_connection
from tenants.models import Tenant

log = structlog.get_logger(__name__)

# Stripe allows 30 minutes to 24 hours. /pay/... makes a new one whenever it is needed: short is safe.
LINK_LASTS = timedelta(hours=3)
# With less time left than this a new link is made instead.
LEAST_LEFT = timedelta(minutes=35)
# A session that nobody told us about is asked for when it must have ended.
ASKED_AFTER = timedelta(minutes=2)
_LIVING = (PaymentState.STARTED, PaymentState.OPEN)
# Somebody else asks Stripe for the same link at this moment.
_PAUSES = (0.1, 0.3, 0.6, 1.0, 2.0)


def pay_address(order: Order) -> str:
    """The public address that leads to a payment whenever it is opened: it never expires."""
    return f"{settings.PUBLIC_URL}{reverse('pay', args=[order.tracking_key])}"


def can_pay_online(order: Order) -> bool:
    """Whether there is something to pay by card, and a shop that takes it."""
    return order.state != Status.CANCELLED and takes_cards(order.tenant) and read_ledger(order).balance.due > 0


def takes_cards(tenant: Tenant) -> bool:
    return bool(PaymentAccount.objects.filter(tenant=tenant, is_enabled=True).exists())


def check_payable(order: Order) -> Decimal:
    """What is due by card. Raises DomainError `no_account`, `cancelled`, `nothing_due`, `on_its_way`, `not_exact`."""
    if not takes_cards(order.tenant):
        raise DomainError("no_account", "This shop takes no cards: the order is paid on delivery.")
    if order.state == Status.CANCELLED:
        raise DomainError("cancelled", "The order is cancelled: there is nothing to pay.")
    ledger = read_ledger(order)
    if ledger.is_coming:
        raise DomainError("on_its_way", "A payment for this order is on its way already.")
    if not ledger.balance.due:
        raise DomainError("nothing_due", "Nothing is due any more for this order.")
    to_minor(ledger.balance.due, order.currency)
    return ledger.balance.due


def create_payment_link(order: Order, *, by: By) -> Payment:
    """An open Checkout Session for exactly what is due now; the one that is open already, if it still fits.

    Call it outside of a transaction. Raises DomainError as `check_payable` does, and ProviderError when Stripe is away
    or refuses.
    """
    payment, stale = _claim(order, by)
    for old in stale:
        close_at_stripe(old)
    if payment.state == PaymentState.OPEN:
        return payment
    try:
        return _ask(payment)
    except ProviderError as error:
        note_trouble(payment.account, error)
        if error.code != "idempotency_error":
            raise
    # Our words for it have changed since: that request is given up for a fresh one.
    _retire(payment)
    payment, _stale = _claim(order, by)
    return _ask(payment)


def close_at_stripe(payment: Payment) -> None:
    """Nobody shall pay a link that we have closed. Paid in the meantime, or Stripe away: its message will tell."""
    if payment.session_id and payment.account is not None:
        release_connection()
        try:
            client.expire_session(payment.account.secret_key, payment.session_id)
        except ProviderError as error:
            log.info("session_not_closed", payment=str(payment.public_id), code=error.code, reason=str(error))


@transaction.atomic
def retire_stale_links(order: Order) -> list[Payment]:
    """Close the links that are for another order than this has become; tell Stripe afterwards."""
    locked = lock_order(order)
    stale = [row for row in _list_living(locked) if not _fits(row, locked)]
    for row in stale:
        _close(row)
    keep_status(locked)
    return stale


@transaction.atomic
def _claim(order: Order, by: By) -> tuple[Payment, list[Payment]]:
    """The row for a link to what is due now, and those that it replaces."""
    locked = lock_order(order)
    due = check_payable(locked)
    living = _list_living(locked)
    fitting = [row for row in living if _fits(row, locked)]
    stale = [row for row in living if row not in fitting[:1]]
    for row in stale:
        _close(row)
    return fitting[0] if fitting else _write(locked, due, by), stale


def _write(order: Order, due: Decimal, by: By) -> Payment:
    account = get_account(order.tenant)
    now = timezone.now()
    tries = Payment.objects.filter(order=order, kind=PaymentKind.CHARGE).count()
    payment = Payment.objects.create(
        tenant_id=order.tenant_id, order=order, account=account, kind=PaymentKind.CHARGE, method=Method.STRIPE,
        state=PaymentState.STARTED, amount=due, currency=order.currency, order_version=order.version,
        basis=basis_of(order), key=f"{order.public_id}-v{order.version}-{to_minor(due, order.currency)}-{tries}",
        language=order.customer.language or order.tenant.language, actor=by.actor, actor_name=by.name,
        expires_at=(now + LINK_LASTS).replace(microsecond=0), due_at=now + LINK_LASTS + ASKED_AFTER,
    )  # fmt: skip
    record_money(payment, "payment_link", by=by)
    return payment


def _list_living(order: Order) -> list[Payment]:
    rows = Payment.objects.select_for_update(of=("self",)).filter(order=order, kind=PaymentKind.CHARGE)
    found = list(rows.filter(state__in=_LIVING).select_related("account").order_by("-pk"))
    for row in found:
        row.order = order
    return found


def _fits(payment: Payment, order: Order) -> bool:
    """Still for this order as it is, for what is due, on the account in use, and open for a while."""
    account = payment.account
    is_usable = account is not None and account.is_enabled and order.state != Status.CANCELLED
    ends: datetime = payment.expires_at or payment.created_at
    is_same = payment.basis == basis_of(order) and payment.amount == read_ledger(order).balance.due
    return is_usable and is_same and ends - timezone.now() > LEAST_LEFT


def _close(payment: Payment) -> None:
    if move(payment, PaymentState.EXPIRED):
        payment.due_at = None
        payment.save(update_fields=["state", "due_at"])


@transaction.atomic
def _retire(payment: Payment) -> None:
    lock_order(payment.order)
    _close(lock_payment(payment))


def _ask(payment: Payment) -> Payment:
    """Raises ProviderError."""
    account = payment.account
    if account is None:
        raise ProviderError("the account was removed", permanent=True, code="no_account")
    form = _form(payment)
    release_connection()
    for pause in (*_PAUSES, None):
        try:
            return _keep(payment, client.create_session(account.secret_key, form, idempotency_key=payment.key))
        except ProviderError as error:
            if error.code != "busy" or pause is None:
                raise
        time.sleep(pause)
    raise AssertionError  # the last round returns or raises


def _keep(payment: Payment, session: Session) -> Payment:
    """Write down what Stripe made. The order may have changed meanwhile: then the link is as closed as its row."""
    with transaction.atomic():
        order = lock_order(payment.order)
        row = lock_payment(payment)
        row.order, row.account = order, payment.account
        row.session_id, row.url, row.intent_id = session.id, session.url or "", session.payment_intent
        move(row, PaymentState.OPEN)
        row.save(update_fields=["session_id", "url", "intent_id", "state"])
        if row.basis != basis_of(order):
            look_again(order)
    if row.state != PaymentState.OPEN or not row.url:
        close_at_stripe(row)
        raise ProviderError("the link was closed meanwhile", permanent=False, code="closed")
    return row


def _form(payment: Payment) -> dict[str, object]:
    """The request, from the row alone: asked twice, it is the same to the last letter."""
    order = payment.order
    names = {"order": str(order.public_id), "payment": str(payment.public_id), "version": str(payment.order_version)}
    with translation.override(payment.language):
        title = _("Order %(number)s") % {"number": order.number}
    done = f"{settings.PUBLIC_URL}{reverse('pay-done', args=[order.tracking_key])}"
    price = {
        "currency": payment.currency.lower(), "unit_amount": to_minor(payment.amount, payment.currency),
        "product_data": {"name": title},
    }  # fmt: skip
    return {
        "mode": "payment",
        "client_reference_id": str(order.public_id),
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": names,
        "payment_intent_data": {"metadata": names, "description": f"{order.tenant.name} {order.number}"},
        # In the shop's own currency: what is paid must be what was asked for.
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(payment.expires_at.timestamp()) if payment.expires_at else 0,
        "success_url": done,
        "cancel_url": done,
        **({"locale": payment.language} if payment.language in _LOCALES else {}),
    }


# What Checkout speaks of our languages. https://docs.stripe.com/js/appendix/supported_locales
_LOCALES = frozenset({"en", "fr", "es", "he", "id"})
CUSTOMER = By(Actor.CUSTOMER)
