"""Human pacing: short bubbles with pauses in between, none of the text dropped, and a worker that does not wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from channels.sending import delivery
from channels.testing.fake_telegram import Vanish
from channels.tests.messages import CHAT, check, say
from conversations.handling.takeover import take_over
from conversations.models import Message, MessageStatus

pytestmark = pytest.mark.django_db
ANSWER = "Yes, we have wings.\n\nThey are 32.90 a kilo.\n\nHow many would you like?"


@pytest.fixture
def paced(conversation, settings):
    settings.HUMAN_PACING = True
    return conversation


def ripen():
    Message.objects.update(due_at=timezone.now())


def test_bubbles_come_one_by_one_with_pauses_and_typing_in_between(paced, telegram):
    message = say(paced, ANSWER)
    pause = delivery.deliver(paced.pk)
    assert 0.8 <= pause <= 3.0
    check(message, MessageStatus.QUEUED, parts_sent=1, attempts=0)
    assert timedelta(0) < message.due_at - timezone.now() <= timedelta(seconds=3)
    assert telegram.texts(CHAT) == ["Yes, we have wings."]
    assert len(telegram.list_calls("sendChatAction")) == 1
    assert delivery.deliver(paced.pk) is None
    assert telegram.texts(CHAT) == ["Yes, we have wings."]
    for _bubble in range(2):
        ripen()
        delivery.deliver(paced.pk)
    check(message, MessageStatus.SENT, parts_sent=3)
    assert telegram.texts(CHAT) == ANSWER.split("\n\n")
    assert len(message.more_ids) == 2


def test_a_shop_may_do_without(paced, telegram):
    paced.tenant.human_pacing = False
    paced.tenant.save()
    say(paced, ANSWER)
    delivery.deliver(paced.pk)
    assert telegram.texts(CHAT) == [ANSWER]


def test_in_tests_it_is_off_by_default(conversation, telegram):
    say(conversation, ANSWER)
    delivery.deliver(conversation.pk)
    assert telegram.texts(CHAT) == [ANSWER]


def test_the_next_message_waits_for_the_last_bubble(paced, telegram):
    say(paced, ANSWER)
    second = say(paced, "And bread?")
    delivery.deliver(paced.pk)
    delivery.deliver(paced.pk)
    check(second, MessageStatus.QUEUED, attempts=0)


def test_a_person_who_comes_during_the_pause_stops_the_rest(paced, telegram, charlie):
    message = say(paced, ANSWER)
    delivery.deliver(paced.pk)
    take_over(paced, staff=charlie)
    ripen()
    delivery.deliver(paced.pk)
    check(message, MessageStatus.WITHDRAWN, parts_sent=1)
    assert telegram.texts(CHAT) == ["Yes, we have wings."]


def test_a_lost_answer_in_the_middle_stops_there_and_repeats_nothing(paced, telegram):
    message = say(paced, ANSWER)
    delivery.deliver(paced.pk)
    telegram.fail("sendMessage", Vanish())
    ripen()
    delivery.deliver(paced.pk)
    check(message, MessageStatus.UNCERTAIN, parts_sent=1)
    ripen()
    delivery.deliver(paced.pk)
    assert telegram.texts(CHAT) == ANSWER.split("\n\n")[:2]
