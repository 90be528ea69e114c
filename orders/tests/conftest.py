"""A butcher with two counted products, and who speaks to him."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from catalog.tests.factories import ProductFactory, WeighedProductFactory
from conversations.tests.factories import ConversationFactory
from orders.signals import order_changed
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def counter(shop):
    """In the shop's scope: beef by weight (62.00, 10 kg there), rolls by the piece (4.50, 20 there), a customer."""
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        yield SimpleNamespace(
            shop=shop,
            beef=WeighedProductFactory(tenant=shop, name="Beef", price=Decimal("62.00"), stock=Decimal(10)),
            roll=ProductFactory(tenant=shop, name="Roll", price=Decimal("4.50"), stock=Decimal(20)),
            conversation=conversation,
            customer=conversation.customer,
        )


@pytest.fixture
def staff(client, counter):
    """Somebody who answers the butcher's chats, signed in."""
    user = UserFactory(username="dana")
    MembershipFactory(tenant=counter.shop, user=user, role=Role.AGENT)
    client.force_login(user)
    return user


@pytest.fixture
def told():
    """What `order_changed` told, as (number, kind of event, version)."""
    heard = []

    def hear(*, order, event, **_kwargs):
        heard.append((order.number, event.kind, event.version))

    order_changed.connect(hear)
    yield heard
    order_changed.disconnect(hear)
