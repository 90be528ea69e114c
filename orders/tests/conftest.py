"""A butcher with two counted products, and who speaks to him."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from catalog.models import Store, StoreItem
from catalog.testing.fake_woocommerce import KEY, SECRET
from catalog.testing.fake_woocommerce_orders import FakeOrders
from catalog.tests.factories import ProductFactory, WeighedProductFactory
from conversations.tests.factories import ConversationFactory
from orders.signals import order_changed
from orders.stores.services import intake_of
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


@pytest.fixture
def woo(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    settings.OUTBOUND_TIMEOUT = 3
    with FakeOrders() as shop:
        yield shop


@pytest.fixture
def store(woo, shop):
    """The shop's store with a mug (7), whose orders are taken over since yesterday by the shop's clock."""
    with tenant_scope(shop):
        store = Store.objects.create(
            tenant=shop, name="Corner", url=woo.url, consumer_key=KEY, consumer_secret=SECRET, currency="ILS"
        )
        for number, name in ((7, "Mug"), (8, "Bowl")):
            product = ProductFactory(tenant=shop, name=name, sku=f"W-{number}")
            StoreItem.objects.create(
                tenant=shop, store=store, product=product, external_id=number, read_at=timezone.now()
            )
            woo.put(woo.simple(number, name, price="10.00"))
        intake = intake_of(store)
        intake.since = woo.clock - timedelta(days=1)
        intake.save()
        yield store
