"""Second thoughts about an order that was just taken, in every language."""

import pytest

from agent.tests.offline.talk import Talk

SHOPS = {
    "en": ("valdman", "p-sau-beef"), "he": ("valdman", "p-sau-beef"), "es": ("valdman", "p-sau-beef"),
    "fr": ("joannas-bakery", "p-vie-croissant"), "id": ("glow-skincare", "p-ton-rose"),
}  # fmt: skip


def talk_about_two(language: str) -> Talk:
    slug, product_id = SHOPS[language]
    talk = Talk(slug, language=language)
    talk.shop.add_order({product_id: 2})
    return talk


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "put 3 instead of 2"), ("fr", "mettez-en 3 au lieu de 2"), ("es", "pon 3 en vez de 2"),
        ("he", "שים 3 במקום 2"),
        ("he", "3 במקום 2"), ("id", "ganti 2 jadi 3"), ("en", "no, I meant three"),
        ("fr", "non, je voulais dire trois"),
        ("es", "no, quise decir tres"), ("he", "לא, התכוונתי לשלוש"), ("id", "bukan, maksud saya tiga"),
    ],
)  # fmt: skip
def test_another_number_takes_the_place_of_the_first(language, text):
    talk = talk_about_two(language)
    talk.say(text)
    assert talk.lines() == {SHOPS[language][1]: "3"}


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        ("en", "change the address to 5 Main St", "5 Main St"),
        ("fr", "changez l'adresse pour 5 avenue Victor Hugo, Lyon", "5 avenue Victor Hugo, Lyon"),
        ("es", "cambia la dirección a Calle Mayor 5", "Calle Mayor 5"),
        ("he", "תשנה את הכתובת להרצל 20", "הרצל 20"),
        ("id", "ganti alamat ke Jl. Sudirman 45", "Jl. Sudirman 45"),
    ],
)
def test_a_new_address_is_taken_without_the_words_around_it(language, text, address):
    talk = talk_about_two(language)
    talk.say(text)
    assert [arguments.get("address") for arguments in talk.made("update_order")] == [address]


@pytest.mark.parametrize(
    ("language", "text", "address"),
    [
        ("en", "change the address", "12 Oak Road"),
        ("fr", "changez l'adresse", "5 avenue Victor Hugo, Lyon"),
        ("es", "cambia la dirección", "Calle Mayor 7"),
        ("he", "תשנה את הכתובת", "הרצל 15 תל אביב"),
        ("id", "ganti alamat", "Jl. Melati 3"),
    ],
)
def test_an_address_that_is_only_announced_is_asked_for_and_then_taken(language, text, address):
    talk = talk_about_two(language)
    talk.say(text)
    assert talk.changed_nothing
    talk.say(address)
    assert [arguments.get("address") for arguments in talk.made("update_order")] == [address]


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "what is the cheapest?", "Chicken skewer"),
        ("en", "which sausages are the cheapest?", "Mild sausages for kids"),
        ("fr", "quel est le moins cher ?", "Baguette de tradition"),
        ("he", "מה הכי זול?", "שיפוד פרגית"),
        ("id", "toner termurah", "Toner Mawar"),
    ],
)
def test_the_cheapest_is_looked_up_and_never_haggled_about(language, text, first):
    talk = Talk(SHOPS[language][0], language=language)
    talk.say(text)
    assert talk.choices[0] == first
