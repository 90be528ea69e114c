"""Long answers as several bubbles: in order, with pauses, each once, also when the worker dies between two of them."""

import signal
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import F

from agent.testing.scripts import Answer
from config.testing.live_shop import QUEUES, settle
from config.testing.telegram_shop import sweep
from config.testing.workers import wait_for, worker
from conversations.models import Author, Message, MessageStatus

pytestmark = pytest.mark.processes
BUBBLES = ["Our beef sausages are fresh today.", "They are made in the shop.", "How much would you like?"]


@pytest.fixture
def talkative(unattended_shop, model):
    model.on_request(lambda _request: Answer(text="\n\n".join(BUBBLES)))
    return unattended_shop


@pytest.fixture
def like_a_person(environment):
    """A worker's environment in which long answers take their time."""
    return {**environment, "HUMAN_PACING": "true"}


def arrivals(customer):
    """When each message came, in seconds of one clock."""
    calls = [call for call in customer.graph.list_calls() if call.json.get("to") == customer.number]
    return [call.at for call in calls]


def test_bubbles_come_in_order_with_pauses_in_which_somebody_types(talkative, like_a_person):
    customer = talkative.on_whatsapp("972541000701")
    with worker(queues=",".join(QUEUES), env=like_a_person):
        message_id = customer.writes("what do you have?")
        wait_for(lambda: len(customer.texts()) == 3)
        settle()
    gaps = list(pairwise(arrivals(customer)))
    typing = [call.at for call in customer.graph.list_calls() if call.json.get("message_id") == message_id]
    assert customer.texts() == BUBBLES
    assert [0.7 < after - before < 3 for before, after in gaps] == [True, True]
    assert [sum(before < moment < after for moment in typing) for before, after in gaps] == [1, 1]
    assert Message.objects.get(author=Author.AGENT).parts_sent == 3


# The first bubble is on record; the pause before the second one has begun.
@pytest.mark.parametrize(
    "point", ["channels.sending.delivery._rest:before:1", "channels.sending.delivery.keep_typing:before:1"]
)
def test_a_worker_killed_between_two_bubbles_loses_none_and_repeats_none(point, talkative, like_a_person):
    customer = talkative.on_whatsapp(f"9725410007{len(point)}")
    customer.writes("what do you have?")
    with worker(doom=point, env=like_a_person) as doomed:
        wait_for(lambda: doomed.poll() is not None)
        assert doomed.returncode == -signal.SIGKILL
    assert customer.texts() == BUBBLES[:1]
    a_minute_passes()
    message = Message.objects.filter(author=Author.AGENT)
    with worker(queues=",".join(QUEUES), env=like_a_person):
        wait_for(message.exclude(status__in=[MessageStatus.QUEUED, MessageStatus.SENDING]).exists, meanwhile=sweep)
    assert (message.get().status, customer.texts()) == (MessageStatus.SENT, BUBBLES)


def a_minute_passes():
    """So long at least the sweeper leaves a message to the worker that has it."""
    minute = timedelta(minutes=1)
    Message.objects.update(due_at=F("due_at") - minute, sending_since=F("sending_since") - minute)
