"""`search_products` with the limits that a customer set."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from agent.tools.base import ToolContext
from agent.tools.search_products import SearchProducts, run
from catalog.tests.factories import ProductFactory
from conversations.tests.factories import ConversationFactory
from tenants.scoping import tenant_scope


@pytest.fixture
def ask(shop):
    """Search in a shop with two lamps, in English."""
    with tenant_scope(shop):
        cheap = {"price": Decimal(20), "brand": "Ikea", "attributes": {"colour": "red"}, "stock": Decimal(0)}
        ProductFactory(tenant=shop, name="Desk lamp", sku="CHEAP", **cheap)
        ProductFactory(tenant=shop, name="Floor lamp", sku="DEAR", price=Decimal(200), brand="Luxo")
        conversation = ConversationFactory(tenant=shop)
        context = ToolContext(shop, conversation.customer, conversation, "en", 1)
        yield lambda **arguments: run(context, SearchProducts(**arguments))["products"]


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        ({}, {"Desk lamp", "Floor lamp"}), ({"budget_max": "20"}, {"Desk lamp"}), ({"budget_min": 21}, {"Floor lamp"}),
        ({"brand": "luxo"}, {"Floor lamp"}), ({"in_stock": True}, {"Floor lamp"}),
        ({"attributes": {"colour": "Red"}}, {"Desk lamp"}), ({"brand": "Ikea", "in_stock": True}, set()),
    ],
)  # fmt: skip
def test_only_what_keeps_to_the_limits_is_found(ask, limits, names):
    assert {found["name"] for found in ask(query="lamp", **limits)} == names


def test_each_product_says_why_it_was_found(ask):
    found = ask(query="desk lampp")[0]
    assert (found["matched"], found["why"]) == (["name", "similar_name"], "name: desk; similar name: lampp")


@pytest.mark.parametrize("wrong", [{"budget_max": -1}, {"budget_max": "a lot"}, {"tenant": "charlie"}, {"query": ""}])
def test_limits_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValidationError):
        SearchProducts(**{"query": "lamp"} | wrong)
