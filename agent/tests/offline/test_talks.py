"""Whole conversations. That no reply says what no fact backs is asserted after every single one, in Talk."""

import random

import pytest

from agent.tests.offline.talk import Talk
from agent.tests.offline.utterances import UTTERANCES

NINE_STEPS = {
    "he": [
        "היי, מה יש לכם?",
        "אני רוצה להזמין 2 קילו נקניק בקר ו-1 קילו צ'וריזו חריף. המשלוח לרחוב הרצל 15 תל אביב, הערה: לצלצל בדלת",
        "רגע, תוסיף לי גם 1 קילו בשר טחון להזמנה",
        "אתה יודע מה, תבטל לי את ההזמנה",
        "תבטל לי את ההזמנה שוב",
        "מה ההזמנות שלי? אני חושב שהזמנתי פעם פסטרמה",
        "אה כן, הפסטרמה שלכם טובה? ספר לי עליה",
        "כן, אני רוצה חצי קילו פסטרמה בבקשה. שם שלי בר אגב",
        "תודה! אגב, יש לכם משהו נקניקיות לילדים? משהו לא חריף?",
    ],
    "en": [
        "Hi, what do you have?",
        "I'd like 2 kilos of beef sausages and 1 kilo spicy chorizo. Deliver to Herzl 15 Tel Aviv, note: ring the bell",
        "Wait, add 1 kilo of ground beef to the order too",
        "You know what, cancel my order",
        "Cancel my order again",
        "What are my orders? I think I once ordered pastrami",
        "Oh right, is your pastrami any good? Tell me about it",
        "Yes, I want half a kilo of pastrami please. My name is Bar by the way",
        "Thanks! By the way, do you have sausages for kids? Something not spicy?",
    ],
}


WORDS = {
    "he": {
        "address": "רחוב הרצל 15 תל אביב",
        "notes": "לצלצל בדלת",
        "already": "כבר",
        "oak": "אלון",
        "name": "בר",
        "mild": "לא חריפות",
    },
    "en": {
        "address": "Herzl 15 Tel Aviv",
        "notes": "ring the bell",
        "already": "already",
        "oak": "oak",
        "name": "Bar",
        "mild": "not spicy",
    },
}


@pytest.mark.parametrize("language", ["he", "en"])
def test_the_nine_steps_of_a_butchers_customer(language: str) -> None:
    talk, steps, words = Talk(), NINE_STEPS[language], WORDS[language]

    assert all(name in talk.say(steps[0]) for name in talk.shop.names(language))
    assert talk.made("list_products") == [{}]

    talk.say(steps[1])
    assert talk.lines() == {"p-sau-beef": "2", "p-sau-chorizo": "1"}
    assert (talk.order["address"], talk.order["notes"]) == (words["address"], words["notes"])

    talk.say(steps[2])
    assert talk.lines() == {"p-sau-beef": "2", "p-sau-chorizo": "1", "p-beef-ground": "1"}

    talk.say(steps[3])
    assert talk.order["status"] == "cancelled"

    assert words["already"] in talk.say(steps[4])
    assert not talk.made("cancel_order")

    talk.say(steps[5])
    assert (len(talk.made("get_customer_orders")), talk.changed_nothing) == (1, True)

    assert words["oak"] in talk.say(steps[6])
    assert talk.changed_nothing

    talk.say(steps[7])
    assert (talk.lines(), talk.order["name"]) == ({"p-deli-pastrami": "0.5"}, words["name"])

    assert words["mild"] in talk.say(steps[8])
    assert (talk.changed_nothing, len(talk.shop.orders)) == (True, 2)


def test_a_burst_becomes_one_order() -> None:
    talk = Talk(language="en")
    talk.say("2 kg beef sausages", "and 1 kg chorizo", "deliver to Herzl 15")
    assert talk.lines() == {"p-sau-beef": "2", "p-sau-chorizo": "1"}
    assert (len(talk.made("create_order")), talk.order["address"]) == (1, "Herzl 15")


