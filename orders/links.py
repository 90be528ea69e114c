"""The address of an order's own page, as it is sent to its customer."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from orders.models import Order


def tracking_link(order: Order) -> str:
    """Opens the whole order without an account; whoever has it sees all of the order."""
    path = reverse("track", args=[order.number])
    return f"{settings.PUBLIC_URL}{path}?{urlencode({'key': order.tracking_key})}"
