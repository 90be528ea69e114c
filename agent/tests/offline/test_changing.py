"""Changing an order, cancelling it, and the next one beside it."""

import pytest

from agent.tests.offline.talk import Talk
from orders.states import Status


def test_an_order_is_changed_in_every_way() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami and 1 kg chorizo")
    talk.say("make the pastrami 3 kg")
    talk.say("replace the chorizo with merguez")
    talk.say("and 2 burgers")
    talk.say("remove the burgers")
    talk.say("my address is Dizengoff 100, Tel Aviv")
    talk.say("note: leave at the door")
    assert talk.lines() == {"p-deli-pastrami": "3", "p-sau-merguez": "1"}
    assert (talk.order["address"], talk.order["notes"]) == ("Dizengoff 100, Tel Aviv", "leave at the door")
    assert len(talk.shop.orders) == 1


@pytest.mark.parametrize("text", ["remove the chorizo", "make it 3 instead", "replace chorizo with merguez"])
def test_without_an_order_there_is_nothing_to_change(text: str) -> None:
    talk = Talk(language="en")
    assert "You have no open order that I could change." in talk.say(text)
    assert talk.changed_nothing


def test_a_replacement_that_is_sold_out_leaves_the_order_alone() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    assert "sold out" in talk.say("replace the pastrami with turkey breast")
    assert talk.lines() == {"p-deli-pastrami": "1"}


def test_removing_another_product_of_the_same_word_removes_nothing() -> None:
    talk = Talk(language="en")
    talk.say("1 kg beef sausages")
    assert "not in the order" in talk.say("remove the ground beef")
    assert talk.lines() == {"p-sau-beef": "1"}


def test_an_empty_order_is_offered_to_be_cancelled() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    assert "cancel it instead" in talk.say("remove the pastrami")
    talk.say("yes")
    assert talk.order["status"] == "cancelled"


def test_a_confirmed_order_is_not_changed_but_a_new_one_offered() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.say("yes")
    assert "only the shop can change it" in talk.say("add 1 kg chorizo to my order")
    talk.say("yes")
    assert ([len(order["lines"]) for order in talk.shop.orders], talk.lines()) == ([1, 1], {"p-sau-chorizo": "1"})


def test_an_order_on_its_way_is_not_cancelled() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.order["status"] = Status.SHIPPED
    assert "only the shop can cancel it" in talk.say("cancel my order")
    assert talk.say("yes").startswith("I have called a person")


def test_of_two_open_orders_the_customer_says_which_is_cancelled() -> None:
    talk = Talk(language="en")
    talk.shop.add_order({"p-deli-pastrami": 1})
    talk.shop.add_order({"p-sau-beef": 2})
    assert "Which order shall I cancel" in talk.say("cancel my order")
    talk.say("cancel ORD-2026-000001")
    assert [str(order["status"]) for order in talk.shop.orders] == ["cancelled", "pending"]


def test_the_same_order_once_more_is_a_second_order() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami, deliver to Herzl 15")
    talk.say("same order once more")
    assert talk.made("repeat_order") == [{"earlier_order": "ORD-2026-000001"}]
    assert [order["address"] for order in talk.shop.orders] == ["Herzl 15", "Herzl 15"]


def test_a_message_that_is_sent_twice_orders_once() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    assert "already have exactly this order" in talk.say("1 kg pastrami")
    assert (talk.lines(), talk.changed_nothing) == ({"p-deli-pastrami": "1"}, True)


@pytest.mark.parametrize(("text", "quantity"), [("2 kg pastrami please", "2"), ("add 2 kg pastrami", "3")])
def test_an_amount_said_again_counts_in_all_unless_it_is_added(text: str, quantity: str) -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.say(text)
    assert talk.lines() == {"p-deli-pastrami": quantity}


def test_a_new_order_is_not_mixed_with_the_open_one() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.say("I want to make a new order, 2 kg chorizo")
    assert [list(order["lines"]) for order in talk.shop.orders] == [["p-deli-pastrami"], ["p-sau-chorizo"]]
