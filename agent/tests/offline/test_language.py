import pytest

from agent.llm.offline.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what do you have?", "en"),
        ("add one more please", "en"),
        ("vous avez des croissants ?", "fr"),
        ("où est ma commande", "fr"),
        ("¿dónde está mi pedido?", "es"),
        ("quiero dos kilos de carne", "es"),
        ("ada apa saja kak", "id"),
        ("mau pesan dua serum", "id"),
        ("מה יש לכם", "he"),
        ("תביא לי 2 kg entrecote", "he"),
    ],
)
def test_a_message_tells_its_language(text: str, language: str) -> None:
    others = {"en", "fr", "es", "he", "id"} - {language}
    assert {detect([text], otherwise=other) for other in others} == {language}


@pytest.mark.parametrize("text", ["ok", "2", "👍", "", "ORD-2026-000001", "pastrami", "привет"])
def test_a_neutral_message_keeps_the_language_of_the_conversation(text: str) -> None:
    assert detect([text], otherwise="he") == "he"


def test_the_newest_message_that_tells_decides() -> None:
    assert detect(["ok", "je voudrais du pain", "hello there"], otherwise="id") == "fr"


def test_a_language_that_is_not_spoken_becomes_english() -> None:
    assert detect(["привет"], otherwise="ru") == "en"


def test_kilo_is_a_word_of_every_language():
    assert detect(["2 kilo pastrami"], otherwise="en") == "en"


@pytest.mark.parametrize(
    "text",
    [
        "5 Bialik St, Ramat Gan",
        "7 Weizmann Street, apartment 3, Ramat Gan",
        "12 rue de la Paix, Lyon",
        "Calle de la Cruz 5, Madrid",
        "Jl. Sudirman No. 5 Jakarta",
        "רחוב הרצל 15 תל אביב",
        "Juan de la Cruz",
        "Marie Le Gall",
        "dana@example.com",
        "054-1234567",
        "tarte aux fraises",
        "crème brûlée",
        "pan de muerto",
        "Nasi goreng pedas",
        "ya",
        "min",
    ],
)
def test_an_address_a_name_and_a_product_switch_no_language(text: str) -> None:
    assert [detect([text], otherwise=other) for other in ("en", "fr", "es", "he", "id")] == [
        "en",
        "fr",
        "es",
        "he",
        "id",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("deliver it to 5 Bialik St, Ramat Gan", "en"),
        ("livraison au 12 rue de la Paix, Lyon", "fr"),
        ("entregar en Calle Mayor 3 por favor", "es"),
        ("kirim ke Jl. Sudirman No. 5 Jakarta", "id"),
        ("המשלוח לרחוב הרצל 15 תל אביב", "he"),
        ("thanks", "en"),
        ("merci", "fr"),
        ("gracias", "es"),
        ("makasih", "id"),
        ("תודה", "he"),
    ],
)
def test_a_sentence_with_an_address_and_a_plain_word_tell_theirs(text: str, language: str) -> None:
    others = {"en", "fr", "es", "he", "id"} - {language}
    assert {detect([text], otherwise=other) for other in others} == {language}
