"""A yes counts for what was shown: with a model that calls confirm_order whenever it can."""

import pytest

from agent.models import Step, StepKind
from agent.rehearsal import open_chat, say
from catalog.models import Product
from conversations.models import Message
from conversations.services import Address, edit_message
from orders.items import Changes, Item
from orders.models import Actor, Order
from orders.services import By, change_order, create_order

pytestmark = pytest.mark.django_db
STAFF = By(Actor.STAFF, "dana")


def beef():
    return Product.objects.get(sku="SAU-BEEF")


def take_order(butcher, model, text="2 kg beef sausages"):
    """An order whose recap the customer of chat `a` has seen."""
    items = [{"product_id": str(beef().public_id), "quantity": 2}]
    model.answer(calls=[("create_order", {"items": items})])
    model.answer(text="Here is your order.")
    say(butcher, chat_id="a", text=text)
    return Order.objects.get()


def press_on(butcher, model, *, chat_id="a", text="yes", number="", tap=""):
    """The model confirms at once and says so, twice; what it was told and what the customer read."""
    model.answer(calls=[("confirm_order", {"order_number": number})])
    for _ in range(2):
        model.answer(text="Your order is confirmed!")
    exchange = say(butcher, chat_id=chat_id, text=text, tap=tap)
    results = Step.objects.filter(kind=StepKind.RESULT, content__tool="confirm_order")
    result = results.order_by("id").last()
    assert result is not None
    return result.receipt, exchange.text


def test_a_yes_before_the_recap_confirms_nothing(butcher, model):
    items = [{"product_id": str(beef().public_id), "quantity": 2}]
    model.answer(calls=[("create_order", {"items": items}), ("confirm_order", {})])
    for _ in range(2):
        model.answer(text="Your order is confirmed!")
    exchange = say(butcher, chat_id="a", text="yes, yes, I confirm: 2 kg beef sausages")
    assert Order.objects.get().status == "pending"
    assert "is confirmed" not in exchange.text


def test_an_order_that_was_never_shown_is_shown_instead(butcher, model):
    customer = open_chat(butcher, chat_id="a").customer
    order = create_order(butcher, customer=customer, items=[Item(beef(), 1)], by=STAFF)
    receipt, text = press_on(butcher, model, number=order.number)
    order.refresh_from_db()
    assert (receipt["kind"], receipt["why"], order.status) == ("order_shown", "not_shown", "pending")
    assert "is confirmed" not in text
    assert order.number in text


def test_a_yes_to_an_older_version_shows_the_new_one(butcher, model):
    order = take_order(butcher, model)
    change_order(order, changes=Changes(set=[Item(beef(), 9)]), by=STAFF)
    receipt, text = press_on(butcher, model)
    order.refresh_from_db()
    assert (receipt["kind"], order.status) == ("order_shown", "pending")
    assert "9 kg" in text
    press_on(butcher, model)
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_button_under_an_older_version_is_no_yes_to_the_newer(butcher, model):
    order = take_order(butcher, model)
    model.answer(calls=[("update_order", {"add": [{"product_id": str(beef().public_id), "quantity": 3}]})])
    model.answer(text="Here it is.")
    say(butcher, chat_id="a", text="3 kg more")
    receipt, _ = press_on(butcher, model, text="Confirm", tap=f"confirm:{order.number}:1")
    order.refresh_from_db()
    assert (receipt["why"], order.status) == ("tapped_older", "pending")


def test_nobody_else_can_say_yes(butcher, model):
    order = take_order(butcher, model)
    receipt, text = press_on(butcher, model, chat_id="mallory", number=order.number)
    order.refresh_from_db()
    assert (receipt["code"], order.status) == ("no_such_order", "pending")
    assert order.number not in text


def test_nobody_else_can_tap_the_button(butcher, model):
    order = take_order(butcher, model)
    press_on(butcher, model, chat_id="mallory", text="Confirm", tap=f"confirm:{order.number}:1")
    order.refresh_from_db()
    assert order.status == "pending"


def test_a_message_that_is_edited_into_a_yes_counts_from_the_edit_on(butcher, model):
    order = take_order(butcher, model)
    first = Message.objects.filter(conversation=order.conversation).order_by("id").first()
    identity = order.conversation.identity
    address = Address(identity.kind, identity.channel_id, identity.external_id, "")
    edited = edit_message(butcher, address=address, external_id=first.external_id, text="yes")
    assert edited.seq > order.recaps.get().conversation_seq
    change_order(order, changes=Changes(set=[Item(beef(), 9)]), by=STAFF)
    receipt, _ = press_on(butcher, model, text="well?")
    order.refresh_from_db()
    assert (receipt["kind"], order.status) == ("order_shown", "pending")
