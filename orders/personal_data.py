"""What the orders keep of one person. The books need what was sold and for how much, not to whom.

What goes and what stays: docs/decisions/erasure.md.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from orders.models import (
    ApiAnswer,
    ChangeRequest,
    Confirmation,
    LookAlike,
    Notice,
    Order,
    OrderEvent,
    OrderLink,
    OriginPush,
    Payment,
    PaymentEvent,
)
from tenants.models import Alert
from tenants.personal_data import Person
from tenants.webhooks.services import forget_about


def export(person: Person) -> Mapping[str, Any]:
    return {"orders": [_told(order) for order in _orders(person).prefetch_related("lines", "events", "payments")]}


def erase(person: Person) -> None:
    """Numbers, products, amounts, states and dates stay; everything that says who it was goes."""
    keys = list(_orders(person).values_list("pk", flat=True))
    forget_about(_orders(person).values_list("public_id", flat=True))
    _forget_answers(keys)
    _forget_payments(keys)
    Order.objects.filter(pk__in=keys).update(address="", notes="", internal_notes="", carrier_number="")
    OrderEvent.objects.filter(order__in=keys).update(note="", data={})
    OrderEvent.objects.filter(order__in=keys, actor="customer").update(actor_name="")
    _forget_sides(keys)
    OriginPush.objects.filter(link__order__in=keys).update(problem="")
    Notice.objects.filter(order__in=keys).update(email="", ways=[])
    Confirmation.objects.filter(order__in=keys).update(email="", ways=[])
    ChangeRequest.objects.filter(order__in=keys).update(wish={}, reason="", answer="")
    LookAlike.objects.filter(Q(first__in=keys) | Q(second__in=keys)).update(undo={})


def _orders(person: Person) -> QuerySet[Order]:
    return Order.objects.filter(customer__in=person.customer_keys).order_by("pk")


def _forget_sides(keys: Sequence[int]) -> None:
    """Where else the order is stays known, or the store's next notice would bring it in once more."""
    for link in OrderLink.objects.filter(order__in=keys):
        for side in (link.ours, link.theirs):
            side.update({part: "" for part in ("address", "notes", "street") if part in side})
        link.contact, link.order_key = {}, ""
        link.save(update_fields=["contact", "order_key", "ours", "theirs"])


def _forget_answers(keys: Sequence[int]) -> None:
    """What the API said about these orders, kept for programs that ask twice, and alerts about them."""
    for number in Order.objects.filter(pk__in=keys).values_list("number", flat=True):
        ApiAnswer.objects.filter(body__contains=number).delete()
        Alert.objects.filter(subject=number).delete()


def _forget_payments(keys: Sequence[int]) -> None:
    """The sums and the provider's numbers stay; its notices name the payer."""
    payments = Payment.objects.filter(order__in=keys)
    names = {name for row in payments.values_list("session_id", "intent_id", "refund_id") for name in row if name}
    if names:
        _holding(sorted(names)).delete()
    payments.update(note="", url="", problem="")
    payments.filter(actor="customer").update(actor_name="")


def _holding(names: Sequence[str]) -> QuerySet[PaymentEvent]:
    rows: QuerySet[PaymentEvent] = PaymentEvent.objects.all()
    for number, name in enumerate(names):
        place = Func(F("body"), Value(name.encode()), function='pg_catalog."position"', output_field=IntegerField())
        rows = rows.annotate(**{f"place_{number}": place})
    return rows.filter(reduce(or_, (Q(**{f"place_{number}__gt": 0}) for number in range(len(names)))))


def _told(order: Order) -> dict[str, Any]:
    plain = (
        "number", "status", "currency", "total", "address", "fulfilment", "wished_on", "wished_at", "notes",
        "delivery_fee", "fees", "discount", "source", "payment_method", "payment_status", "created_at", "confirmed_at",
        "delivered_at",
    )  # fmt: skip
    return {name: getattr(order, name) for name in plain} | {
        "lines": [
            {"product": line.name, "quantity": line.quantity, "unit": line.unit, "price": line.unit_price,
             "sum": line.subtotal}
            for line in order.lines.all()
        ],
        "history": [
            {"what": event.kind, "who": event.actor, "to": event.to_status, "why": event.note, "when": event.created_at}
            for event in order.events.all()
        ],
        "payments": [
            {"kind": row.kind, "how": row.method, "state": row.state, "amount": row.amount, "currency": row.currency}
            for row in order.payments.all()
        ],
    }  # fmt: skip
