"""Orders' own ear: what follows from what happened to an order is written down in the same transaction."""

from typing import Any

from django.dispatch import receiver

from orders.confirmation.services import follow_order
from orders.editing.requests import close_requests
from orders.intake.lookalikes import note_look_alikes
from orders.models import Order, OrderEvent
from orders.notices.services import expect_notice
from orders.signals import order_changed
from orders.stores.pushes import plan_push
from orders.tasks import push_order, take_notice_step
from orders.webhook_events import emit_order
from tenants.queueing import enqueue


@receiver(order_changed)
def keep_asking_in_step(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    follow_order(order, event)


@receiver(order_changed)
def settle_wishes(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    close_requests(order, event)


@receiver(order_changed)
def tell_customer(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    notice = expect_notice(order, event)
    if notice is not None:
        enqueue(take_notice_step, order.tenant_id, notice.pk)


@receiver(order_changed)
def tell_origin(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    for link_pk in plan_push(order, event):
        enqueue(push_order, order.tenant_id, link_pk)


@receiver(order_changed)
def tell_programs(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    emit_order(order, event)


@receiver(order_changed)
def compare_new_order(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    """Orders from outside are compared when it is known where they come from (orders/intake/services.py)."""
    if event.kind == "created" and not order.sold_elsewhere:
        note_look_alikes(order)
