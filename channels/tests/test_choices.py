import pytest

from channels.base import Outgoing
from channels.choices import as_numbered_text, list_button, shows_numbers
from channels.registry import get_adapter

CHOICES = [{"id": "confirm:1", "title": "Confirm"}, {"id": "change:1", "title": "Change"}]


def test_choices_become_numbered_text():
    text = as_numbered_text("Is that right?", CHOICES, language="en")
    assert text == "Is that right?\n\n1. Confirm\n2. Change\n\nReply with the number."


def test_nothing_to_choose_is_the_text_alone():
    assert as_numbered_text("Hello", [], language="en") == "Hello"


@pytest.mark.parametrize("language", ["en", "fr", "es", "he", "id"])
def test_the_button_of_a_list_fits_everywhere(language):
    assert 0 < len(list_button(language)) <= 20


@pytest.mark.parametrize(
    ("kind", "to", "numbers"),
    [
        ("telegram", "7", False),
        ("whatsapp", "972501", False),
        ("messenger", "7", False),
        ("instagram", "7", False),
        ("twilio", "+972501", True),
        ("supportboard", "wa:1:2", True),
    ],
)
def test_whether_the_customer_sees_numbers_is_known(kind, to, numbers):
    parts = get_adapter(kind).render(Outgoing("Is that right?", to=to, choices=CHOICES))
    assert shows_numbers(parts) is numbers


def test_more_than_a_list_holds_is_numbered_everywhere():
    many = [{"id": f"option:{number}", "title": f"Choice number {number}"} for number in range(1, 15)]
    for kind in ("whatsapp", "messenger", "instagram"):
        assert shows_numbers(get_adapter(kind).render(Outgoing("Which?", to="7", choices=many)))
