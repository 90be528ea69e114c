"""The edge that goes up from here. Receivers only enqueue a task."""

from django.dispatch import Signal

# Sent inside the transaction with `order` and `event`.
order_changed = Signal()
