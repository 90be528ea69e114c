"""Orders of the shop's site in the chat: answers to the question, a late yes, wishes that came too late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agent.rehearsal import open_chat, say
from catalog.models import Product
from conversations.models import Author, Message
from orders.confirmation.asking import ask_now, take_step
from orders.confirmation.services import save_confirmation_rules
from orders.editing.requests import accept_request
from orders.items import Item
from orders.models import Actor, ChangeRequest, Confirmation
from orders.services import By, create_order, move_order
from orders.states import Status

pytestmark = pytest.mark.django_db
STAFF = By(Actor.STAFF, "dana")


@pytest.fixture
def order(settings, butcher):
    """2 kg of beef sausages of the site, about which the customer of chat `a` was asked."""
    settings.AGENT_PROVIDER = "offline"
    customer = open_chat(butcher, chat_id="a").customer
    customer.language = "en"
    customer.save()
    return ask_about(butcher, customer, count=2)


def ask_about(tenant, customer, *, count):
    items = [Item(Product.objects.get(sku="SAU-BEEF"), count)]
    made = create_order(
        tenant, customer=customer, items=items, by=By(Actor.SYSTEM), source="store", address="Herzl 15",
        sold_at={items[0].product.pk: items[0].product.price},
    )  # fmt: skip
    ask_now(made)
    return made


def another(order, *, count):
    """One more order of the same customer, who is asked about it as well."""
    return ask_about(order.tenant, order.customer, count=count)


def refreshed(*orders):
    for one in orders:
        one.refresh_from_db()
    return orders


def hear(order, text, **options):
    exchange = say(order.tenant, chat_id="a", text=text, **options)
    order.refresh_from_db()
    return exchange.text


def fall_silent(order):
    """Nobody answered, and the shop's rule is to cancel."""
    values = {"on_silence": "cancel", "quiet_from": None, "quiet_until": None}
    save_confirmation_rules(order.tenant, values=values, actor="dana")
    row = Confirmation.objects.get(order=order)
    row.step, row.due_at, row.asked_at = "give_up", timezone.now(), row.asked_at - timedelta(hours=50)
    row.save()
    take_step(row.pk)
    order.refresh_from_db()
    assert order.status == "cancelled"


@pytest.mark.parametrize(
    "text", ["yes", "Yes, that's correct!", "oui c'est correct", "sí, está bien", "ya, sudah benar"]
)
def test_a_yes_to_the_question_confirms_without_comparing_prices(order, text):
    Product.objects.filter(sku="SAU-BEEF").update(price=99)
    assert order.number in hear(order, text)
    assert order.status == "confirmed"


def test_a_no_and_a_question_confirm_nothing(order):
    for text in ("no", "who are you?", "hm"):
        hear(order, text)
    assert order.status == "pending"


def test_a_late_yes_brings_the_order_back_and_needs_another(order):
    fall_silent(order)
    assert "is back:" in hear(order, "yes please")
    assert order.status == "pending"
    assert "is confirmed" in hear(order, "yes")
    assert order.status == "confirmed"


def test_a_late_yes_is_for_the_order_that_was_asked_about(order):
    others = [another(order, count=3), another(order, count=4)]
    fall_silent(others[0])
    assert f"{others[0].number} is back:" in hear(others[0], "yes please")
    assert [one.status for one in refreshed(order, *others)] == ["pending", "pending", "pending"]


def test_a_yes_that_could_be_for_several_orders_confirms_none_of_them(order):
    other = another(order, count=3)
    assert "Which order do you mean?" in hear(order, "yes")
    assert [one.status for one in refreshed(order, other)] == ["pending", "pending"]
    assert f"{other.number} is confirmed" in hear(other, other.number)
    assert [one.status for one in refreshed(order, other)] == ["pending", "confirmed"]


def test_a_late_tap_on_the_old_button_gets_the_offer(order):
    fall_silent(order)
    reply = hear(order, "Confirm", tap=f"confirm:{order.number}:1")
    assert reply == f"We heard nothing from you, so order {order.number} was cancelled. Shall I restore it?"
    hear(order, "yes")
    assert order.status == "pending"


def test_what_the_customer_cancelled_is_not_brought_back_by_a_yes(order):
    hear(order, "Cancel order", tap=f"cancel:{order.number}:1")
    assert order.status == "cancelled"
    hear(order, "yes")
    assert order.status == "cancelled"


def test_a_late_wish_is_asked_of_the_shop_and_its_answer_is_told_once(order):
    move_order(order, to=Status.CONFIRMED, by=STAFF)
    reply = hear(order, "add 1 kg of beef sausages to my order")
    assert "I have asked the shop: nothing has changed yet." in reply
    hear(order, "add 1 kg of beef sausages to my order")
    request = ChangeRequest.objects.get()
    assert (request.state, order.lines.get().quantity) == ("open", 2)
    before = Message.objects.exclude(author=Author.CUSTOMER).count()
    accept_request(request, by=STAFF, answer="gladly")
    told = list(Message.objects.exclude(author=Author.CUSTOMER).order_by("id"))[before:]
    assert [message.text.splitlines()[0] for message in told] == [
        f"Good news from the shop: order {order.number} is changed as you wished. This is how it stands now:"
    ]
    assert order.lines.get().quantity == 3


def test_a_late_cancellation_is_asked_of_the_shop(order):
    for status in ("confirmed", "processing"):
        move_order(order, to=Status(status), by=STAFF)
    reply = hear(order, "cancel my order")
    assert "I have asked the shop: nothing has changed yet." in reply
    assert (order.status, ChangeRequest.objects.get().kind) == ("processing", "cancel")


def test_what_not_even_the_shop_can_do_is_said(order):
    for status in ("confirmed", "processing", "packaged", "shipped"):
        move_order(order, to=Status(status), by=STAFF)
    assert "already on its way" in hear(order, "cancel my order")
    assert not ChangeRequest.objects.exists()