def test_a_question_and_an_order_in_one_burst_are_both_answered() -> None:
    talk = Talk(language="en")
    reply = talk.say("what do you have?", "oh and 1 kg pastrami please")
    assert "Lamb chops" in reply
    assert talk.lines() == {"p-deli-pastrami": "1"}


def test_a_bare_address_is_understood_after_we_asked_for_it() -> None:
    talk = Talk("joannas-bakery", language="fr")
    talk.say("2 baguettes pour demain matin")
    talk.say("18 montée de la Grande Côte, Lyon")
    assert (talk.order["address"], talk.order["notes"]) == ("18 montée de la Grande Côte, Lyon", "pour demain matin")


@pytest.mark.parametrize(
    ("slug", "language", "text", "said"),
    [
        ("valdman", "en", "1 kg pastrami", "Delivery to:"),
        ("valdman", "he", "1 קילו פסטרמה", "משלוח ל:"),
        ("joannas-bakery", "fr", "2 croissants", "Livraison :"),
        ("valdman", "es", "1 kg de pastrami", "Entrega en:"),
        ("glow-skincare", "id", "2 serum vitamin c", "Dikirim ke:"),
    ],
)
def test_an_address_is_taken_in_the_language_of_the_conversation(slug, language, text, said) -> None:
    talk = Talk(slug, language=language)
    talk.say(text)
    assert f"{said} 5 Bialik St, Ramat Gan" in talk.say("5 Bialik St, Ramat Gan")


def test_the_reply_follows_the_language_of_the_newest_message() -> None:
    talk = Talk()
    assert "הזמנה" in talk.say("1 קילו פסטרמה בבקשה")
    assert "Your orders" in talk.say("show me my orders please")
    assert "Total" in talk.say("ok, what is the total?")
    assert "אושרה" in talk.say("כן, אני מאשר")


def test_a_french_bakery_order_from_hello_to_confirmation() -> None:
    talk = Talk("joannas-bakery")
    talk.say("Bonjour, vous avez des éclairs ?")
    talk.say("le premier, deux s'il vous plaît")
    talk.say("ajoutez une baguette et 3 croissants, livraison au 12 rue de la Paix, Lyon")
    talk.say("finalement 5 croissants")
    talk.say("enlevez la baguette")
    assert "Total : 15,30 €" in talk.say("oui c'est bon")
    assert talk.lines() == {"p-cak-eclair-coffee": "2", "p-vie-croissant": "5"}


def test_an_indonesian_skincare_order_from_hello_to_confirmation() -> None:
    talk = Talk("glow-skincare")
    talk.say("halo kak, mau pesan 2 serum vitamin c sama 1 tabir surya spf 50 ya, kirim ke Jl. Sudirman No. 5 Jakarta")
    talk.say("ganti serumnya jadi 3")
    talk.say("hapus tabir surya")
    assert "sudah dikonfirmasi. Total: Rp 447.000" in talk.say("iya benar")
    assert (talk.lines(), talk.order["address"]) == ({"p-ser-vitc": "3"}, "Jl. Sudirman No. 5 Jakarta")


def test_a_spanish_customer_is_served_in_spanish() -> None:
    talk = Talk(language="en")
    talk.say("hola, quiero medio kilo de pastrami y 2 kilos de chorizo, entregar en Calle Mayor 3")
    talk.say("cámbialo a 1 kilo")
    talk.say("quita el chorizo")
    assert "confirmado" in talk.say("sí, perfecto")
    assert talk.order["address"] == "Calle Mayor 3"


@pytest.mark.parametrize("seed", range(12))
def test_whatever_customers_write_in_whatever_order_is_answered(seed: int) -> None:
    dice = random.Random(seed)
    shop, language = dice.choice(["valdman", "joannas-bakery", "glow-skincare"]), dice.choice(list(UTTERANCES))
    talk = Talk(shop, language=language)
    for _ in range(6):
        burst = [text for text, _ in dice.sample(UTTERANCES[language], dice.randint(1, 3))]
        assert talk.say(*burst).strip()
