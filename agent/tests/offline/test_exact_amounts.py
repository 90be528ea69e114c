"""Only so much of one product, and something else beside it."""

import pytest

from agent.tests.offline.talk import Talk

PASTRAMI, BURGER, SKEWER = "p-deli-pastrami", "p-grill-burger", "p-grill-skewer"
ONLY_AND_ADD = [
    ("en", "only 1 burger and add 2 skewers"),
    ("en", "add 2 skewers and only 1 burger"),
    ("en", "no, just one burger and add 2 skewers please"),
    ("fr", "seulement 1 burger et ajoute 2 skewers"),
    ("fr", "ajoute 2 skewers et juste un seul burger"),
    ("es", "solo 1 burger y añade 2 skewers"),
    ("he", "רק המבורגר אחד ותוסיף 2 שיפודים"),
    ("he", "תוסיף 2 שיפודים ורק המבורגר אחד"),
    ("id", "cuma 1 burger dan tambah 2 skewer"),
    ("id", "1 burger saja dan tambah 2 skewer"),
]
ONLY = [
    ("en", "just one burger please"),
    ("en", "I only want 1 burger"),
    ("fr", "juste un burger svp"),
    ("es", "solo una burger por favor"),
    ("he", "רק המבורגר אחד בבקשה"),
    ("id", "satu burger aja kak"),
]
MAKE_IT_AND_TAKE_OUT = [
    ("en", "make it 4 and take out the pastrami"),
    ("fr", "mets-en 4 et enlève le pastrami"),
    ("es", "que sean 4 y quita el pastrami"),
    ("he", "תעשה 4 ותוריד את הפסטרמה"),
    ("id", "jadi 4 dan hapus pastrami"),
]
MORE_AND_NO = [
    ("en", "two more burgers and no pastrami"),
    ("fr", "deux burgers de plus et pas de pastrami"),
    ("es", "dos burgers más y sin pastrami"),
    ("he", "עוד שני המבורגרים ובלי פסטרמה"),
    ("id", "dua burger lagi dan tanpa pastrami"),
]


def with_burgers(language: str, **more: int) -> Talk:
    """An order of three burgers, and what else was ordered, that was just shown."""
    talk = Talk(language=language)
    talk.shop.add_order({BURGER: 3, **more})
    return talk


@pytest.mark.parametrize(("language", "text"), ONLY_AND_ADD)
def test_only_one_of_it_is_no_addition(language: str, text: str) -> None:
    talk = with_burgers(language)
    talk.say({"en": "what is the total?"}.get(language, "total?"))
    talk.say(text)
    assert (talk.lines(), len(talk.shop.orders)) == ({BURGER: "1", SKEWER: "2"}, 1)


@pytest.mark.parametrize(("language", "text"), ONLY)
def test_just_one_means_one_in_all(language: str, text: str) -> None:
    talk = with_burgers(language)
    talk.say("ORD-2026-000001")
    talk.say(text)
    assert (talk.lines(), len(talk.shop.orders)) == ({BURGER: "1"}, 1)


@pytest.mark.parametrize(("language", "text"), MAKE_IT_AND_TAKE_OUT)
def test_it_is_what_stays_when_the_other_goes(language: str, text: str) -> None:
    talk = with_burgers(language, **{PASTRAMI: 1})
    talk.say("ORD-2026-000001")
    talk.say(text)
    assert talk.lines() == {BURGER: "4"}


@pytest.mark.parametrize(("language", "text"), MORE_AND_NO)
def test_more_of_one_and_none_of_the_other(language: str, text: str) -> None:
    talk = with_burgers(language, **{PASTRAMI: 1})
    talk.say("ORD-2026-000001")
    talk.say(text)
    assert talk.lines() == {BURGER: "5"}


def test_what_a_product_should_be_without_is_no_removal() -> None:
    talk = with_burgers("en", **{PASTRAMI: 1})
    talk.say("ORD-2026-000001")
    talk.say("2 more burgers and no gluten")
    assert talk.lines()[PASTRAMI] == "1"
