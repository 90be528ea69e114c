"""The part of an order's page about its money: what came and went, a payment by hand, and refunds."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from lib.errors import DomainError
from lib.money import round_money
from orders.actors import by_staff
from orders.models import METHOD_CHOICES, Order, Payment, PaymentAccount, PaymentKind, PaymentState
from orders.payments.links import pay_address
from orders.payments.refunds import send_refund, start_refund
from orders.payments.services import BY_HAND, Ledger, read_ledger, record_payment
from orders.payments.states import Method, PaymentStatus
from orders.payments.words import STATUSES, explain
from orders.pricing import Balance
from orders.states import Status
from tenants.models import Role
from tenants.panel import MemberRequest, form_token, has_rank, member_view, page_context

KEY_LENGTH = 64
# The badge's colour for each status, by the classes that an order's own status has.
COLOURS = {
    PaymentStatus.PAID: "delivered", PaymentStatus.OVERPAID: "cancelled", PaymentStatus.FAILED: "cancelled",
    PaymentStatus.PENDING: "confirmed", PaymentStatus.PARTLY_PAID: "pending", PaymentStatus.UNPAID: "pending",
}  # fmt: skip
# What nobody waits for any more is left out of the list.
_FORGOTTEN = frozenset({PaymentState.EXPIRED, PaymentState.STARTED})


@dataclass(frozen=True)
class Line:
    """One payment or refund, and how much of it can go back, as a form writes it."""

    row: Payment
    left: str


@dataclass(frozen=True)
class Card:
    """`mark` changes when anything of it does."""

    order: Order
    balance: Balance
    lines: list[Line]
    account: PaymentAccount | None

    @property
    def status(self) -> str:
        return str(STATUSES[self.order.payment_status])

    @property
    def colour(self) -> str:
        return COLOURS.get(PaymentStatus(self.order.payment_status), "plain")

    @property
    def due(self) -> str:
        """What a form for the rest begins with; empty when nothing is due."""
        owes = self.balance.due and self.order.state != Status.CANCELLED
        return plain(self.balance.due, self.order.currency) if owes else ""

    @property
    def step(self) -> str:
        return plain(Decimal(1).scaleb(-_digits(self.order.currency)), self.order.currency)

    @property
    def link(self) -> str:
        return pay_address(self.order) if self.account is not None and self.due else ""

    @property
    def mark(self) -> str:
        rows = [(line.row.pk, line.row.state, line.left, line.row.problem) for line in self.lines]
        seen = (rows, self.order.total, self.order.status, self.order.payment_status, self.account is not None)
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


@require_safe
@member_view()
def order_payments(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """The part for the order's page. A poll that already has it (`seen`) is answered 204."""
    card = _card(_find(public_id))
    if request.htmx and request.GET.get("seen") == card.mark:
        return HttpResponse(status=204)
    return _show(request, card)


@require_POST
@member_view()
def payment_record(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Somebody of the shop has the money in their hands, or on the bank."""
    order = _find(public_id)

    def record() -> None:
        method, form = request.POST.get("method", ""), request.POST
        if method not in BY_HAND:
            raise DomainError("wrong_method", "Choose how it was paid.")
        record_payment(
            order, method=Method(method), amount=_amount(form.get("amount", ""), order.currency),
            by=by_staff(request.user), key=_key(request), note=form.get("note", ""),
        )  # fmt: skip

    return _answer(request, order, record)


@require_POST
@member_view(role=Role.MANAGER)
def payment_refund(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Give back all or part of a payment: at once on paper, or through Stripe after the commit."""
    order = _find(public_id)
    charge = get_object_or_404(
        Payment.objects.select_related("order__tenant"), order=order, kind=PaymentKind.CHARGE,
        public_id=_uuid(request.POST.get("charge", "")),
    )  # fmt: skip

    def refund() -> None:
        amount = _amount(request.POST.get("amount", ""), charge.currency)
        row = start_refund(
            charge, amount=amount, by=by_staff(request.user), key=_key(request), note=request.POST.get("note", "")
        )  # fmt: skip
        send_refund(row)

    return _answer(request, order, refund)


def _answer(request: MemberRequest, order: Order, act: Callable[[], None]) -> HttpResponse:
    """422 with the reason when it was refused; the same part either way."""
    try:
        act()
    except DomainError as error:
        return _show(request, _card(_find(order.public_id)), problem=explain(error))
    if request.htmx:
        return _show(request, _card(_find(order.public_id)))
    return redirect("panel:order", slug=request.tenant.slug, public_id=order.public_id)


def _show(request: MemberRequest, card: Card, *, problem: str = "") -> HttpResponse:
    context: dict[str, Any] = page_context(
        request, section="orders", card=card, order=card.order, problem=problem, token=form_token(),
        may_refund=has_rank(request.membership, Role.MANAGER),
        methods=[choice for choice in METHOD_CHOICES if choice[0] in BY_HAND],
    )  # fmt: skip
    return render(request, "panel/order_payments.html", context, status=422 if problem else 200)


def _card(order: Order) -> Card:
    ledger = read_ledger(order)
    shown = [row for row in ledger.rows if row.kind == PaymentKind.REFUND or row.state not in _FORGOTTEN]
    account = PaymentAccount.objects.filter(is_enabled=True).first()
    return Card(order, ledger.balance, [Line(row, _left(ledger, row)) for row in shown], account)


def _left(ledger: Ledger, row: Payment) -> str:
    left = ledger.left_of(row) if row.kind == PaymentKind.CHARGE else Decimal(0)
    return plain(left, row.currency) if left else ""


def plain(amount: Decimal, currency: str) -> str:
    """As a form's number is written in any language: `128.50`, `500`."""
    return f"{round_money(amount, currency):f}"


def _digits(currency: str) -> int:
    # An order's money has two places, also where the currency has three.
    exponent = round_money(Decimal(0), currency).as_tuple().exponent
    return min(-exponent, 2) if isinstance(exponent, int) else 0


def _amount(text: str, currency: str) -> Decimal:
    """Raises DomainError `bad_amount` for what is no number."""
    try:
        return Decimal(text.strip().replace(",", ".")[:20])
    except InvalidOperation:
        raise DomainError("bad_amount", f"Write an amount in {currency}.") from None


def _key(request: MemberRequest) -> str:
    """The form's own name: sent twice, it is one wish."""
    return f"form-{request.POST.get('token', '')[:KEY_LENGTH] or form_token()}"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _find(public_id: UUID) -> Order:
    return get_object_or_404(Order.objects.select_related("tenant"), public_id=public_id)
