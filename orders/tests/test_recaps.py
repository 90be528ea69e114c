"""A yes counts for what was shown: a recap in a message that never arrived has shown nothing."""

import pytest

from conversations.models import Author, Message
from conversations.services import queue_message
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from orders.models import Actor
from orders.services import By, confirm_order, record_recap
from orders.tests.factories import make_order
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(shop):
    """An order, and the message that showed it."""
    with tenant_scope(shop):
        conversation = ConversationFactory(tenant=shop)
        order = make_order(shop, conversation=conversation)
        message = queue_message(conversation, author=Author.AGENT, text="Is that right?", seq=1)
        record_recap(order, conversation=conversation, seq=1, message=message)
        yield order, conversation, message


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "read", "uncertain"])
def test_a_recap_that_may_have_arrived_counts(shown, status):
    order, conversation, _message = shown
    Message.objects.update(status=status)
    assert confirm_order(order, conversation=conversation, seq=2, by=By(Actor.AGENT)).status == "confirmed"


@pytest.mark.parametrize("status", ["withdrawn", "failed"])
def test_a_recap_that_nobody_saw_counts_for_nothing(shown, status):
    order, conversation, _message = shown
    Message.objects.update(status=status)
    with pytest.raises(DomainError) as caught:
        confirm_order(order, conversation=conversation, seq=2, by=By(Actor.AGENT))
    order.refresh_from_db()
    assert (caught.value.code, order.status) == ("not_shown", "pending")
