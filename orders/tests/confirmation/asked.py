"""A shop that asks about its orders: two networks that can write first, and what became of a question."""

from datetime import timedelta

from django.utils import timezone

from conversations.models import Author, Message, MessageStatus
from conversations.reaching import Network, Reach
from conversations.services import Address, Incoming, receive_message
from conversations.tests.factories import CustomerFactory
from orders import tasks
from orders.confirmation.services import list_due
from orders.models import Confirmation
from orders.tests.factories import make_order
from tenants.scoping import scopes_disabled

WHATSAPP = "6f3c1a7e-0000-4000-8000-000000000001"
SMS = "6f3c1a7e-0000-4000-8000-000000000002"


class World:
    """Two networks that can write first, unless a test closes one; nothing is really sent."""

    def __init__(self, counter):
        self.counter, self.closed = counter, set()
        self.network = Network(self.list_doors, self.reach_of, lambda: [("whatsapp", "WhatsApp"), ("twilio", "SMS")])

    def list_doors(self, phone):
        return [Address("whatsapp", WHATSAPP, phone.removeprefix("+")), Address("twilio", SMS, phone)]

    def reach_of(self, identity, language):
        if identity.kind in self.closed:
            return Reach.NONE
        return Reach.WHEN_THEY_LOOK if identity.kind == "webchat" else Reach.BROUGHT

    def order(self, **details):
        details = {"source": "api", "address": "Herzl 15", "customer": self.customer(), **details}
        return make_order(self.counter.shop, (self.counter.beef, 2), **details)

    def customer(self, **details):
        given = {"name": "Noa Levi", "phone": "+972541234567", "language": "en", **details}
        return CustomerFactory(tenant=self.counter.shop, **given)


def row_of(order):
    return Confirmation.objects.get(order=order)


def pass_time(order, **time):
    """So much later: everything that happened is that much older."""
    row, by = row_of(order), timedelta(**time)
    row.due_at = row.due_at and row.due_at - by
    row.asked_at = row.asked_at and row.asked_at - by
    row.save()


def work():
    """What beat and the workers do."""
    with scopes_disabled():
        due = list_due()
    for tenant_id, pk in due:
        tasks.take_step(tenant_id, pk)
    return len(due)


def ask(order):
    pass_time(order, minutes=4)
    assert work() == 1
    return row_of(order)


def said():
    return list(Message.objects.exclude(author=Author.CUSTOMER).order_by("id"))


def deliver(status=MessageStatus.SENT):
    Message.objects.filter(status=MessageStatus.QUEUED).update(status=status, sent_at=timezone.now())


def answer(order, text="yes"):
    """The customer writes where they were asked."""
    row = row_of(order)
    identity = row.conversation.identity
    address = Address(identity.kind, identity.channel_id, identity.external_id)
    return receive_message(order.tenant, address=address, incoming=Incoming(f"in-{text}-{timezone.now()}", text))


def kinds():
    return [message.identity.kind for message in said()]
