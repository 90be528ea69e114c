"""A customer with several orders: the one they name is acted on, the others stay as they are."""

from typing import Any

import pytest

from agent.tests.offline.talk import Talk
from orders.states import Status

LANGUAGES = ("en", "fr", "es", "he", "id")
FIRST, SECOND = "ORD-2026-000001", "ORD-2026-000002"
PASTRAMI, BEEF, CHORIZO = "p-deli-pastrami", "p-sau-beef", "p-sau-chorizo"
ADD = {
    "en": ["add 1 kg chorizo to {n}", "add 1 kg chorizo to order 1", "please add 1 kg chorizo to my order no. 1"],
    "fr": ["ajoute 1 kg de chorizo à {n}", "ajoutez 1 kg de chorizo à la commande 1", "{n} : ajoute 1 kg de chorizo"],
    "es": ["añade 1 kg de chorizo a {n}", "añade 1 kg de chorizo al pedido 1", "agrega 1 kg de chorizo al pedido nº 1"],
    "he": ["תוסיף 1 קילו צ'וריזו ל-{n}", "תוסיף 1 קילו צ'וריזו להזמנה 1", "תוסיף להזמנה מספר 1 קילו צ'וריזו אחד"],
    "id": ["tambah 1 kg chorizo ke {n}", "tambah 1 kg chorizo ke pesanan 1", "tambahkan 1 kg chorizo ke pesanan no 1"],
}
ADDRESS = {
    "en": "deliver order 1 to Herzl 5, Haifa",
    "fr": "livraison de la commande {n} au 5 rue Herzl, Haifa",
    "es": "pedido {n}, entregar en Calle Herzl 5, Haifa",
    "he": "הזמנה {n}: הכתובת היא הרצל 5 חיפה",
    "id": "pesanan {n} kirim ke Jl. Herzl No. 5 Haifa",
}
CANCEL = {
    "en": ["cancel {n}", "cancel order #1", "please cancel my order 1"],
    "fr": ["annule {n}", "annulez la commande 1", "annule la commande n° 1"],
    "es": ["cancela {n}", "cancela el pedido 1", "cancela el pedido número 1"],
    "he": ["תבטל את {n}", "תבטל את הזמנה 1", "בטל הזמנה מספר 1"],
    "id": ["batalkan {n}", "batalkan pesanan 1", "batalkan pesanan nomor 1"],
}
CONFIRM = {
    "en": ["confirm {n}", "confirm order 1"],
    "fr": ["je confirme {n}", "je confirme la commande 1"],
    "es": ["confirmo {n}", "confirmo el pedido 1"],
    "he": ["אני מאשר את {n}", "אני מאשר את הזמנה 1"],
    "id": ["konfirmasi {n}", "konfirmasi pesanan 1"],
}
AGAIN = {
    "en": "repeat {n}",
    "fr": "la même commande encore une fois : {n}",
    "es": "repite el pedido {n}",
    "he": "אותה הזמנה שוב, {n}",
    "id": "pesan lagi yang sama, {n}",
}
ADD_SOMEWHERE = {
    "en": "add 1 kg chorizo",
    "fr": "ajoute 1 kg de chorizo",
    "es": "añade 1 kg de chorizo",
    "he": "תוסיף 1 קילו צ'וריזו",
    "id": "tambah 1 kg chorizo",
}
PLACES = {
    "en": ["the second one", "order 1", FIRST, "the second order"],
    "fr": ["la deuxième", "commande n° 1", FIRST],
    "es": ["el segundo", "el pedido 1", FIRST],
    "he": ["השנייה", "הזמנה 1", FIRST],
    "id": ["yang kedua", "pesanan 1", FIRST],
}


def rows(texts: dict[str, Any]) -> list[tuple[str, str]]:
    listed = {language: [one] if isinstance(one, str) else one for language, one in texts.items()}
    return [(language, text.format(n=FIRST)) for language in LANGUAGES for text in listed[language]]


def two_orders(language: str) -> Talk:
    """One kilo of pastrami, and after it two of beef sausages."""
    talk = Talk(language=language)
    talk.shop.add_order({PASTRAMI: 1})
    talk.shop.add_order({BEEF: 2})
    return talk


