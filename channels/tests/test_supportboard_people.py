"""A board's customers in the conversations: through the door, and back through the outbox."""

import pytest
from django.test import Client
from django.urls import reverse

from channels.models import Channel, EventStatus, InboundEvent
from channels.sending.delivery import deliver
from channels.services import connect_channel, process_event
from channels.supportboard import contacts
from channels.testing.fake_supportboard import ADMIN_TOKEN, BOT, PAGE, Delivered, FakeSupportBoard, refuse
from channels.tests.messages import say
from channels.tests.supportboard_webhooks import KEY, REGISTRATION, message_sent, webhook
from conversations.models import Conversation, Identity, Message, MessageStatus, Owner
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(settings, monkeypatch):
    monkeypatch.setattr(contacts, "_remembered", {})
    with FakeSupportBoard() as server:
        settings.PRIVATE_HOSTS = ["127.0.0.1"]
        settings.OUTBOUND_TIMEOUT = 1.0
        server.add_customer("947", "1057", "fb", extra=PAGE, facebook_id="2419")
        yield server


@pytest.fixture
def channel(shop, board):
    credentials = {"board_url": board.url, "token": ADMIN_TOKEN, "webhook_secret": KEY, "bot_user_id": BOT}
    connected = connect_channel(shop, kind="supportboard", credentials=credentials, base_url="https://s.test")
    with tenant_scope(shop):
        yield connected.channel


def arrive(channel: Channel, body: bytes) -> InboundEvent:
    address = reverse("inbound-webhook", args=["supportboard", channel.public_id])
    assert Client().post(address, body, content_type="application/json").status_code == 200
    event = InboundEvent.objects.latest("pk")
    process_event(event.pk)
    event.refresh_from_db()
    return event


def write(channel: Channel, message_id: int, **changes) -> None:
    event = arrive(channel, message_sent(conversation_source="fb", message_id=message_id, **changes))
    assert (event.status, event.error) == (EventStatus.PROCESSED, "")


def test_a_person_who_gets_a_new_conversation_is_still_the_same(channel):
    write(channel, 1, message="First")
    write(channel, 2, message="Later", conversation_id=1100)
    (identity,) = Identity.objects.all()
    assert identity.external_id == "fb:947:1100"
    assert list(Message.objects.order_by("pk").values_list("text", flat=True)) == ["First", "Later"]
    write(channel, 3, message="Back again")
    assert Identity.objects.get().external_id == "fb:947:1057"


def test_the_same_person_on_another_network_is_another_address(channel):
    write(channel, 1)
    arrive(channel, message_sent(message_id=2, conversation_source=None, conversation_id=1200))
    assert set(Identity.objects.values_list("external_id", flat=True)) == {"fb:947:1057", "web:947:1200"}


def test_a_message_that_comes_twice_is_one(channel):
    write(channel, 1)
    arrive(channel, message_sent(conversation_source="fb", message_id="1", more="fields"))
    assert Message.objects.count() == InboundEvent.objects.count() == 1


def test_a_browsers_own_copy_does_not_hide_the_boards(channel):
    arrive(channel, webhook("message-sent", {"conversation_id": 1057, "message": "Hi", "message_id": 1}))
    write(channel, 1, message="Hi")
    assert [message.text for message in Message.objects.all()] == ["Hi"]


def test_staff_who_answer_in_the_board_take_over(channel):
    write(channel, 1)
    write(channel, 2, user_id=15, message="I'll help")
    conversation = Conversation.objects.get()
    assert (conversation.owner, conversation.owner_name) == (Owner.STAFF, "Support Board, user 15")


def test_our_own_answer_coming_back_changes_nothing(channel):
    write(channel, 1)
    event = arrive(channel, message_sent(conversation_source="fb", message_id=2, user_id=BOT))
    assert event.status == EventStatus.IGNORED
    assert Conversation.objects.get().owner == Owner.AGENT
    assert Message.objects.count() == 1


def test_a_password_never_reaches_the_database(channel):
    event = arrive(channel, webhook("registration", REGISTRATION))
    assert bytes(event.body) == b'{"function": "registration"}'
    assert event.status == EventStatus.IGNORED


def test_a_failed_copy_is_sent_later_and_the_customer_gets_one_message(channel, board):
    write(channel, 1)
    message = say(Conversation.objects.get(), "It costs 5.")
    board.fail("send-message", refuse("db-error"))
    assert deliver(message.conversation_id) is not None
    message.refresh_from_db()
    assert (message.status, message.parts_sent) == (MessageStatus.QUEUED, 1)
    Message.objects.filter(pk=message.pk).update(due_at=message.created_at)
    assert deliver(message.conversation_id) is None
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT
    assert board.delivered == [Delivered("fb", "2419", "It costs 5.")]
    assert board.texts("1057") == ["It costs 5."]
