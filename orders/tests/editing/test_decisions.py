"""What the shop decides about a wish is told where it was said, once."""

import pytest

from conversations.models import Author, Message
from orders.editing.requests import accept_request, decline_request, request_cancel, request_change
from orders.items import Changes, Item
from orders.models import Recap
from orders.services import move_order
from orders.states import Status
from orders.tests.factories import AGENT, STAFF, make_order


@pytest.fixture
def order(counter):
    made = make_order(counter.shop, (counter.roll, 4), conversation=counter.conversation, address="Herzl 15")
    counter.conversation.language = "en"
    counter.conversation.save()
    return move_order(made, to=Status.CONFIRMED, by=STAFF)


def wish(counter, order, **details):
    changes = Changes(add=[Item(counter.roll, 2)])
    return request_change(order, changes=changes, by=AGENT, conversation=counter.conversation, **details)


def told():
    return [message.text for message in Message.objects.exclude(author=Author.CUSTOMER)]


def test_an_accepted_change_is_told_with_the_order_as_it_is_now(counter, order):
    accept_request(wish(counter, order), by=STAFF, answer="with pleasure")
    (text,) = told()
    assert text == (
        f"Good news from the shop: order {order.number} is changed as you wished. This is how it stands now:\n\n"
        f"The shop writes: with pleasure\n\nOrder {order.number}:\n• 6 × Roll – ₪27.00\nTotal: ₪27.00\n"
        "Delivery to: Herzl 15"
    )
    message = Message.objects.get()
    assert (message.purpose, message.choices, Recap.objects.count()) == ("order", [], 1)


def test_a_declined_wish_is_told_as_one_and_a_second_click_tells_nothing(counter, order):
    request = wish(counter, order)
    decline_request(request, by=STAFF, answer="sold out today")
    with pytest.raises(Exception, match="already decided"):
        decline_request(request, by=STAFF)
    assert told() == [
        f"I am sorry, the shop can no longer change order {order.number}. It stays as it is.\n\n"
        "The shop writes: sold out today"
    ]


def test_an_accepted_cancellation_is_told(counter, order):
    accept_request(request_cancel(order, by=AGENT, conversation=counter.conversation), by=STAFF)
    assert told() == [f"The shop has agreed: order {order.number} is cancelled."]


def test_a_wish_without_a_conversation_is_told_nowhere(counter, order):
    accept_request(request_cancel(order, by=AGENT), by=STAFF)
    assert told() == []