def contents(talk: Talk) -> list[dict[str, str]]:
    return [{one: f"{count.normalize():f}" for one, count in order["lines"].items()} for order in talk.shop.orders]


def statuses(talk: Talk) -> list[str]:
    return [str(order["status"]) for order in talk.shop.orders]


@pytest.mark.parametrize(("language", "text"), rows(ADD))
def test_a_product_goes_into_the_order_that_was_named(language: str, text: str) -> None:
    talk = two_orders(language)
    assert FIRST in talk.say(text)
    assert contents(talk) == [{PASTRAMI: "1", CHORIZO: "1"}, {BEEF: "2"}]


@pytest.mark.parametrize(("language", "text"), rows(ADDRESS))
def test_an_address_is_for_the_order_that_was_named(language: str, text: str) -> None:
    talk = two_orders(language)
    talk.say(text)
    assert ("5" in talk.shop.orders[0]["address"], talk.shop.orders[1]["address"]) == (True, "")
    assert contents(talk) == [{PASTRAMI: "1"}, {BEEF: "2"}]


@pytest.mark.parametrize(("language", "text"), rows(CANCEL))
def test_the_order_that_was_named_is_cancelled(language: str, text: str) -> None:
    talk = two_orders(language)
    talk.say(text)
    assert statuses(talk) == ["cancelled", "pending"]


@pytest.mark.parametrize(("language", "text"), rows(CONFIRM))
def test_the_order_that_was_named_is_confirmed(language: str, text: str) -> None:
    talk = two_orders(language)
    talk.say(text)
    assert statuses(talk) == ["confirmed", "pending"]


@pytest.mark.parametrize(("language", "text"), rows(AGAIN))
def test_the_order_that_was_named_is_repeated(language: str, text: str) -> None:
    talk = two_orders(language)
    talk.say(text)
    assert contents(talk) == [{PASTRAMI: "1"}, {BEEF: "2"}, {PASTRAMI: "1"}]


@pytest.mark.parametrize(("language", "answer"), rows(PLACES))
def test_of_several_open_orders_the_customer_is_asked_which(language: str, answer: str) -> None:
    talk = two_orders(language)
    assert FIRST in talk.say(ADD_SOMEWHERE[language])
    assert (talk.choices, talk.changed_nothing, contents(talk)) == (
        [SECOND, FIRST],
        True,
        [{PASTRAMI: "1"}, {BEEF: "2"}],
    )
    talk.say(answer)
    assert contents(talk) == [{PASTRAMI: "1", CHORIZO: "1"}, {BEEF: "2"}]


@pytest.mark.parametrize("text", ["my address is Herzl 5, Haifa", "confirm", "cancel my order", "make it 3 kg"])
def test_nothing_is_guessed_among_several(text: str) -> None:
    talk = two_orders("en")
    talk.say(text)
    assert (talk.choices, talk.changed_nothing) == ([SECOND, FIRST], True)


def test_a_number_that_is_a_place_and_an_ending_is_asked_about_once_more() -> None:
    talk = two_orders("en")
    talk.say("add 1 kg chorizo")
    talk.say("2")
    assert (talk.choices, talk.changed_nothing) == ([SECOND, FIRST], True)
    talk.say(FIRST)
    assert contents(talk) == [{PASTRAMI: "1", CHORIZO: "1"}, {BEEF: "2"}]


def test_a_new_order_beside_a_cancellation_is_a_new_one() -> None:
    talk = two_orders("en")
    talk.say(f"cancel {FIRST} and order 2 kg chorizo")
    assert (contents(talk), statuses(talk)) == (
        [{PASTRAMI: "1"}, {BEEF: "2"}, {CHORIZO: "2"}],
        ["cancelled", "pending", "pending"],
    )


def test_after_a_recap_that_order_is_meant() -> None:
    talk = two_orders("en")
    talk.say(f"add 1 kg chorizo to {FIRST}")
    talk.say("and 2 burgers")
    assert contents(talk) == [{PASTRAMI: "1", CHORIZO: "1", "p-grill-burger": "2"}, {BEEF: "2"}]
    talk.say("yes")
    assert statuses(talk) == ["confirmed", "pending"]


