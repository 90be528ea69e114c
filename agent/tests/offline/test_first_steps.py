"""What a new customer writes first, and how it was once misread."""

import pytest

from agent.llm.offline.acts import Kind
from agent.llm.offline.phrases import find
from agent.llm.offline.understand import understand
from agent.rehearsal import say
from agent.tests.offline.talk import Talk
from orders.models import Order
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

CHEAPEST = {
    "en": "what's the cheapest thing you have?",
    "fr": "quel est le produit le moins cher ?",
    "es": "¿qué es lo más barato que tienen?",
    "he": "מה הכי זול אצלכם?",
    "id": "yang paling murah apa?",
}


def kinds(text, language):
    return {act.kind for act in understand([text], otherwise=language).acts}


@pytest.mark.parametrize("language", CHEAPEST)
def test_the_cheapest_of_all_is_told(language):
    talk = Talk("valdman", language=language)
    talk.say(CHEAPEST[language])
    assert list(find(talk.reply, "cheapest"))
    assert talk.made("list_products")


@pytest.mark.parametrize("text", ["10 kids sausages", "kids sausages 10"])
def test_a_large_number_of_what_is_sold_by_weight_is_asked_about_once(text):
    talk = Talk("valdman", language="en")
    talk.say(text)
    assert (talk.changed_nothing, "q_how_much" in dict(talk_questions(talk))) == (True, True)
    talk.say("10")
    assert list(talk.lines().values()) == ["10"]


def talk_questions(talk):
    return [(key, values) for key in ("q_how_much", "q_which") for values in find(talk.reply, key)]


def test_a_few_are_the_shops_own_unit_and_people_are_no_goods():
    talk = Talk("valdman", language="en")
    talk.say("kids sausages 3")
    assert list(talk.lines().values()) == ["3"]
    (wish,) = understand(["a barbecue for 10 kids"], otherwise="en").wishes(Kind.ORDER, Kind.ASK, Kind.MENTION)
    assert (wish.phrase, wish.amount.value) == ("barbecue for 10 kids", 1)


def test_indonesian_endings_are_no_part_of_a_product():
    talk = Talk("glow-skincare", language="id")
    talk.say("saya mau 2 sabun muka lembut dan 1 toner mawar")
    talk.say("eh sabunnya 3 aja")
    assert sorted(talk.lines().values()) == ["1", "3"]
    talk.say("tonernya nggak jadi")
    assert list(talk.lines().values()) == ["3"]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("le gâteau était sec et cassé, je suis déçue", "fr", Kind.COMPLAIN),
        ("el pedido llegó en mal estado", "es", Kind.COMPLAIN),
        ("אני מאוכזבת", "he", Kind.COMPLAIN),
        ("I'm really disappointed", "en", Kind.COMPLAIN),
        ("my order hasn't arrived", "en", Kind.TRACK),
        ("ma commande n'est pas arrivée", "fr", Kind.TRACK),
        ("is the order from Monday already on its way?", "en", Kind.TRACK),
        ("can I change my order from Monday?", "en", Kind.SET),
    ],
)
def test_complaints_and_worries_are_heard(text, language, kind):
    assert kind in kinds(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [("do you deliver to Holon and what does it cost?", "en"), ("¿entregan en Holon? ¿cuánto cuesta el envío?", "es")],
)
def test_a_place_and_its_fee_are_one_question(text, language):
    acts = understand([text], otherwise=language).all(Kind.DELIVERY)
    assert [act.text for act in acts] == ["Holon"]
    assert Kind.TOTAL not in kinds(text, language)


@pytest.fixture
def whole(db):
    tenant = load_demo_shop("valdman", is_whole=True)
    with tenant_scope(tenant):
        yield tenant


def talk_with(tenant, *texts):
    return [say(tenant, chat_id="c", text=text) for text in texts]


def test_where_nothing_can_be_confirmed_without_an_address_nobody_is_asked_for_a_yes(whole):
    first, second, third, _fourth = talk_with(whole, "קילו פסטרמה", "כן", "הרצל 15 תל אביב", "כן")
    assert not list(find(first.text, "q_confirm"))
    assert list(find(first.text, "address_missing"))
    assert first.offered == {}
    assert list(find(second.text, "address_missing"))
    assert list(find(third.text, "q_confirm"))
    assert "תל אביב" in third.text
    order = Order.objects.get()
    assert (order.status, order.address, order.delivery_area.name) == (
        "confirmed", "הרצל 15 תל אביב", "Tel Aviv, Ramat Gan, Givatayim"
    )  # fmt: skip


def test_an_answer_of_the_shop_is_not_drowned_in_products_that_only_sound_alike(whole):
    kosher, card, refund = talk_with(
        whole, "is your meat kosher?", "can I pay by card?", "how do refunds of the meat work?"
    )
    assert "rabbinate" in kosher.text
    assert "₪" not in kosher.text
    assert "credit card" in card.text
    assert not list(find(card.text, "pay_on_delivery"))
    assert refund.text


def test_a_question_nobody_can_answer_is_offered_to_the_team(whole):
    (answer,) = talk_with(whole, "what do you recommend for a barbecue for 6 people?")
    assert list(find(answer.text, "q_ask_team"))
    assert "barbecue" not in answer.text
