"""What confirms an order, and what does not."""

import pytest

from agent.tests.offline.talk import Talk
from orders.states import Status


def test_a_yes_to_the_recap_confirms() -> None:
    talk = Talk(language="en")
    assert 'Answer "yes"' in talk.say("1 kg pastrami")
    assert "ORD-2026-000001 is confirmed. Total: ₪75.00" in talk.say("yes please")
    assert talk.order["status"] == "confirmed"


@pytest.mark.parametrize(
    "text", ["yes, but make it 2 kg", "yes and add 1 kg chorizo", "no", "don't confirm it yet", "hm"]
)
def test_anything_but_a_clear_yes_confirms_nothing(text: str) -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.say(text)
    assert (talk.made("confirm_order"), talk.order["status"]) == ([], "pending")


def test_a_yes_to_another_question_means_that_question() -> None:
    talk = Talk(language="en")
    assert "Would you like to order Pastrami" in talk.say("is the pastrami good?")
    assert "How much Pastrami would you like" in talk.say("yes")
    talk.say("half a kilo")
    assert talk.lines() == {"p-deli-pastrami": "0.5"}


def test_a_yes_with_a_question_beside_it_tells_the_new_status() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    reply = talk.say("ok thx. where is my order?")
    assert ("Order ORD-2026-000001: confirmed." in reply, "waiting for your" in reply) == (True, False)


@pytest.mark.parametrize("text", ["that's all", "nothing else, thanks"])
def test_that_is_all_is_no_yes_but_brings_the_recap_up_again(text: str) -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    assert 'Answer "yes"' in talk.say(text)
    assert talk.order["status"] == "pending"
    talk.say("nope that's it, confirm please")
    assert talk.order["status"] == "confirmed"


@pytest.mark.parametrize(("status", "said"), [("confirmed", "already confirmed"), ("cancelled", "already cancelled")])
def test_an_order_that_is_past_confirming_is_told_as_it_stands(status: str, said: str) -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.order["status"] = Status(status)
    assert said in talk.say("yes, confirm")


def test_when_the_price_has_changed_the_order_is_shown_again() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.order["not_shown"] = True
    assert "A price has changed" in talk.say("yes")
    assert "is confirmed" in talk.say("yes")
