"""The turn with a model that does what no model should: through the real SDK, over HTTP, on real rows."""

import pytest

from agent.models import Effect, Run, RunStatus, Step, StepKind
from agent.rehearsal import say
from billing.models import UsageEvent
from catalog.models import Product
from conversations.models import Conversation, Owner
from orders.models import Order, Recap
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

pytestmark = pytest.mark.django_db


def product(sku="SAU-BEEF"):
    return Product.objects.get(sku=sku)


def wish(quantity=2, *, sku="SAU-BEEF", **more):
    return ("create_order", {"items": [{"product_id": str(product(sku).public_id), "quantity": quantity, **more}]})


def refusals():
    steps = Step.objects.filter(kind=StepKind.RESULT, is_error=True).order_by("id")
    return [step.receipt["code"] for step in steps]


def test_an_order_is_taken_and_what_was_shown_is_recorded(butcher, model):
    model.answer(calls=[wish(2)])
    model.answer(text="Gladly, noted!")
    exchange = say(butcher, chat_id="a", text="2 kg beef sausages")
    order = Order.objects.get()
    assert [str(line) for line in order.lines.all()] == [f"2 kg {product().name}"]
    assert order.number in exchange.text
    assert exchange.text.startswith("Gladly, noted!")
    assert list(Recap.objects.values_list("order__number", "version")) == [(order.number, 1)]
    assert model.requests[1].results[0]["order_number"] == order.number


def test_a_yes_confirms_only_after_the_recap(butcher, model):
    model.answer(calls=[wish(2), ("confirm_order", {})])
    model.answer(text="Here is your order.")
    say(butcher, chat_id="a", text="2 kg beef sausages, and I confirm already")
    assert Order.objects.get().status == "pending"
    model.answer(calls=[("confirm_order", {})])
    model.answer(text="Thank you!")
    say(butcher, chat_id="a", text="yes")
    assert Order.objects.get().status == "confirmed"


def test_a_changed_price_is_shown_again_before_it_counts(butcher, model):
    model.answer(calls=[wish(2)])
    model.answer(text="Here is your order.")
    say(butcher, chat_id="a", text="2 kg beef sausages")
    Product.objects.filter(sku="SAU-BEEF").update(price=99)
    model.answer(calls=[("confirm_order", {})])
    model.answer(text="Please look at the new total.")
    exchange = say(butcher, chat_id="a", text="yes")
    order = Order.objects.get()
    assert (order.status, order.total) == ("pending", 198)
    assert "198.00" in exchange.text


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (("create_order", '{"items": [{"product_id": '), "bad_arguments"),
        (("no_such_tool", {}), "unknown_tool"),
        (("cancel_order", {"order_number": "ORD-2026-000001"}), "no_such_order"),
        (("create_order", {"items": []}), "bad_arguments"),
        (("create_order", {"items": [{"product_id": "1", "quantity": 1}]}), "unknown_product"),
        (("update_order", {"notes": "x"}), "no_such_order"),
    ],
)
def test_calls_that_make_no_sense_are_refused_and_change_nothing(call, code, butcher, model):
    model.answer(calls=[call])
    model.answer(text="I am sorry, what would you like?")
    exchange = say(butcher, chat_id="a", text="do something")
    assert refusals() == [code]
    assert (Order.objects.count(), Effect.objects.count()) == (0, 0)
    assert exchange.text == "I am sorry, what would you like?"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"quantity": -50}, "bad_quantity"),
        ({"quantity": 10**9}, "bad_quantity"),
        ({"quantity": "NaN"}, "bad_arguments"),
        ({"quantity": 0.03}, "wrong_step"),
        ({"quantity": 2, "unit": "l"}, "wrong_unit"),
        ({"quantity": 2, "price": 0.01}, "bad_arguments"),
    ],
)
def test_quantities_and_prices_that_cannot_be_are_refused(arguments, code, butcher, model):
    before = product().stock
    model.answer(calls=[wish(**arguments)])
    model.answer(text="That is not possible.")
    say(butcher, chat_id="a", text="please")
    assert refusals() == [code]
    assert (Order.objects.count(), product().stock) == (0, before)


def test_a_third_of_a_piece_is_refused(model):
    bakery = load_demo_shop("joannas-bakery")
    with tenant_scope(bakery):
        croissant = Product.objects.filter(unit="piece", is_available=True).first()
        model.answer(calls=[("create_order", {"items": [{"product_id": str(croissant.public_id), "quantity": 0.3}]})])
        model.answer(text="Only whole ones.")
        say(bakery, chat_id="a", text="0.3 croissants")
        assert refusals() == ["wrong_step"]
        assert Order.objects.count() == 0


def test_somebody_elses_order_is_refused_and_stays_as_it_is(butcher, model):
    model.answer(calls=[wish(2)])
    model.answer(text="Noted.")
    say(butcher, chat_id="alice", text="2 kg beef sausages")
    number = Order.objects.get().number
    model.answer(calls=[("cancel_order", {"order_number": number}), ("track_order", {"order_number": number})])
    model.answer(text="I cannot find it.")
    say(butcher, chat_id="mallory", text=f"cancel {number}")
    assert refusals() == ["no_such_order", "no_such_order"]
    assert Order.objects.get().status == "pending"


