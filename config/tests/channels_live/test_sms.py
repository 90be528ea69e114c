"""Text messages: the same conversation by numbers, and STOP."""

import pytest
from django.utils.html import escape

from channels.testing.fake_twilio import NUMBER
from channels.twilio.wording import unsafe_words
from config.testing.live_shop import ORDER, settle
from config.testing.workers import wait_for
from conversations.failures import explain
from conversations.models import Author, Consent, Conversation, Message
from orders.models import Order

pytestmark = pytest.mark.processes


def test_an_order_by_numbers(live_shop):
    customer = live_shop.on_sms("+14155550001")
    customer.writes(ORDER)
    wait_for(customer.texts)
    order = Order.objects.get()
    (recap,) = customer.texts()
    assert recap.endswith("\n\n1. Confirm\n2. Change\n3. Cancel order\n\nReply with the number.")
    assert (order.number in recap, unsafe_words(recap)) == (True, [])
    customer.writes("1")
    wait_for(lambda: len(customer.texts()) == 2)
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert f"Order {order.number} is confirmed" in customer.texts()[1]
    forms = [call.form for call in customer.twilio.messages(customer.number)]
    assert {(form["From"], form["To"]) for form in forms} == {(NUMBER, customer.number)}
    ours = Message.objects.filter(author=Author.AGENT).order_by("id").values_list("public_id", flat=True)
    assert [form["StatusCallback"] for form in forms] == [
        f"{customer.door.url}?SalesdeskPart={public_id}:0#rc=5&rp=all" for public_id in ours
    ]


def test_the_third_number_cancels_and_no_word_of_the_carriers_is_ever_asked_for(live_shop):
    customer = live_shop.on_sms("+14155550002")
    customer.writes(ORDER)
    wait_for(customer.texts)
    customer.writes("3")
    wait_for(lambda: len(customer.texts()) == 2)
    assert Order.objects.get().status == "cancelled"
    assert [word for text in customer.texts() for word in unsafe_words(text)] == []
    assert Consent.objects.count() == 0


def test_stop_ends_everything_and_start_begins_again(live_shop):
    customer = live_shop.on_sms("+14155550003")
    customer.writes(ORDER)
    wait_for(customer.texts)
    customer.writes("Stop.")
    wait_for(lambda: Consent.objects.count() == 3)
    settle()
    conversation = Conversation.objects.get()
    assert {(line.purpose, line.is_granted, line.source) for line in Consent.objects.all()} == {
        ("reply", False, "provider"), ("order", False, "provider"), ("marketing", False, "provider"),
    }  # fmt: skip
    assert (conversation.is_waiting, conversation.unanswered_since, len(customer.texts())) == (False, None, 1)
    assert live_shop.reply(conversation, "Your order is ready") == 302
    refused = Message.objects.filter(author=Author.STAFF)
    wait_for(lambda: refused.filter(status="failed").exists())
    assert (refused.get().error_code, len(customer.twilio.messages(customer.number))) == ("opted_out", 1)
    assert escape(str(explain("opted_out"))) in live_shop.read_page(conversation)
    customer.writes("START")
    # Offers come back only to those who once wanted them.
    wait_for(
        lambda: set(Consent.objects.filter(is_granted=True).values_list("purpose", flat=True)) == {"reply", "order"}
    )
    assert live_shop.reply(conversation, "Welcome back") == 302
    wait_for(lambda: len(customer.texts()) == 2)
    assert (customer.texts()[1], Order.objects.get().status) == ("Welcome back", "pending")


def test_cancel_my_order_is_about_the_order(live_shop):
    customer = live_shop.on_sms("+14155550004")
    customer.writes(ORDER)
    wait_for(customer.texts)
    customer.writes("cancel my order please")
    wait_for(lambda: len(customer.texts()) == 2)
    assert (Order.objects.get().status, Consent.objects.count()) == ("cancelled", 0)
