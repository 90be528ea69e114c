"""What customers can tap: an answer to a recap that counts for what it stood under, and options of the agent's own."""

import pytest

from agent.llm.offline.phrases import PHRASES
from agent.marks import read_blocks
from agent.models import Step, StepKind
from agent.rehearsal import say
from agent.runs.runlog import RunLog
from agent.tools.offer_choices import CARRIERS_WORDS
from catalog.models import Product
from conversations.models import Author, Message
from lib.text import words
from orders.items import Changes, Item
from orders.models import Actor, Order
from orders.services import By, change_order, confirm_order

pytestmark = pytest.mark.django_db
STAFF = By(Actor.STAFF, "dana")


@pytest.fixture
def offline(settings, butcher):
    settings.AGENT_PROVIDER = "offline"
    return butcher


def choices():
    """Of the last message: titles by id."""
    newest = Message.objects.exclude(author=Author.CUSTOMER).last()
    return {choice["id"]: choice["title"] for choice in newest.choices}


def tap(shop, choice, title="Confirm"):
    return say(shop, chat_id="a", text=title, tap=choice)


def order_something(shop, text="2 kg beef sausages, deliver to Herzl 15"):
    say(shop, chat_id="a", text=text)
    return Order.objects.order_by("id").last()


def add_one(order, sku="SAU-CHORIZO"):
    """The shop changes the order: a new version that the customer has not seen."""
    return change_order(order, changes=Changes(add=[Item(Product.objects.get(sku=sku), 1)]), by=STAFF)


def wish(sku="SAU-BEEF"):
    public_id = str(Product.objects.get(sku=sku).public_id)
    return ("create_order", {"items": [{"product_id": public_id, "quantity": 2}]})


def last_refusal():
    return Step.objects.filter(kind=StepKind.RESULT, is_error=True).last().receipt


def test_under_a_recap_stand_the_answers_to_it(butcher, model):
    model.answer(calls=[wish()])
    model.answer(text="Noted.")
    number = order_something(butcher).number
    assert choices() == {
        f"confirm:{number}:1": "Confirm", f"change:{number}:1": "Change", f"cancel:{number}:1": "Cancel order",
    }  # fmt: skip


@pytest.mark.parametrize("language", PHRASES)
@pytest.mark.parametrize("key", ["choice_confirm", "choice_change", "choice_cancel"])
def test_a_buttons_title_fits_everywhere_and_is_no_word_of_the_carriers(language, key):
    title = PHRASES[language][key]
    assert len(title) <= 20
    assert not (len(words(title)) == 1 and words(title)[0] in CARRIERS_WORDS)


def test_without_a_recap_there_is_nothing_to_tap(butcher, model):
    model.answer(text="Hello!")
    say(butcher, chat_id="a", text="hi")
    assert choices() == {}


def test_two_orders_in_one_reply_get_no_buttons_because_a_yes_would_not_be_clear(butcher, model):
    model.answer(calls=[wish(), wish("BEEF-GROUND")])
    model.answer(text="")
    model.answer(text="")
    say(butcher, chat_id="a", text="two orders please")
    first, second = Order.objects.order_by("id")
    newest = Message.objects.exclude(author=Author.CUSTOMER).last()
    assert (second.number in newest.text, set(choices())) == (
        True, {f"{verb}:{second.number}:1" for verb in ("confirm", "change", "cancel")}
    )  # fmt: skip
    assert first.number not in newest.text


def test_a_tapped_yes_confirms_what_it_stood_under(offline):
    order = order_something(offline)
    exchange = tap(offline, f"confirm:{order.number}:1")
    assert Order.objects.get().status == "confirmed"
    assert f"Order {order.number} is confirmed" in exchange.text
    assert exchange.offered == {}


def test_an_old_button_does_not_confirm_what_changed_since_and_the_new_recap_is_shown(offline):
    order = add_one(order_something(offline))
    exchange = tap(offline, f"confirm:{order.number}:1")
    order = Order.objects.get()
    assert (order.status, order.version) == ("pending", 2)
    assert exchange.text.startswith("That button belongs to an earlier version")
    assert "chorizo" in exchange.text
    assert f"confirm:{order.number}:2" in choices()
    tap(offline, f"confirm:{order.number}:2")
    assert Order.objects.get().status == "confirmed"


