"""What conversations and orders cost: a conversation's cost is divided over its orders."""

from decimal import Decimal

import pytest

from billing.periods import today
from billing.tests.factories import make_usage
from conversations.tests.factories import ConversationFactory
from orders.analytics.costs import average, list_order_costs
from orders.tests.factories import make_order
from tenants.analytics.periods import last_days
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = "/panel/valdman/billing/costs"


@pytest.fixture
def talk(shop):
    """A conversation of 0.0080 dollars with two orders; beside it one without orders and an order without a talk."""
    with tenant_scope(shop):
        talk = ConversationFactory(tenant=shop)
        for _call in range(2):
            make_usage(shop, conversation_id=talk.public_id)
        make_usage(shop, conversation_id=talk.public_id, model="claude-haiku-5-5", input_tokens=20_000, output_tokens=0)
        make_order(shop, conversation=talk)
        make_order(shop, conversation=talk)
        make_order(shop)
        make_usage(shop, conversation_id=ConversationFactory(tenant=shop).public_id, provider="compatible", model="x")
    return talk


@pytest.fixture
def manager(client, shop):
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return client


def now(shop):
    return last_days(7, today=today(shop.zone), zone=shop.zone)


def test_an_orders_cost_is_its_part_of_its_conversation(shop, talk):
    with tenant_scope(shop):
        unknown = ConversationFactory(tenant=shop)
        make_usage(shop, conversation_id=unknown.public_id, provider="compatible", model="x")
        make_order(shop, conversation=unknown)
        make_order(shop, conversation=ConversationFactory(tenant=shop))
        costs = list_order_costs(now(shop))
        assert [(one.orders, one.cost_usd) for one in costs] == [
            (2, Decimal("0.004")), (2, Decimal("0.004")), (1, Decimal(0)), (1, None),
        ]  # fmt: skip
    assert average(costs) == Decimal("0.008") / 3
    assert average([]) is None


def test_the_page_names_the_dearest_and_says_what_is_unknown(manager, shop, talk, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = " ".join(manager.get(PAGE).content.decode().split())
    assert f"/panel/valdman/conversations/{talk.public_id}" in page
    assert "<bdi>$0.008</bdi>" in page
    assert "<bdi>–</bdi>*" in page
    assert "<bdi>$0.004</bdi>" in page
    part = manager.get(f"{PAGE}/order", {"days": "7"}).content.decode()
    assert "$0.004" in part
    assert manager.get(PAGE, {"from": "x"}).status_code == 422


def test_charlie_sees_nothing(client, charlie, shop, talk):
    before = rows_of(shop)
    client.force_login(charlie)
    assert {client.get(page).status_code for page in (PAGE, f"{PAGE}/order")} == {404}
    assert "$" not in client.get("/panel/charlie/billing/costs/order").content.decode()
    assert rows_of(shop) == before
