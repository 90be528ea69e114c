"""A person who steps in while the agent is thinking: the agent's words are never sent."""

import pytest
from django.db import connection
from django.utils import timezone

from agent.models import Run, RunStatus
from agent.rehearsal import say
from agent.services import Outcome, respond
from agent.testing.scripts import Answer
from conversations.models import Author, Conversation, Message
from conversations.services import hand_back, reply_as_staff
from orders.models import Order
from tenants.models import Tenant
from tenants.scoping import tenant_scope
from tenants.tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def step_in(butcher, answer):
    """A model that answers only after a person has written."""
    staff = UserFactory()

    def decide(_request):
        with tenant_scope(butcher):
            reply_as_staff(Conversation.objects.get(), staff=staff, text="Dana here, one moment")
        connection.close()
        return answer

    return decide


def test_a_reply_in_progress_is_not_sent_when_a_person_writes(butcher, model):
    model.on_request(step_in(butcher, Answer(text="I am the agent")))
    say(butcher, chat_id="a", text="hello")
    written = Message.objects.exclude(author=Author.CUSTOMER).values_list("author", "text")
    assert list(written) == [("staff", "Dana here, one moment")]
    assert Run.objects.get().status == RunStatus.DROPPED


def test_a_wish_to_change_something_is_not_carried_out_when_a_person_writes(butcher, model):
    model.on_request(step_in(butcher, Answer(calls=[("hand_to_human", {})])))
    say(butcher, chat_id="a", text="hello")
    assert Order.objects.count() == 0
    assert Conversation.objects.get().handover_reason == ""
    assert Run.objects.get().status == RunStatus.DROPPED


def test_the_agent_says_nothing_while_a_person_has_the_conversation_and_answers_when_it_is_handed_back(butcher, model):
    model.on_request(step_in(butcher, Answer(text="I am the agent")))
    say(butcher, chat_id="a", text="hello")
    model.on_request(lambda _request: Answer(text="Back again."))
    say(butcher, chat_id="a", text="anybody?")
    conversation = Conversation.objects.get()
    assert respond(conversation.pk, hurry=True) == Outcome.NOTHING
    hand_back(conversation)
    assert respond(conversation.pk, hurry=True) == Outcome.ANSWERED
    assert Message.objects.last().text == "Back again."


def test_the_handover_line_is_said_once(butcher, model):
    Tenant.objects.update(opening_hours={})
    model.answer(calls=[("hand_to_human", {"reason": "complaint"})])
    model.answer(text="Somebody will answer you.")
    assert say(butcher, chat_id="a", text="this is bad").text == "Somebody will answer you."
    assert say(butcher, chat_id="a", text="hello?").text == ""
    assert len(model.requests) == 2


def test_after_a_persons_time_is_up_the_agent_answers_again(butcher, model):
    Tenant.objects.update(opening_hours={})
    model.answer(calls=[("hand_to_human", {})])
    model.answer(text="Somebody will answer you.")
    say(butcher, chat_id="a", text="a person please")
    Conversation.objects.update(owner_until=timezone.now())
    model.answer(text="Nobody was free, how can I help?")
    assert say(butcher, chat_id="a", text="hello?").text == "Nobody was free, how can I help?"
