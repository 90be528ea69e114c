"""Orders, through the service that makes real ones. Call them in the scope of the tenant."""

from collections.abc import Sequence
from typing import Any

from catalog.models import Product
from catalog.tests.factories import ProductFactory
from conversations.models import Conversation, Customer
from conversations.tests.factories import ConversationFactory, CustomerFactory
from orders.items import Item
from orders.models import Actor, Order
from orders.services import By, create_order, record_recap
from tenants.models import Tenant

AGENT = By(Actor.AGENT)
STAFF = By(Actor.STAFF, "dana")


def make_order(
    tenant: Tenant,
    *lines: tuple[Product, object],
    customer: Customer | None = None,
    conversation: Conversation | None = None,
    **details: Any,
) -> Order:
    """A pending order of (product, quantity) lines; without lines, two pieces of something new."""
    wanted: Sequence[tuple[Product, object]] = lines or [(ProductFactory(tenant=tenant), 2)]
    if customer is None:
        customer = conversation.customer if conversation else CustomerFactory(tenant=tenant)
    items = [Item(product, quantity) for product, quantity in wanted]
    return create_order(tenant, customer=customer, conversation=conversation, items=items, by=AGENT, **details)


def make_shown_order(tenant: Tenant, *lines: tuple[Product, object], **details: Any) -> Order:
    """A pending order whose recap was shown in the answer to message 1: a yes in message 2 confirms it."""
    conversation = details.pop("conversation", None) or ConversationFactory(tenant=tenant)
    order = make_order(tenant, *lines, conversation=conversation, **details)
    record_recap(order, conversation=conversation, seq=1)
    return order
