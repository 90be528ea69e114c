"""An order that changes may leave an open link behind, or money that has to go back: a worker looks."""

from typing import Any

from django.dispatch import receiver

from orders.models import Order, OrderEvent
from orders.payments.services import EVENT_KINDS, look_again
from orders.payments.tasks import look_at_payment
from orders.signals import order_changed
from orders.states import Status
from tenants.queueing import enqueue

# A status that moves on changes nothing of what there is to pay.
_UNRELATED = EVENT_KINDS | {"created"}


@receiver(order_changed)
def follow_payments(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    """The row is marked with the change itself: a wake-up call that is lost loses nothing."""
    if event.kind in _UNRELATED or (event.kind == "status" and event.to_status != Status.CANCELLED):
        return
    newest = look_again(order)
    if newest is not None:
        enqueue(look_at_payment, order.tenant_id, newest)
