"""The same person on two channels, as staff say so and take it back."""

import pytest

from config.testing.live_shop import ORDER
from config.testing.workers import wait_for
from conversations.models import Customer
from orders.models import Order

pytestmark = pytest.mark.processes
QUESTION = "where is my order?"


def ask(customer):
    """The answer to the question about the order."""
    before = len(customer.texts())
    customer.writes(QUESTION)
    wait_for(lambda: len(customer.texts()) == before + 1)
    return customer.texts()[-1]


def test_merged_by_staff_they_see_their_order_from_either_channel_and_unmerged_not(live_shop):
    on_phone, on_telegram = live_shop.on_whatsapp("972541000501"), live_shop.on_telegram(7501)
    on_phone.writes(ORDER)
    wait_for(on_phone.texts)
    number = Order.objects.get().number
    assert number not in ask(on_telegram)

    buyer, stranger = (
        Customer.objects.get(identities__kind="whatsapp"),
        Customer.objects.get(identities__kind="telegram"),
    )
    assert live_shop.post("merge", buyer.public_id, other=str(stranger.public_id)) == 302
    assert (number in ask(on_telegram), number in ask(on_phone)) == (True, True)

    assert live_shop.post("unmerge", buyer.public_id, other=str(stranger.public_id)) == 302
    assert (number in ask(on_telegram), number in ask(on_phone)) == (False, True)
    assert Order.objects.get().customer == buyer
