"""The same person on two channels, as staff say so and take it back."""

import pytest

from config.testing.live_shop import ORDER
from config.testing.workers import wait_for
from conversations.models import Customer
from orders.models import Order

pytestmark = pytest.mark.processes
QUESTION = "where is my order?"


def say(customer, text):
    """Returns what is answered."""
    before = len(customer.texts())
    customer.writes(text)
    wait_for(lambda: len(customer.texts()) == before + 1)
    return customer.texts()[-1]


def test_merged_by_staff_they_have_their_order_on_either_channel_and_unmerged_not(live_shop):
    on_phone, on_telegram = live_shop.on_whatsapp("972541000501"), live_shop.on_telegram(7501)
    say(on_phone, ORDER)
    order = Order.objects.get()
    assert order.number not in say(on_telegram, QUESTION)

    buyer = Customer.objects.get(identities__kind="whatsapp")
    stranger = Customer.objects.get(identities__kind="telegram")
    assert live_shop.post("merge", buyer.public_id, other=str(stranger.public_id)) == 302
    assert [order.number in say(customer, QUESTION) for customer in (on_telegram, on_phone)] == [True, True]
    # What was shown on WhatsApp is shown once more here before a yes counts.
    assert order.number in say(on_telegram, "please confirm my order")
    assert Order.objects.get().status == "pending"
    assert f"Order {order.number} is confirmed" in say(on_telegram, "yes")

    assert live_shop.post("unmerge", buyer.public_id, other=str(stranger.public_id)) == 302
    assert [order.number in say(customer, QUESTION) for customer in (on_telegram, on_phone)] == [False, True]
    assert (Order.objects.get().customer, Order.objects.get().status) == (buyer, "confirmed")
