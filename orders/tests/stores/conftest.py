import pytest

from orders.models import Order
from orders.tests.stores.shop_deliveries import mug, tell


@pytest.fixture
def taken(client, woo, store):
    """An order of two mugs on hold over there, pending here."""
    woo.place(woo.order(1, mug(woo)))
    assert tell(client, store, topic="order.created") == "processed"
    return Order.objects.get()
