import pytest

from catalog.searching.matching import likenesses
from lib.text import fold


def likeness(word, other):
    return likenesses(fold(word), [fold(other)]).get(fold(other), 0.0)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("sausages", "sausage"), ("pastries", "pastry"), ("boxes", "box"),
        ("gâteaux", "gâteau"), ("éclairs", "éclair"), ("panes", "pan"), ("salchichas", "salchicha"),
        ("נקניקיות", "נקניק"), ("הפסטרמה", "פסטרמה"), ("והפסטרמה", "פסטרמה"), ("צלע", "צלעות"),
        ("כנפיים", "כנפי"), ("לסטייקים", "סטייק"), ("המבורגרים", "המבורגר"),
        ("tabirnya", "tabir"), ("serumnya", "serum"),
    ],
)  # fmt: skip
def test_a_word_and_its_other_forms_are_nearly_the_same(word, other):
    assert likeness(word, other) == 0.95


@pytest.mark.parametrize(
    ("word", "other"),
    [("chorizzo", "chorizo"), ("crossiant", "croissant"), ("pastrma", "pastrami"), ("suria", "surya")],
)
def test_a_mistyped_word_is_similar(word, other):
    assert 0.7 < likeness(word, other) < 0.9


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("beer", "beef"), ("milk", "mild"), ("pasta", "pastrami"), ("salmon", "salami"), ("bread", "breast"),
        ("ram", "lamb"), ("בשר", "שר"), ("kids", "kid's room"), ("pan", "pain"),
    ],
)  # fmt: skip
def test_other_words_are_other_words(word, other):
    assert likeness(word, other) == 0.0


def test_the_same_word_is_certain_and_a_beginning_is_likely():
    assert likeness("Café", "cafe") == 1.0
    assert likeness("choco", "chocolat") == 0.85
