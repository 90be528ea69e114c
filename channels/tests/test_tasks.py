from datetime import timedelta

import pytest
from django.utils import timezone

from channels import receivers, tasks
from channels.models import EventStatus, InboundEvent
from channels.sending import courtesy, delivery
from channels.services import accept_event, ensure_local_channel
from channels.testing.fake_telegram import too_many
from channels.tests.messages import CHAT, check, claim, say
from channels.tests.test_telegram_parse import read
from conversations.models import Message, MessageStatus
from conversations.services import Address, get_conversation, lock_conversation, take_over
from tenants.scoping import scopes_disabled

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch):
    """(task's name, its arguments, countdown) for everything that was enqueued."""
    calls = []

    def note(task, *args, countdown=None):
        calls.append((task.name, args, countdown))

    monkeypatch.setattr(tasks, "enqueue", note)
    return calls


def age(rows, seconds, *names):
    with scopes_disabled():
        rows.objects.update(**dict.fromkeys(names, timezone.now() - timedelta(seconds=seconds)))


def test_a_forgotten_delivery_is_found_after_a_while(bot, woken):
    event = accept_event(bot, external_id="", body=read("text"))
    assert tasks.sweep_inbound() == 0
    age(InboundEvent, 6, "received_at")
    assert tasks.sweep_inbound() == 1
    assert woken == [("channels.tasks.process_event", (bot.tenant_id, event.pk), None)]


def test_each_failure_doubles_the_wait(bot, woken):
    accept_event(bot, external_id="", body=read("text"))
    with scopes_disabled():
        InboundEvent.objects.update(attempts=3)
    age(InboundEvent, 39, "received_at")
    assert tasks.sweep_inbound() == 0
    age(InboundEvent, 41, "received_at")
    assert tasks.sweep_inbound() == 1


@pytest.mark.parametrize("status", [EventStatus.PROCESSED, EventStatus.IGNORED, EventStatus.FAILED])
def test_what_is_settled_stays_settled(bot, woken, status):
    accept_event(bot, external_id="", body=read("text"))
    with scopes_disabled():
        InboundEvent.objects.update(status=status)
    age(InboundEvent, 3600, "received_at")
    assert tasks.sweep_inbound() == 0


def test_a_tap_is_answered_as_soon_as_it_is_read(bot, telegram):
    event = accept_event(bot, external_id="", body=read("callback_query"))
    tasks.process_event(bot.tenant_id, event.pk)
    (call,) = telegram.list_calls("answerCallbackQuery")
    assert call.arguments == {"callback_query_id": "2074083213381234567"}


def test_whoever_writes_sees_at_once_that_the_agent_is_writing(bot, telegram):
    event = accept_event(bot, external_id="", body=read("text"))
    tasks.process_event(bot.tenant_id, event.pk)
    assert len(telegram.list_calls("sendChatAction")) == 1
    tasks.process_event(bot.tenant_id, event.pk)
    assert len(telegram.list_calls("sendChatAction")) == 1


def test_nobody_is_shown_writing_while_a_person_has_the_conversation(conversation, bot, telegram):
    take_over(conversation)
    taken = lock_conversation(conversation.pk)
    courtesy.show([courtesy.Courtesy(bot.public_id, taken.identity.external_id, taken)])
    assert telegram.calls == []


def test_a_message_whose_call_was_lost_is_sent(conversation, telegram, woken):
    message = say(conversation)
    assert tasks.sweep_outbound() == 0
    age(Message, 6, "due_at")
    assert tasks.sweep_outbound() == 1
    assert woken == [("channels.tasks.recover", (conversation.tenant_id, conversation.pk), None)]
    tasks.recover(*woken[0][1])
    check(message, MessageStatus.SENT)
    assert tasks.sweep_outbound() == 0


def test_what_a_dead_worker_held_becomes_uncertain_and_the_rest_leaves(conversation, telegram, woken):
    held, waiting = say(conversation, "held"), say(conversation, "waiting")
    claim(conversation)
    age(Message, 40, "due_at")
    age(Message, delivery.abandoned_after().total_seconds() - 1, "sending_since")
    assert tasks.sweep_outbound() == 0
    age(Message, delivery.abandoned_after().total_seconds() + 1, "sending_since")
    assert tasks.sweep_outbound() == 1
    tasks.recover(*woken[0][1])
    check(held, MessageStatus.UNCERTAIN, error="The process that was sending it ended.")
    check(waiting, MessageStatus.SENT)
    assert telegram.texts(CHAT) == ["waiting"]


def test_a_conversation_that_has_to_wait_is_left_alone(conversation, telegram, woken):
    telegram.fail("sendMessage", too_many(30))
    say(conversation, "first")
    second = say(conversation, "second")
    delivery.deliver(conversation.pk)
    Message.objects.filter(pk=second.pk).update(due_at=timezone.now() - timedelta(minutes=1))
    assert tasks.sweep_outbound() == 0


def test_deliver_comes_again_when_the_provider_says(conversation, telegram, woken):
    telegram.fail("sendMessage", too_many(3))
    say(conversation)
    tasks.deliver(conversation.tenant_id, conversation.pk)
    assert woken == [("channels.tasks.deliver", (conversation.tenant_id, conversation.pk), 3.0)]


def test_a_local_message_that_a_dead_worker_held_is_simply_finished(in_shop, woken):
    channel = ensure_local_channel(in_shop, "webchat")
    chat = get_conversation(in_shop, address=Address("webchat", channel.public_id, "visitor"))
    message = say(chat)
    claim(chat)
    age(Message, 3600, "sending_since")
    tasks.recover(in_shop.pk, chat.pk)
    check(message, MessageStatus.SENT)


def test_queueing_a_message_wakes_the_delivery(conversation, monkeypatch):
    calls = []
    monkeypatch.setattr(receivers, "enqueue", lambda *call: calls.append(call))
    message = say(conversation)
    assert calls == [(tasks.deliver, conversation.tenant_id, conversation.pk)]
    check(message, MessageStatus.QUEUED)
