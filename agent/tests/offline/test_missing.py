"""What is sold out or not sold here: the customer is offered to be told, and a yes in any language is noted once."""

import pytest

from agent.tests.offline.talk import Talk

# Language: shop, what is sold out, asking for it, a yes to the offer, and asking for it by oneself.
SOLD_OUT = {
    "en": ("valdman", "p-deli-pastrami", "1 kg pastrami please", "yes please, tell me",
           "let me know when the pastrami is back"),
    "he": ("valdman", "p-deli-pastrami", "אני רוצה קילו פסטרמה", "כן בבקשה, תודיעו לי",
           "תודיע לי כשהפסטרמה תחזור למלאי"),
    "fr": ("joannas-bakery", "p-vie-croissant", "je voudrais 3 croissants", "oui, prévenez-moi",
           "prévenez-moi quand il y aura de nouveau du croissant"),
    "es": ("valdman", "p-deli-pastrami", "quiero un kilo de pastrami", "sí por favor, avísame",
           "avísame cuando haya pastrami otra vez"),
    "id": ("glow-skincare", "p-moi-lip", "saya mau pesan 2 pelembap bibir", "iya, kabari saya ya",
           "kabari saya kalau pelembap bibir sudah ada lagi"),
}  # fmt: skip


@pytest.fixture(params=SOLD_OUT)
def sold_out(request):
    slug, product_id, *said = SOLD_OUT[request.param]
    talk = Talk(slug, language=request.param)
    talk.shop.sell_out(product_id)
    return talk, product_id, *said


def test_who_orders_something_sold_out_is_offered_to_be_told_and_a_yes_is_noted(sold_out):
    talk, product_id, order, yes, _own = sold_out
    talk.say(order)
    assert (talk.shop.waiting, talk.changed_nothing) == ([], True)
    reply = talk.say(yes)
    assert talk.made("notify_me") == [{"product_id": product_id}]
    assert (talk.shop.waiting, talk.shop.orders) == ([product_id], [])
    assert talk.shop.facts(product_id, talk.language)["name"] in reply


def test_who_wishes_it_without_being_asked_is_noted_at_once(sold_out):
    talk, product_id, _order, _yes, own = sold_out
    talk.say(own)
    assert (talk.made("notify_me"), talk.shop.waiting) == ([{"product_id": product_id}], [product_id])


@pytest.mark.parametrize(
    ("language", "slug", "ask", "words", "yes"),
    [
        ("en", "valdman", "do you have sushi?", "sushi", "yes"),
        ("he", "valdman", "יש לכם סושי?", "סושי", "כן"),
        ("fr", "joannas-bakery", "avez-vous des sushis ?", "sushis", "oui"),
        ("es", "valdman", "¿tienen sushi?", "sushi", "sí"),
        ("id", "glow-skincare", "ada sushi?", "sushi", "iya"),
    ],
)
def test_what_is_not_sold_here_is_noted_in_the_customers_words(language, slug, ask, words, yes):
    talk = Talk(slug, language=language)
    talk.say(ask)
    assert talk.shop.waiting == []
    assert words in talk.say(yes)
    assert talk.made("notify_me") == [{"words": words}]


def test_a_question_about_something_sold_out_ends_with_the_offer_alone():
    talk = Talk(language="en")
    talk.shop.sell_out("p-deli-pastrami")
    reply = talk.say("how much is the pastrami?")
    assert reply.endswith("Shall I write to you when we have Pastrami?")
    assert reply.count("?") == 1


@pytest.mark.parametrize("no", ["no thanks", "no", "what else do you have?", "hm", "1 kg chorizo"])
def test_anything_but_a_yes_is_none(no):
    talk = Talk(language="en")
    talk.shop.sell_out("p-deli-pastrami")
    talk.say("1 kg pastrami")
    talk.say(no)
    assert (talk.made("notify_me"), talk.shop.waiting) == ([], [])


def test_beside_a_recap_the_offer_is_no_second_question():
    talk = Talk(language="en")
    talk.shop.sell_out("p-deli-pastrami")
    reply = talk.say("1 kg chorizo and 1 kg pastrami")
    assert 'Write "tell me" and I will write to you when we have Pastrami.' in reply
    assert "Shall I write" not in reply
    talk.say("yes")
    assert (talk.order["status"], talk.shop.waiting) == ("confirmed", [])


def test_tell_me_beside_a_recap_is_noted_and_confirms_nothing():
    talk = Talk(language="en")
    talk.shop.sell_out("p-deli-pastrami")
    talk.say("1 kg chorizo and 1 kg pastrami")
    reply = talk.say("yes, tell me")
    assert (talk.order["status"], talk.shop.waiting) == ("pending", ["p-deli-pastrami"])
    assert 'Answer "yes"' in reply
    talk.say("yes")
    assert talk.order["status"] == "confirmed"


def test_what_is_there_already_is_offered_instead():
    talk = Talk(language="en")
    assert "Would you like to order Pastrami?" in talk.say("tell me when the pastrami is back")
    assert talk.shop.waiting == []


def test_a_word_that_is_no_product_is_not_noted_without_a_yes():
    talk = Talk(language="en")
    assert "Shall I write to you when we have sushi?" in talk.say("tell me when you have sushi")
    assert talk.shop.waiting == []
    talk.say("yes please")
    assert talk.shop.waiting == ["sushi"]


@pytest.mark.parametrize("text", ["tell me when my order arrives", "tell me about the pastrami", "tell me"])
def test_telling_something_else_is_no_wish_to_wait(text):
    talk = Talk(language="en")
    talk.say(text)
    assert talk.shop.waiting == []


def test_an_order_and_a_wish_to_wait_in_one_message_are_both_heard():
    talk = Talk(language="en")
    talk.shop.sell_out("p-deli-pastrami")
    reply = talk.say("1 kg chorizo, and let me know when the pastrami is back")
    assert (talk.lines(), talk.shop.waiting) == ({"p-sau-chorizo": "1"}, ["p-deli-pastrami"])
    assert "you get one message here when we have Pastrami" in reply
