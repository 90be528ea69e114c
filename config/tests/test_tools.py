"""What the model may say to a tool: things and amounts, never who, whose, or for how much."""

import re
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from agent.tools.base import ToolContext
from agent.tools.registry import TOOLS
from catalog.tests.factories import ProductFactory
from config.tests.snapshots import rows_of
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from orders.tests.factories import make_shown_order
from tenants.scoping import tenant_scope

# `customer_name` is what the customer said their name is; nothing is looked up by it.
FORBIDDEN = re.compile(r"tenant|shop|slug|customer_?id|identity|user|price|total|amount|discount|cost|currency|status")
EXTRAS = {"price": "0.01", "unit_price": 1, "tenant": "charlie", "tenant_id": 1, "customer_id": 1, "total": 1}

# How each tool that takes a product is called, and each that takes an order.
WITH_PRODUCT = {
    "get_product": [lambda product, order: {"product_id": product}],
    "get_live_product_details": [lambda product, order: {"product_id": product}],
    "notify_me": [lambda product, order: {"product_id": product}],
    "create_order": [lambda product, order: {"items": [{"product_id": product, "quantity": 1}]}],
    "update_order": [
        lambda product, order: {"order_number": order, "add": [{"product_id": product, "quantity": 1}]},
        lambda product, order: {"order_number": order, "set": [{"product_id": product, "quantity": 1}]},
        lambda product, order: {"order_number": order, "replace": [{"product_id": product, "quantity": 1}]},
        lambda product, order: {"order_number": order, "remove": [{"product_id": product}]},
    ],
}
WITH_ORDER = {
    "update_order": {"notes": "mine now"},
    "cancel_order": {"reason": "mine now"},
    "confirm_order": {},
    "restore_order": {},
    "track_order": {},
    "send_payment_link": {},
    "apply_promotion": {},
}


def schemas(node):
    """Every object schema of a tool's arguments, nested ones included."""
    if isinstance(node, dict):
        if "properties" in node:
            yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from schemas(part)


def tools_taking(field):
    return {name for name, tool in TOOLS.items() if f'"{field}"' in str(tool.spec.parameters).replace("'", '"')}


@pytest.fixture
def world(shop, other_shop):
    with tenant_scope(shop):
        ours = make_shown_order(shop)
        neighbour = make_shown_order(shop)
        conversation = ours.conversation
    with tenant_scope(other_shop):
        theirs = make_shown_order(other_shop, conversation=ConversationFactory(tenant=other_shop))
        product = ProductFactory(tenant=other_shop, stock=5)
    context = ToolContext(shop, conversation.customer, conversation, "en", 2)
    return SimpleNamespace(shop=shop, other=other_shop, ours=ours, neighbour=neighbour, theirs=theirs,
                           product=product, context=context)  # fmt: skip


def refusal(world, name, arguments):
    """The code with which a tool refuses, in the shop's scope."""
    tool = TOOLS[name]
    with tenant_scope(world.shop), pytest.raises(DomainError) as refused:
        tool.run(world.context, tool.arguments.model_validate(arguments))
    return refused.value.code


@pytest.mark.parametrize("name", TOOLS)
def test_no_argument_says_who_whose_or_for_how_much(name):
    names = {field for schema in schemas(dict(TOOLS[name].spec.parameters)) for field in schema["properties"]}
    assert {field for field in names if FORBIDDEN.search(field)} == set()


@pytest.mark.parametrize("name", TOOLS)
def test_every_level_of_the_arguments_refuses_what_it_does_not_know(name):
    open_ones = [s for s in schemas(dict(TOOLS[name].spec.parameters)) if s.get("additionalProperties") is not False]
    assert open_ones == []


@pytest.mark.parametrize("name", TOOLS)
@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_argument_is_refused_by_name(name, extra):
    with pytest.raises(ValidationError) as refused:
        TOOLS[name].arguments.model_validate({extra: EXTRAS[extra]})
    assert (extra,) in [fault["loc"] for fault in refused.value.errors() if fault["type"] == "extra_forbidden"]


def test_a_price_beside_an_item_is_refused():
    with pytest.raises(ValidationError, match=r"items\.0\.price"):
        TOOLS["create_order"].arguments.model_validate({"items": [{"product_id": "x", "quantity": 1, "price": "0.01"}]})


def test_the_tables_of_this_test_are_complete():
    assert set(WITH_PRODUCT) == tools_taking("product_id")
    assert set(WITH_ORDER) == tools_taking("order_number")


@pytest.mark.parametrize(("name", "call"), [(name, call) for name, calls in WITH_PRODUCT.items() for call in calls])
def test_another_tenants_product_is_refused_and_nothing_changes(world, name, call):
    before = rows_of(world.shop), rows_of(world.other)
    assert refusal(world, name, call(str(world.product.public_id), world.ours.number)) == "unknown_product"
    assert (rows_of(world.shop), rows_of(world.other)) == before


@pytest.mark.parametrize("name", WITH_ORDER)
def test_another_tenants_order_is_refused_and_nothing_changes(world, name):
    with tenant_scope(world.other):
        world.theirs.number = "ORD-2026-777777"
        world.theirs.save()
    before = rows_of(world.shop), rows_of(world.other)
    assert refusal(world, name, WITH_ORDER[name] | {"order_number": world.theirs.number}) == "no_such_order"
    assert (rows_of(world.shop), rows_of(world.other)) == before


@pytest.mark.parametrize("name", WITH_ORDER)
def test_another_customers_order_is_refused_and_nothing_changes(world, name):
    before = rows_of(world.shop)
    assert refusal(world, name, WITH_ORDER[name] | {"order_number": world.neighbour.number}) == "no_such_order"
    assert rows_of(world.shop) == before


def test_a_customer_sees_only_their_own_orders(world):
    tool = TOOLS["get_customer_orders"]
    with tenant_scope(world.shop):
        receipt = tool.run(world.context, tool.arguments())
    assert [order["order_number"] for order in receipt["orders"]] == [world.ours.number]
