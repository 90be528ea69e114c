import pytest

from agent.hearing.language import language_of
from conversations.models import Conversation, Customer
from tenants.models import Tenant


def conversation(*, language="", customer="", shop=("he", "en")):
    rows = {"tenant": Tenant(languages=list(shop)), "customer": Customer(language=customer)}
    return Conversation(language=language, **rows)


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["2 kg beef"], "en"),
        (["שלום"], "he"),
        (["/start"], "he"),
        (["je voudrais trois croissants"], "fr"),
        (["hello", "אני רוצה 2 קילו"], "he"),
        ([], "he"),
    ],
)
def test_a_hebrew_shop_answers_in_the_customers_language(texts, language):
    assert language_of(conversation(), texts) == language


def test_a_short_message_keeps_the_language_of_the_conversation():
    assert language_of(conversation(language="fr"), ["ok"]) == "fr"
    assert language_of(conversation(customer="id"), ["2"]) == "id"
    assert language_of(conversation(shop=("id", "en")), ["serum"]) == "id"


@pytest.mark.parametrize(
    "text",
    ["5 Bialik St, Ramat Gan", "12 rue de la Paix, Lyon", "dana@example.com", "ORD-2026-000002", "054-1234567"],
)
def test_an_address_or_a_number_is_no_change_of_language(text):
    for language in ("he", "en", "fr", "es", "id"):
        assert language_of(conversation(language=language), [text]) == language