def test_an_old_button_does_not_confirm_a_newer_version_that_was_shown_meanwhile(butcher, model):
    model.answer(calls=[wish()])
    model.answer(text="Noted.")
    order = order_something(butcher)
    more = {"add": [{"product_id": str(Product.objects.get(sku="SAU-BEEF").public_id), "quantity": 1}]}
    model.answer(calls=[("update_order", more)])
    model.answer(text="Noted.")
    say(butcher, chat_id="a", text="one more")
    model.answer(calls=[("confirm_order", {})])
    model.answer(text="Please look again.")
    exchange = tap(butcher, f"confirm:{order.number}:1")
    assert (Order.objects.get().status, order.number in exchange.text) == ("pending", True)
    assert model.requests[-1].results[-1]["why"] == "tapped_older"


def test_a_button_of_one_order_does_not_confirm_another(butcher, model):
    for text in ("first", "second"):
        model.answer(calls=[wish("SAU-BEEF" if text == "first" else "BEEF-GROUND")])
        model.answer(text="Noted.")
        say(butcher, chat_id="a", text=text)
    first, second = Order.objects.order_by("id")
    model.answer(calls=[("confirm_order", {"order_number": second.number})])
    model.answer(calls=[("confirm_order", {"order_number": first.number})])
    model.answer(text="Thank you!")
    tap(butcher, f"confirm:{first.number}:1")
    assert last_refusal()["code"] == "tapped_other_order"
    assert {order.number: order.status for order in Order.objects.all()} == {
        first.number: "confirmed", second.number: "pending",
    }  # fmt: skip


def test_a_button_that_was_tapped_twice_confirms_once(offline):
    order = order_something(offline)
    tap(offline, f"confirm:{order.number}:1")
    exchange = tap(offline, f"confirm:{order.number}:1")
    assert "already confirmed" in exchange.text
    assert Order.objects.get().events.filter(to_status="confirmed").count() == 1


def test_the_button_to_change_asks_what_and_changes_nothing(offline):
    order = order_something(offline)
    exchange = tap(offline, f"change:{order.number}:1", "Change")
    assert exchange.text == f"What shall I change in order {order.number}?"
    assert (Order.objects.get().version, choices()) == (1, {})


def test_the_button_to_change_an_order_that_went_on_says_that_it_is_too_late(offline):
    order = order_something(offline)
    confirm_order(order, conversation=order.conversation, seq=2, by=STAFF)
    order_something(offline, "new order: 1 kg pastrami")
    exchange = tap(offline, f"change:{order.number}:1", "Change")
    assert f"Order {order.number} is already confirmed" in exchange.text
    assert "What shall I change" not in exchange.text


def test_the_button_to_cancel_cancels_its_own_order_and_not_the_newest(offline):
    first = order_something(offline)
    second = order_something(offline, "new order: 1 kg pastrami")
    assert first.number != second.number
    tap(offline, f"cancel:{first.number}:1", "Cancel order")
    assert {order.number: order.status for order in Order.objects.all()} == {
        first.number: "cancelled", second.number: "pending",
    }  # fmt: skip


def test_a_model_cannot_cancel_another_order_than_the_tapped_one(butcher, model):
    for sku in ("SAU-BEEF", "BEEF-GROUND"):
        model.answer(calls=[wish(sku)])
        model.answer(text="Noted.")
        say(butcher, chat_id="a", text=sku)
    first, second = Order.objects.order_by("id")
    model.answer(calls=[("cancel_order", {"order_number": second.number})])
    model.answer(text="Which one?")
    tap(butcher, f"cancel:{first.number}:1", "Cancel order")
    assert last_refusal()["code"] == "tapped_other_order"
    assert set(Order.objects.values_list("status", flat=True)) == {"pending"}


