"""WhatsApp, from the signed delivery to the reply, and from the tap to the confirmed order."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.models import Run
from agent.testing.scripts import Answer
from channels.models import InboundEvent
from config.testing.live_shop import ORDER, settle
from config.testing.telegram_shop import sweep
from config.testing.workers import wait_for
from conversations.models import Author, Identity, Message, MessageStatus
from lib.testing.server import Vanish
from orders.models import Order, OrderEvent

pytestmark = pytest.mark.processes


def marks(customer, message_id):
    """What the network was told of a customer's message."""
    return [call.json for call in customer.graph.list_calls() if call.json.get("message_id") == message_id]


def at_once(customer, body, times=10):
    """The same delivery many times in parallel; the statuses."""
    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(customer.door.deliver, [body] * times))


def test_an_order_from_the_first_word_to_the_tapped_yes(live_shop, thinking_model):
    """The model says nothing useful; while it does so, the customer sees somebody typing."""
    customer = live_shop.on_whatsapp("972541000001")
    message_id = customer.writes(ORDER)
    wait_for(lambda: thinking_model.fake.requests and marks(customer, message_id))
    typing = {"status": "read", "message_id": message_id, "typing_indicator": {"type": "text"}}
    assert marks(customer, message_id) == [{"messaging_product": "whatsapp", **typing}]
    assert customer.sent() == []
    thinking_model.go_on()
    wait_for(customer.texts)
    order = Order.objects.get()
    assert customer.buttons() == [
        {"id": f"confirm:{order.number}:1", "title": "Confirm"},
        {"id": f"change:{order.number}:1", "title": "Change"},
        {"id": f"cancel:{order.number}:1", "title": "Cancel order"},
    ]
    customer.taps(customer.buttons()[0])
    wait_for(lambda: len(customer.texts()) == 2)
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert f"Order {order.number} is confirmed" in customer.texts()[1]
    assert [sent["type"] for sent in customer.sent()] == ["interactive", "text"]


def test_the_same_delivery_ten_times_at_once_is_one_message_one_order_and_one_reply(live_shop):
    customer = live_shop.on_whatsapp("972541000002")
    _id, wish = customer.batch("text", {"body": ORDER})
    assert at_once(customer, wish) == [200] * 10
    wait_for(customer.texts)
    yes = {"type": "button_reply", "button_reply": customer.buttons()[0]}
    _id, tap = customer.batch("interactive", yes)
    assert at_once(customer, tap) == [200] * 10
    wait_for(lambda: len(customer.texts()) == 2)
    assert [customer.door.deliver(body) for body in (wish, tap)] == [200, 200]
    assert [model.objects.count() for model in (InboundEvent, Run, Order)] == [2, 2, 1]
    assert Message.objects.filter(author=Author.CUSTOMER).count() == 2
    assert OrderEvent.objects.filter(to_status="confirmed").count() == 1
    assert len(customer.sent()) == 2


def test_somebody_without_a_number_is_answered_by_their_user_id(live_shop):
    customer = live_shop.on_whatsapp("", user_id="IL.77120934455610098341")
    customer.writes(ORDER)
    wait_for(customer.texts)
    (sent,) = customer.sent()
    identity = Identity.objects.get(kind="whatsapp")
    assert (sent["recipient"], "to" in sent) == ("IL.77120934455610098341", False)
    assert (identity.external_id, identity.customer.phone) == ("IL.77120934455610098341", "")


def test_a_number_that_turns_up_later_is_the_same_person(live_shop):
    unnamed = live_shop.on_whatsapp("", user_id="IL.77120934455610098342")
    unnamed.writes(ORDER)
    wait_for(unnamed.texts)
    known = live_shop.on_whatsapp("972541000003", user_id="IL.77120934455610098342")
    known.writes("where is my order?")
    wait_for(lambda: len(unnamed.texts()) == 2)
    assert Order.objects.get().number in unnamed.texts()[1]
    assert Identity.objects.filter(kind="whatsapp").count() == 1
    assert live_shop.networks.meta.whatsapp.sent("972541000003") == []


def lose_the_answer(customer, thinking_model, *, to):
    """The network takes the agent's next message, and its answer to us is lost."""
    message_id = customer.writes(to)
    wait_for(lambda: thinking_model.fake.requests and marks(customer, message_id))
    customer.graph.fail_messages(Vanish())
    thinking_model.go_on()


def test_a_send_that_nobody_answered_is_settled_by_its_report_and_not_repeated(live_shop, thinking_model):
    customer = live_shop.on_whatsapp("972541000004")
    lose_the_answer(customer, thinking_model, to=ORDER)
    message = Message.objects.exclude(author=Author.CUSTOMER)
    wait_for(lambda: message.filter(status=MessageStatus.UNCERTAIN).exists())
    (sent,) = customer.sent()
    sweep()
    customer.network_reports("sent", "wamid.LOST", correlation=sent["biz_opaque_callback_data"])
    wait_for(lambda: message.filter(status=MessageStatus.SENT).exists())
    customer.network_reports("delivered", "wamid.LOST")
    wait_for(lambda: message.filter(status=MessageStatus.DELIVERED).exists())
    sweep()
    settle()
    assert (message.get().external_id, customer.sent()) == ("wamid.LOST", [sent])


def test_what_comes_after_the_uncertain_piece_goes_out_when_it_is_settled(live_shop, thinking_model):
    customer = live_shop.on_whatsapp("972541000005")
    words = " ".join(f"word{number}" for number in range(800))
    thinking_model.answer = Answer(text=words)
    lose_the_answer(customer, thinking_model, to="hello")
    message = Message.objects.exclude(author=Author.CUSTOMER)
    wait_for(lambda: message.filter(status=MessageStatus.UNCERTAIN).exists())
    (first,) = customer.sent()
    customer.network_reports("delivered", "wamid.LOST2", correlation=first["biz_opaque_callback_data"])
    wait_for(lambda: message.filter(status=MessageStatus.SENT).exists())
    assert " ".join(customer.texts()) == words
    assert message.get().parts_sent == len(customer.sent()) == 2
