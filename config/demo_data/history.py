"""What becomes of an order: its way through the states with who moved it, its money, and what its customer was told."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from config.demo_data.rows import Row, Rows, draw_uuid
from config.demo_data.sales import Sale
from config.demo_data.scene import Scene
from config.demo_data.words import read_words
from lib.money import ZERO, plain_number
from lib.text import shorten
from orders.models import (
    Actor,
    Confirmation,
    ConfirmationState,
    Notice,
    NoticeState,
    OrderEvent,
    Payment,
    PaymentKind,
    PaymentState,
    Source,
)
from orders.models.rules import TOLD
from orders.payments.states import Method, read_status
from orders.pricing import add_up_payments
from orders.states import WAY, Status

# Hours from one station to the next; nobody packs in a minute.
STEPS = {
    Status.CONFIRMED: (0.02, 0.5), Status.PROCESSING: (0.5, 8), Status.PACKAGED: (1, 10), Status.SHIPPED: (1, 14),
    Status.DELIVERED: (2, 30),
}  # fmt: skip
GIVEN_UP, PAID = 0.045, 0.92
CARRIERS = ("DHL", "UPS", "FedEx")
MAKERS = {
    Source.CHAT: Actor.AGENT, Source.PANEL: Actor.STAFF, Source.API: Actor.SYSTEM, Source.STORE: Actor.STORE,
    Source.EXTENSION: Actor.STORE,
}  # fmt: skip
ASKED_ABOUT = {Source.API, Source.STORE, Source.EXTENSION}


class History:
    """One order's events. `version` grows with what changes it; money leaves it as it is."""

    def __init__(self, sale: Sale, scene: Scene, *, end: datetime, rows: Rows, rng: Random) -> None:
        self._sale, self._scene, self._end, self._rows, self._rng = sale, scene, end, rows, rng
        self._order, self._version = sale.row, 0
        self._last = sale.plan.at

    def write(self) -> None:
        self._create()
        stations = list(self._stations())
        before = Status.PENDING
        for status, at in stations:
            self._move(before, status, at)
            before = status
        self._settle(before)
        if self._sale.plan.source in ASKED_ABOUT:
            self._ask(before)
        self._order |= {"status": before, "version": self._version, "updated_at": self._last}

    def _create(self) -> None:
        texts = [_line_text(line) for line in self._sale.lines]
        count = len(self._sale.basket)
        self._event("created", MAKERS[self._sale.plan.source], self._sale.plan.at, to_status=Status.PENDING,
                    total=self._sale.first_total, lines=texts[:count])  # fmt: skip
        if self._sale.added and self._sale.plan.changed_at:
            self._event("changed", Actor.AGENT, self._sale.plan.changed_at, total=self._order["total"], lines=texts)

    def _stations(self) -> Iterator[tuple[Status, datetime]]:
        """Where it comes and when, up to now; some are given up before they are packed."""
        plan, rng, at = self._sale.plan, self._rng, self._last
        given_up = None if plan.complained_at or plan.changed_at else rng.random() < GIVEN_UP and rng.randrange(1, 4)
        for place, status in enumerate(WAY[1:], start=1):
            at += timedelta(hours=rng.uniform(*STEPS[status]))
            if plan.cancelled_at and at > plan.cancelled_at:
                at, status = plan.cancelled_at, Status.CANCELLED
            elif given_up == place:
                status = Status.CANCELLED
            if at >= self._end:
                return
            yield status, at
            if status == Status.CANCELLED:
                return

    def _move(self, before: Status, status: Status, at: datetime) -> None:
        actor = Actor.AGENT if status == Status.CONFIRMED and self._order["conversation"] else Actor.STAFF
        note = ""
        if status == Status.CANCELLED:
            actor = Actor.AGENT if self._sale.plan.cancelled_at else Actor.STAFF
            note = self._rng.choice(self._reasons())
        event = self._event("status", actor, at, from_status=before, to_status=status, note=note)
        stamps = {Status.CONFIRMED: "confirmed_at", Status.DELIVERED: "delivered_at"}
        if status in stamps:
            self._order[stamps[status]] = at
        if status == Status.SHIPPED and self._order["address"]:
            self._order |= {
                "carrier": self._rng.choice(CARRIERS),
                "carrier_number": f"JD{self._rng.getrandbits(34):010}",
            }
        if status in TOLD and self._order["conversation"]:
            self._rows.add(Notice, order=self._order, event=event, kind=status, state=NoticeState.TOLD,
                           via=self._order["conversation"]["identity"]["kind"], created_at=at)  # fmt: skip

    def _reasons(self) -> tuple[str, ...]:
        return read_words(self._scene.tenant.language).reasons

    def _settle(self, status: Status) -> None:
        """Paid when it arrives; who complained gets half of it or all of it back."""
        paid, refunded = ZERO, ZERO
        at = self._order.get("delivered_at")
        if status == Status.DELIVERED and at and self._order["total"] > 0 and self._rng.random() < PAID:
            method = self._rng.choices((Method.CASH, Method.TRANSFER, Method.OTHER), (70, 25, 5))[0]
            charge = self._pay(PaymentKind.CHARGE, self._order["total"], method, at)
            paid, self._order["payment_method"] = self._order["total"], method
            back = self._sale.plan.complained_at
            if back and at < back < self._end and self._rng.random() < 0.5:
                refunded = paid if self._rng.random() < 0.5 else max(round(paid / 2, 2), Decimal("0.01"))
                self._pay(PaymentKind.REFUND, refunded, method, back + timedelta(minutes=20), charge=charge)
        balance = add_up_payments(self._order["total"], paid=[paid], refunded=[refunded], returning=[])
        self._order["payment_status"] = read_status(balance, is_coming=False, has_failed=False)

    def _pay(self, kind: PaymentKind, amount: Decimal, method: Method, at: datetime, **fields: Any) -> Row:
        staff = self._staff()
        payment = self._rows.add(
            Payment, order=self._order, kind=kind, method=method, state=PaymentState.SUCCEEDED, amount=amount,
            currency=self._order["currency"], order_version=self._version, key=f"demo-{draw_uuid(self._rng)}",
            actor=Actor.STAFF, actor_name=staff, created_at=at, settled_at=at, **fields,
        )  # fmt: skip
        what = "refund" if kind == PaymentKind.REFUND else "payment"
        self._event(what, Actor.STAFF, at, payment=str(payment["public_id"]), amount=plain_number(amount),
                    currency=self._order["currency"], method=str(method), dispute="")  # fmt: skip
        return payment

    def _ask(self, status: Status) -> None:
        """The customer was asked whether an order from outside is right."""
        state = ConfirmationState.CANCELLED if status == Status.CANCELLED else ConfirmationState.CONFIRMED
        if status == Status.PENDING:
            state = ConfirmationState.SILENT
        elif self._rng.random() < 0.08:
            state = ConfirmationState.HANDED_OVER
        asked = self._sale.plan.at + timedelta(minutes=3)
        reminders = self._rng.choices((0, 1, 2), (80, 15, 5))[0]
        self._rows.add(Confirmation, order=self._order, state=state, asked_version=1, asked_at=asked,
                       reminders=reminders, created_at=self._sale.plan.at)  # fmt: skip

    def _event(
        self, kind: str, actor: Actor, at: datetime, *, from_status: str = "", to_status: str = "", note: str = "",
        total: Decimal | None = None, **data: Any,
    ) -> Row:  # fmt: skip
        if kind not in {"payment", "refund"}:
            self._version += 1
        self._last = max(self._last, at)
        return self._rows.add(
            OrderEvent, order=self._order, kind=kind, actor=actor, version=self._version, created_at=at, note=note,
            actor_name=self._staff() if actor == Actor.STAFF else "", from_status=from_status, to_status=to_status,
            data={"total": str(self._order["total"] if total is None else total), **data},
        )  # fmt: skip

    def _staff(self) -> str:
        return shorten(self._rng.choice(self._scene.staff).name, 150) if self._scene.staff else "demo_data"


def _line_text(line: Row) -> str:
    """As orders.models.OrderLine writes itself down."""
    return f"{plain_number(line['quantity'])} {line['unit']} {line['name']}"