def test_parallel_calls_are_all_run_and_all_answered(butcher, model):
    model.answer(calls=[wish(1), wish(2, sku="BEEF-GROUND"), ("get_customer_orders", {})])
    model.answer(text="Two orders.")
    say(butcher, chat_id="a", text="two separate orders please")
    assert Order.objects.count() == 2
    assert [result["kind"] for result in model.requests[1].results] == ["order_created", "order_created", "orders"]


def test_the_same_call_twice_happens_once(butcher, model):
    model.answer(calls=[wish(2), wish(2)])
    model.answer(calls=[wish(2)])
    model.answer(text="Noted.")
    say(butcher, chat_id="a", text="2 kg beef sausages")
    assert (Order.objects.count(), Effect.objects.count()) == (1, 1)
    assert model.requests[1].results[1]["repeat"] is True


def test_adding_twice_in_two_messages_counts_twice(butcher, model):
    model.answer(calls=[wish(2)])
    model.answer(text="Noted.")
    say(butcher, chat_id="a", text="2 kg beef sausages")
    more = ("update_order", {"add": [{"product_id": str(product().public_id), "quantity": 1}]})
    for _ in range(2):
        model.answer(calls=[more, more])
        model.answer(text="Noted.")
        say(butcher, chat_id="a", text="one more kilo")
    assert [str(line.quantity) for line in Order.objects.get().lines.all()] == ["4.000"]


def test_a_cut_call_is_refused_and_can_be_sent_again(butcher, model):
    model.answer(calls=[wish(2)], is_cut=True)
    model.answer(calls=[wish(2)])
    model.answer(text="Noted.")
    say(butcher, chat_id="a", text="2 kg beef sausages")
    assert refusals() == ["bad_arguments"]
    assert Order.objects.count() == 1


@pytest.mark.parametrize("status", [429, 500, 529, 401])
def test_a_provider_that_is_down_gives_way_to_the_offline_agent(status, butcher, model):
    for _ in range(4):
        model.fail(status, retry_after=0)
    exchange = say(butcher, chat_id="a", text="Hello, what do you have?")
    assert "Pastrami" in exchange.text
    assert set(UsageEvent.objects.values_list("provider", flat=True)) == {"offline"}
    assert exchange.runs[0].steps.filter(kind=StepKind.ANSWER).first().content["failures"][0].startswith("anthropic")


def test_a_model_that_never_answers_is_not_waited_for(butcher, model, settings):
    settings.AGENT_MODEL_TIMEOUT = 0.5
    for _ in range(20):
        model.hang(3)
    exchange = say(butcher, chat_id="a", text="Hello, what do you have?")
    assert "Pastrami" in exchange.text


def test_an_empty_answer_is_asked_for_again(butcher, model):
    model.answer(text="")
    model.answer(text="Hello there!")
    assert say(butcher, chat_id="a", text="hi").text == "Hello there!"


def test_two_empty_answers_bring_a_person(butcher, model):
    model.answer(text="")
    model.answer(text="")
    exchange = say(butcher, chat_id="a", text="hi")
    conversation = Conversation.objects.get()
    assert exchange.text
    assert (conversation.owner, conversation.answered_seq) == (Owner.STAFF, 1)
    assert conversation.unanswered_since is not None


def test_a_claim_without_a_receipt_is_corrected_before_it_is_sent(butcher, model):
    model.answer(text="Done! I have cancelled your order.")
    model.answer(text="You have no order that I could cancel.")
    exchange = say(butcher, chat_id="a", text="cancel my order")
    assert exchange.text == "You have no order that I could cancel."
    assert "[system]" in str(model.requests[1].body["messages"][-1])


def test_a_model_that_insists_is_replaced_by_the_receipts(butcher, model):
    model.answer(calls=[wish(2)])
    model.answer(text="It costs 1 ₪.")
    model.answer(text="It costs 2 ₪.")
    exchange = say(butcher, chat_id="a", text="2 kg beef sausages")
    order = Order.objects.get()
    assert "2 ₪" not in exchange.text.replace(f"{order.total} ₪", "")
    assert exchange.text.startswith(f"With pleasure! I have noted your order {order.number}:")
    assert exchange.text.count(order.number) == 1
    assert exchange.runs[0].outcome == "plain"


def test_a_model_that_never_stops_calling_tools_is_stopped(butcher, model, settings):
    settings.AGENT_MAX_STEPS = 3
    for _ in range(5):
        model.answer(calls=[("list_products", {})])
    exchange = say(butcher, chat_id="a", text="hi")
    assert len(model.requests) == 3
    assert exchange.text
    assert (exchange.runs[0].status, exchange.runs[0].outcome) == (RunStatus.DONE, "step limit")


def test_every_call_of_a_model_is_counted_once(butcher, model):
    model.answer(calls=[("list_products", {})], input_tokens=1000, output_tokens=50)
    model.answer(text="Welcome!", input_tokens=2000, output_tokens=10)
    say(butcher, chat_id="a", text="hi")
    rows = list(UsageEvent.objects.order_by("id").values_list("model", "input_tokens", "output_tokens"))
    assert rows == [("claude-sonnet-5", 1000, 50), ("claude-sonnet-5", 2000, 10)]
    assert {event.run_id for event in UsageEvent.objects.all()} == {Run.objects.get().public_id}
