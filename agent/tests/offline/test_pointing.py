"""A customer who points at the list that they were just shown: `the second one` is what stands there."""

import re

import pytest

from agent.tests.offline.talk import Talk

# A shop whose products have names in the language, and a question that it answers with a list.
ASKED = {
    "en": ("valdman", "which sausages do you have?"),
    "fr": ("joannas-bakery", "qu'est-ce que vous avez ?"),
    "es": ("joannas-bakery", "¿qué tienen?"),
    "he": ("valdman", "איזה נקניקיות יש לכם?"),
    "id": ("glow-skincare", "ada toner apa saja?"),
}
# Two of what stands second, with the amount before the place and behind it.
SECOND = {
    "en": ["2 kg of the second one", "the second one, 2 kg", "I'll take the second, 2 kg please"],
    "fr": ["2 du deuxième", "le deuxième, 2", "je prends 2 du deuxième s'il vous plaît"],
    "es": ["2 del segundo", "el segundo, 2", "quiero 2 del segundo por favor"],
    "he": ["2 קילו מהשני", "השני, 2 קילו", "אני רוצה את השני, 2 קילו"],
    "id": ["2 yang kedua", "yang kedua, 2", "saya mau yang kedua, 2"],
}
PRICE = {
    "en": "how much is the first one?",
    "fr": "combien coûte le premier ?",
    "es": "¿cuánto cuesta el primero?",
    "he": "כמה עולה הראשון?",
    "id": "berapa harga yang pertama?",
}


def listed(talk: Talk) -> list[str]:
    return re.findall(r"^(?:•|\d+\.) (.+?)(?: – .*)?$", talk.turns[-1].text, re.MULTILINE)


def asked_for(language: str) -> Talk:
    slug, question = ASKED[language]
    talk = Talk(slug, language=language)
    talk.say(question)
    assert len(listed(talk)) >= 2, talk.reply
    return talk


@pytest.mark.parametrize(("language", "text"), [(language, text) for language in SECOND for text in SECOND[language]])
def test_what_stands_second_is_ordered(language, text):
    talk = asked_for(language)
    name = listed(talk)[1]
    talk.say(text)
    (line,) = talk.order["lines"].items()
    assert (talk.shop.facts(line[0], language)["name"], str(line[1].normalize())) == (name, "2")


@pytest.mark.parametrize("language", PRICE)
def test_a_question_about_the_first_is_answered_and_orders_nothing(language):
    talk = asked_for(language)
    name = listed(talk)[0]
    reply = talk.say(PRICE[language])
    product = next(one for one in talk.shop.products if talk.shop.facts(one, language)["name"] == name)
    assert talk.shop.facts(product, language)["price_text"] in reply
    assert name in reply
    assert talk.shop.orders == []


def test_a_place_without_an_amount_is_asked_how_much():
    talk = asked_for("en")
    name = listed(talk)[0]
    assert name in talk.say("the first one please")
    talk.say("3 kg")
    assert [talk.shop.facts(one, "en")["name"] for one in talk.order["lines"]] == [name]


def test_a_place_that_is_not_on_the_list_orders_nothing():
    talk = asked_for("en")
    talk.say("2 kg of the fifth one")
    assert talk.shop.orders == []


def test_after_an_order_the_list_from_before_is_not_pointed_at():
    talk = asked_for("en")
    talk.say("2 kg of the first one")
    before = dict(talk.order["lines"])
    talk.say("cancel the second one")
    assert [dict(order["lines"]) for order in talk.shop.orders] == [before]
