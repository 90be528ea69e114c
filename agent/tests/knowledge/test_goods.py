"""A question about what is for sale is answered with products, also where the shop has written about their kind."""

import pytest

from agent.rehearsal import say
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

pytestmark = pytest.mark.django_db
KEPT_FOR = {"en": "Fresh meat keeps two days", "he": "יומיים"}


@pytest.fixture
def butcher(db):
    shop = load_demo_shop("valdman", is_whole=True)
    with tenant_scope(shop):
        yield shop


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Which sausages do you have?", "Beef sausages"),
        ("en", "do you have sausages?", "Beef sausages"),
        ("he", "איזה נקניקיות יש לכם?", "נקניקיות"),
    ],
)
def test_which_there_are_is_answered_with_products(butcher, language, text, name):
    reply = say(butcher, chat_id="a", text=text).text
    assert f"• {name}" in reply
    assert KEPT_FOR[language] not in reply


def test_how_long_they_keep_is_answered_by_what_the_shop_has_written(butcher):
    assert KEPT_FOR["en"] in say(butcher, chat_id="a", text="how long do sausages keep in the fridge?").text


def test_the_second_of_the_list_is_ordered(butcher):
    shown = say(butcher, chat_id="a", text="Which sausages do you have?").text
    name = [line for line in shown.splitlines() if line.startswith("• ")][1].split(" – ")[0].removeprefix("• ")
    assert f"2 kg {name}" in say(butcher, chat_id="a", text="2 kg of the second one").text
