"""Signed links to the page on which an order is confirmed without any chat."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from orders.models import Order
from tenants.scoping import scopes_disabled

SALT = "order-confirmation"
LIFETIME = 14 * 24 * 3600


@dataclass(frozen=True)
class Opened:
    """What a link opens; `version` is the one that it was made for."""

    order: Order
    version: int


def confirm_url(order: Order) -> str:
    """For whoever may answer for the order: it opens all of it, for two weeks."""
    token = signing.dumps([order.public_id.hex, order.version], salt=SALT)
    return settings.PUBLIC_URL + reverse("confirm", args=[token])


def open_link(token: str) -> Opened | None:
    """None for a link that is not ours, too old, or whose order or shop is gone."""
    try:
        key, version = signing.loads(token, salt=SALT, max_age=LIFETIME)
        public_id = UUID(hex=key)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    with scopes_disabled():
        rows = Order.objects.select_related("tenant", "customer", "conversation").filter(tenant__is_active=True)
        order = rows.prefetch_related("lines__product").filter(public_id=public_id).first()
    return Opened(order, int(version)) if order else None
