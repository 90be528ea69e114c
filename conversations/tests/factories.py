"""Customers and what they said. Call them in the scope of the `tenant` you give."""

import uuid

import factory
from factory.django import DjangoModelFactory

from conversations.models import Author, Conversation, Customer, Identity, Message, MessageStatus


class CustomerFactory(DjangoModelFactory):
    class Meta:
        model = Customer

    name = factory.Sequence("Customer {}".format)
    phone = factory.Sequence("+9725000{:05d}".format)


class IdentityFactory(DjangoModelFactory):
    class Meta:
        model = Identity

    customer = factory.SubFactory(CustomerFactory, tenant=factory.SelfAttribute("..tenant"))
    kind = "webchat"
    channel_id = factory.LazyFunction(uuid.uuid4)
    external_id = factory.Sequence("visitor-{}".format)


class ConversationFactory(DjangoModelFactory):
    """An open conversation that waits for nobody."""

    class Meta:
        model = Conversation

    identity = factory.SubFactory(IdentityFactory, tenant=factory.SelfAttribute("..tenant"))
    customer = factory.SelfAttribute("identity.customer")


class MessageFactory(DjangoModelFactory):
    """Something the customer said. It does not move the conversation's sequence: the services do."""

    class Meta:
        model = Message

    conversation = factory.SubFactory(ConversationFactory, tenant=factory.SelfAttribute("..tenant"))
    identity = factory.SelfAttribute("conversation.identity")
    author = Author.CUSTOMER
    status = MessageStatus.RECEIVED
    text = "Hello"
