"""One conversation on all networks at once: the same words, the same number, each with the network's own buttons."""

import pytest

from config.testing.live_shop import ORDER, settle
from config.testing.workers import wait_for
from conversations.models import Author, Message
from orders.models import Order

pytestmark = pytest.mark.processes
TITLES = ["Confirm", "Change", "Cancel order"]


def telegram_buttons(customer):
    (call,) = customer.telegram.list_calls("sendMessage", chat_id=customer.chat_id)
    return [button["text"] for row in call.arguments["reply_markup"]["inline_keyboard"] for button in row]


def quick_replies(customer):
    return [reply["title"] for reply in customer.sent()[0].message["quick_replies"]]


def rows(customer):
    """Of a numbered text."""
    lines = [line.partition(". ") for line in customer.texts()[0].splitlines()]
    return [title for number, _dot, title in lines if number.isdigit()]


NETWORKS = {
    "telegram": (lambda shop: shop.on_telegram(7801), telegram_buttons),
    "whatsapp": (lambda shop: shop.on_whatsapp("972541000801"), lambda one: [row["title"] for row in one.buttons()]),
    "messenger": (lambda shop: shop.on_messenger("6677889900110801"), quick_replies),
    "instagram": (lambda shop: shop.on_instagram("1029384756100801"), quick_replies),
    "twilio": (lambda shop: shop.on_sms("+14155550801"), rows),
    "supportboard": (lambda shop: shop.on_the_board("801"), rows),
}


def test_the_number_of_a_choice_means_the_same_on_every_network(live_shop):
    customers = {kind: begin(live_shop) for kind, (begin, _shown) in NETWORKS.items()}
    for customer in customers.values():
        customer.writes(ORDER)
    wait_for(lambda: all(customer.texts() for customer in customers.values()))
    shown = {kind: shows(customers[kind]) for kind, (_begin, shows) in NETWORKS.items()}
    assert shown == dict.fromkeys(NETWORKS, TITLES)
    for customer in customers.values():
        customer.writes("1")
    wait_for(lambda: all(len(customer.texts()) == 2 for customer in customers.values()))
    settle()
    numbers = dict(Order.objects.filter(status="confirmed").values_list("conversation__identity__kind", "number"))
    assert set(numbers) == set(NETWORKS)
    said = {kind: customer.texts() for kind, customer in customers.items()}
    mixed = [(kind, text) for kind, texts in said.items() for text in texts if numbers[kind] not in text]
    assert (mixed, [len(texts) for texts in said.values()]) == ([], [2] * 6)
    assert Message.objects.filter(author=Author.AGENT, status="sent").count() == 12
    assert live_shop.networks.board.mistaken == 0
