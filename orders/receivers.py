"""Orders' own ear: what follows from what happened to an order is written down in the same transaction."""

from typing import Any

from django.dispatch import receiver

from orders.confirmation import follow_order
from orders.models import Order, OrderEvent
from orders.signals import order_changed


@receiver(order_changed)
def keep_asking_in_step(*, order: Order, event: OrderEvent, **_kwargs: Any) -> None:
    follow_order(order, event)
