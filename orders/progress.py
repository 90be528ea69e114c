"""How far an order is, as people read it: the stations of its way, and what happened when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.models import STATUS_CHOICES, Order
from orders.states import WAY, Status

LABELS: dict[str, Promise | str] = dict(STATUS_CHOICES)
# What the customer is told; the note and the name of who did it stay in the shop.
SENTENCES: dict[str, Promise | str] = {
    Status.PENDING: _("We have your order and wait for your confirmation."),
    Status.CONFIRMED: _("Your order is confirmed."),
    Status.PROCESSING: _("We are preparing your order."),
    Status.PACKAGED: _("Your order is packed."),
    Status.SHIPPED: _("Your order is on its way."),
    Status.DELIVERED: _("Your order has been delivered."),
    Status.CANCELLED: _("This order was cancelled."),
}
HAPPENINGS: dict[str, Promise | str] = {
    "created": _("Ordered"),
    "changed": _("Order changed"),
    "repriced": _("Prices updated"),
    "asked_change": _("Change asked for"),
    "asked_cancel": _("Cancellation asked for"),
    "request_accepted": _("Request accepted"),
    "request_declined": _("Request declined"),
    "payment": _("Payment received"),
    "refund": _("Refund made"),
    "charged": _("Charged by the site"),
}
# Only the shop's own people read these.
INTERNAL: dict[str, Promise | str] = {
    "edited": _("Details changed"),
    "noted": _("Note written"),
    "asked": _("Customer asked"),
    "ask_again": _("Asking begun anew"),
    "stop_asking": _("Asking stopped"),
    "unreachable": _("Customer cannot be reached"),
    "merged": _("Two orders became one"),
    "unmerged": _("They were two orders after all"),
    "kept_apart": _("Kept as an order of its own"),
    "shop_differs": _("The store says something else"),
    "shop_status": _("Another status in the store"),
    "shop_refund": _("Refunded in the store"),
}

ICONS = {
    Status.PENDING: "bag",
    Status.CONFIRMED: "check",
    Status.PROCESSING: "clock",
    Status.PACKAGED: "box",
    Status.SHIPPED: "truck",
    Status.DELIVERED: "home",
    Status.CANCELLED: "cross",
}


@dataclass(frozen=True)
class Station:
    """One stop on the way; `at` is when it was reached. `state` is `done`, `current` or `ahead`."""

    status: Status
    label: Promise | str
    state: str
    at: datetime | None

    @property
    def icon(self) -> str:
        """Where the order has been, only that it has been there counts."""
        return "check" if self.state == "done" else ICONS[self.status]

    @property
    def is_directed(self) -> bool:
        """A truck drives the way that people read."""
        return self.icon == "truck"


class Told(Protocol):
    """Of an order's history what a customer may be told."""

    @property
    def kind(self) -> str: ...
    @property
    def to_status(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True)
class Happening:
    label: Promise | str
    at: datetime


def list_stations(order: Order, history: Iterable[Told]) -> list[Station]:
    """Every stop from ordered to delivered. A cancelled order stops where it was: nothing lies ahead of it."""
    reached = {event.to_status: event.created_at for event in history if event.to_status}
    if order.state == Status.CANCELLED:
        way = [status for status in WAY if status.value in reached] + [Status.CANCELLED]
    else:
        way = list(WAY)
    place = way.index(order.state)
    return [
        Station(status, LABELS[status.value], _state(index, place), reached.get(status.value))
        for index, status in enumerate(way)
    ]


def list_happenings(history: Iterable[Told]) -> list[Happening]:
    """What the customer may know, newest first. The `history` is oldest first."""
    told = [(event, label_of(event.kind, event.to_status)) for event in history]
    return [Happening(label, event.created_at) for event, label in reversed(told) if label]


def label_of(kind: str, to_status: str) -> Promise | str:
    """What an event is called; empty for one that only concerns the shop's own machinery."""
    return LABELS.get(to_status, "") if kind == "status" else HAPPENINGS.get(kind, "")


def _state(index: int, place: int) -> str:
    if index == place:
        return "current"
    return "done" if index < place else "ahead"