def test_after_a_list_it_could_be_any_of_them() -> None:
    talk = two_orders("en")
    talk.say(f"add 1 kg chorizo to {FIRST}")
    talk.say("what are my orders?")
    talk.say("cancel it")
    assert (statuses(talk), talk.choices) == (["pending", "pending"], [SECOND, FIRST])


@pytest.mark.parametrize("text", ["add 1 kg chorizo to {}", "cancel {}", "confirm {}", "deliver {} to Herzl 5"])
@pytest.mark.parametrize("number", ["ORD-2026-000077", "order 77"])
def test_a_number_of_nobodys_changes_no_other_order(text: str, number: str) -> None:
    talk = Talk(language="en")
    talk.shop.add_order({PASTRAMI: 1})
    assert "no such order" in talk.say(text.format(number))
    assert (contents(talk), statuses(talk), talk.order["address"]) == ([{PASTRAMI: "1"}], ["pending"], "")


def test_two_orders_in_one_message_are_told_apart() -> None:
    talk = two_orders("en")
    talk.say(f"add 1 kg chorizo to {FIRST} and cancel {SECOND}")
    assert (contents(talk)[0], statuses(talk)) == ({PASTRAMI: "1", CHORIZO: "1"}, ["pending", "cancelled"])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I want to order 12 burgers"),
        ("fr", "je commande 12 burgers"),
        ("es", "quiero pedir 12 burgers"),
        ("he", "אני רוצה להזמין 12 המבורגרים"),
        ("id", "mau order 12 burger"),
    ],
)
def test_how_many_is_no_number_of_an_order(language: str, text: str) -> None:
    talk = Talk(language=language)
    talk.say(text)
    assert contents(talk) == [{"p-grill-burger": "12"}]


def test_how_many_for_the_order_is_no_number_of_one() -> None:
    talk = Talk(language="en")
    talk.say("1 kg pastrami")
    talk.say("add to my order 2 burgers")
    assert contents(talk) == [{PASTRAMI: "1", "p-grill-burger": "2"}]


def test_one_that_is_confirmed_and_an_open_one_are_asked_about() -> None:
    talk = two_orders("en")
    talk.say(f"confirm {SECOND}")
    talk.say("add 1 kg chorizo to my order")
    assert (talk.choices, contents(talk)) == ([SECOND, FIRST], [{PASTRAMI: "1"}, {BEEF: "2"}])
    assert talk.shop.orders[1]["status"] == Status.CONFIRMED


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "add 1 kg chorizo to my order from Monday"),
        ("en", "add 1 kg chorizo to yesterday's order"),
        ("fr", "ajoute 1 kg de chorizo à ma commande de lundi"),
        ("es", "añade 1 kg de chorizo a mi pedido del lunes"),
        ("he", "תוסיף 1 קילו צ'וריזו להזמנה מיום שני"),
        ("id", "tambah 1 kg chorizo ke pesanan hari senin"),
    ],
)
def test_an_order_that_is_named_by_its_day_is_not_guessed(language: str, text: str) -> None:
    talk = two_orders(language)
    talk.say(FIRST)
    talk.say(text)
    assert (talk.choices, talk.changed_nothing) == ([SECOND, FIRST], True)
    talk.say(FIRST)
    assert contents(talk) == [{PASTRAMI: "1", CHORIZO: "1"}, {BEEF: "2"}]


def test_the_only_order_is_meant_however_it_is_named() -> None:
    talk = Talk(language="en")
    talk.shop.add_order({PASTRAMI: 1})
    talk.say("add 1 kg chorizo to the second order")
    assert contents(talk) == [{PASTRAMI: "1", CHORIZO: "1"}]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "confirm the first one"),
        ("fr", "je confirme la première"),
        ("es", "confirmo el primero"),
        ("he", "אני מאשר את הראשונה"),
        ("id", "konfirmasi yang pertama"),
    ],
)
def test_a_place_in_no_list_confirms_nothing(language: str, text: str) -> None:
    talk = two_orders(language)
    talk.say(FIRST)
    talk.say(text)
    assert (statuses(talk), talk.choices) == (["pending", "pending"], [SECOND, FIRST])


def test_where_an_order_is_is_asked_for_the_one_that_was_named() -> None:
    talk = two_orders("en")
    assert f"Order {FIRST}:" in talk.say("where is order 1?")
    assert talk.made("track_order") == [{"order_number": FIRST}]