def test_a_hebrew_button_is_understood_and_answered_in_hebrew(offline):
    order = order_something(offline, "אני רוצה 2 קילו נקניקיות בקר, המשלוח להרצל 15")
    title = choices()[f"confirm:{order.number}:1"]
    assert title == "אישור"
    exchange = tap(offline, f"confirm:{order.number}:1", title)
    assert (Order.objects.get().status, "תודה" in exchange.text) == ("confirmed", True)


def test_a_model_reads_which_order_and_version_a_button_belongs_to(butcher, model):
    model.answer(text="Let me see.")
    tap(butcher, "confirm:ORD-2026-000123:2", "אישור")
    said = '[tapped: "אישור" = confirm order ORD-2026-000123 version 2]'
    assert model.requests[0].last_words == said
    assert [block.name for block in read_blocks(said)[0]] == ["tapped"]


def test_a_typed_number_is_the_same_as_a_tap(offline):
    order_something(offline)
    say(offline, chat_id="a", text="1")
    assert Order.objects.get().status == "confirmed"


def test_which_one_is_meant_can_be_tapped(offline):
    exchange = say(offline, chat_id="a", text="2 kg sausages to Herzl 15")
    assert list(exchange.offered) == ["Beef sausages", "Mild sausages for kids"]
    tap(offline, "option:2", "Mild sausages for kids")
    assert [str(line) for line in Order.objects.get().lines.all()] == [f"2 kg {Product.objects.get(sku='SAU-KIDS')}"]


def test_the_second_one_is_understood_from_what_was_offered(offline):
    say(offline, chat_id="a", text="2 kg sausages to Herzl 15")
    say(offline, chat_id="a", text="the second one please")
    assert [line.product.sku for line in Order.objects.get().lines.all()] == ["SAU-KIDS"]


def test_the_last_options_that_a_model_offers_stand_under_its_reply(butcher, model):
    model.answer(calls=[("offer_choices", {"options": ["Mild", "Hot"]})])
    model.answer(calls=[("offer_choices", {"options": ["Beef", "Lamb", "Veal"]})])
    model.answer(text="Which meat?")
    say(butcher, chat_id="a", text="sausages")
    assert choices() == {"option:1": "Beef", "option:2": "Lamb", "option:3": "Veal"}
    model.answer(text="Lamb it is.")
    tap(butcher, "option:2", "Lamb")
    assert model.requests[-1].body["messages"][-2]["content"][0]["text"] == "Which meat?\n1. Beef\n2. Lamb\n3. Veal"
    assert model.requests[-1].last_words == "Lamb"


@pytest.mark.parametrize(
    "options",
    [["One"], ["Same", "same!"], ["Yes", "Cancel"], ["x" * 25, "y"], ["", "y"], [str(n) for n in range(11)]],
)
def test_options_that_no_network_could_show_are_refused(options, butcher, model):
    model.answer(calls=[("offer_choices", {"options": options})])
    model.answer(text="Which one?")
    say(butcher, chat_id="a", text="sausages")
    assert (last_refusal()["code"], choices()) == ("bad_arguments", {})


def test_a_price_on_a_button_needs_a_receipt_too(butcher, model):
    offer = [("offer_choices", {"options": ["Beef for 1 ₪", "Lamb"]})]
    model.answer(calls=offer)
    model.answer(text="Which one?")
    model.answer(calls=[("offer_choices", {"options": ["Beef", "Lamb"]})])
    model.answer(text="Which one?")
    say(butcher, chat_id="a", text="sausages")
    assert Step.objects.filter(kind=StepKind.CORRECTION).get().content["problems"] == ["amount: 1 ₪"]
    assert list(choices().values()) == ["Beef", "Lamb"]


def test_options_that_were_offered_before_the_newest_words_are_gone():
    def step(kind, **content):
        return Step(kind=kind, content=content)

    offer = {"receipt": {"kind": "choices", "choices": [{"id": "option:1", "title": "A"}]}}
    before = [step(StepKind.HEARD, messages=[]), step(StepKind.RESULT, **offer)]
    assert RunLog(None, None, before).offers == [offer["receipt"]]
    assert RunLog(None, None, [*before, step(StepKind.HEARD, messages=[])]).offers == []
