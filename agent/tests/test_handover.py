"""One line when a person is called, with the real opening time; and no second one while the customer waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agent.handover import is_still_called
from agent.llm.offline.phrases import PHRASES
from agent.models import Step, StepKind
from agent.plain import complete, plain_reply
from agent.rehearsal import say
from conversations.models import Author, Conversation, Message, Owner
from tenants.models import Tenant
from tenants.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CLOSED = {"kind": "handed_over", "shop_is_open": False, "next_opening": "2026-03-01T08:00:00+02:00", "phone": ""}
DAYS = {
    "en": "Sunday 08:00",
    "fr": "dimanche 08:00",
    "es": "domingo 08:00",
    "he": "יום ראשון 08:00",
    "id": "Minggu 08:00",
}


@pytest.fixture
def closed(butcher):
    """Closed now, open again in a moment that everybody can compute."""
    soon = timezone.now().astimezone(butcher.zone) + timedelta(days=2)
    day = soon.strftime("%a").lower()
    Tenant.objects.update(opening_hours={day: [["10:30", "12:00"]]})
    butcher.refresh_from_db()
    butcher.opens = f"{soon.strftime('%A')} 10:30"
    return butcher


def ours():
    return list(Message.objects.filter(author=Author.AGENT).order_by("id"))


def time_is_up():
    Conversation.objects.update(owner_until=timezone.now())


@pytest.mark.parametrize("language", PHRASES)
def test_our_own_line_says_day_and_time_of_the_shop_in_the_customers_language(language):
    assert DAYS[language] in plain_reply([CLOSED], language)


@pytest.mark.parametrize("language", PHRASES)
def test_a_model_that_does_not_say_when_the_shop_opens_is_completed(language):
    assert DAYS[language] in complete("Somebody will come.", [CLOSED], language)


@pytest.mark.parametrize(
    "told",
    ["We open Sunday at 8:00.", "on Sunday, 08:00", "dimanche à 8h", "Sunday at 8 am", "dimanche à 8 h 00", "8.00"],
)
def test_a_model_that_says_it_is_left_alone(told):
    assert complete(told, [CLOSED], "en") == told


@pytest.mark.parametrize("wrong", ["We open at 18:00.", "in 8 minutes", "at 08:30", "Call 0800 8000"])
def test_another_time_is_not_taken_for_it(wrong):
    assert complete(wrong, [CLOSED], "en").endswith("opens Sunday 08:00.")


@pytest.mark.parametrize("receipt", [{"shop_is_open": True}, {"shop_is_open": None, "next_opening": None}, {}])
def test_where_somebody_is_there_or_nobody_knows_no_time_is_promised(receipt):
    assert complete("Somebody will come.", [{"kind": "handed_over", **receipt}], "en") == "Somebody will come."


def test_the_model_is_told_the_time_and_the_line_survives_the_takeover(closed, model):
    model.answer(calls=[("hand_to_human", {"reason": "complaint"})])
    model.answer(text="I called somebody.")
    exchange = say(closed, chat_id="a", text="this is bad")
    assert model.requests[1].results[0]["next_opening_text"] == closed.opens
    assert exchange.text == f"I called somebody.\n\nThe shop is closed at the moment and opens {closed.opens}."
    assert [message.survives_takeover for message in ours()] == [True]


def test_an_ordinary_answer_does_not_survive_a_takeover(butcher, model):
    model.answer(text="Hello!")
    say(butcher, chat_id="a", text="hi")
    assert [message.survives_takeover for message in ours()] == [False]


def test_the_offline_agent_says_one_line(closed, settings):
    settings.AGENT_PROVIDER = "offline"
    exchange = say(closed, chat_id="a", text="I want to talk to a person")
    assert (len(exchange.replies), closed.opens in exchange.text) == (1, True)


def test_when_nobody_came_the_agent_helps_and_does_not_announce_somebody_again(butcher, model):
    model.answer(calls=[("hand_to_human", {})])
    model.answer(text="Somebody will come.")
    say(butcher, chat_id="a", text="a person please")
    time_is_up()
    model.answer(calls=[("hand_to_human", {"reason": "missing_knowledge"})])
    model.answer(text="I am sorry that nobody came yet. What is it about?")
    exchange = say(butcher, chat_id="a", text="hello?")
    refused = Step.objects.filter(kind=StepKind.RESULT, is_error=True).get().receipt
    assert (refused["code"], exchange.text) == ("already_called", "I am sorry that nobody came yet. What is it about?")
    assert [message.survives_takeover for message in ours()] == [True, False]


def test_a_customer_who_asks_again_is_told_again(butcher, model):
    for _ in range(2):
        model.answer(calls=[("hand_to_human", {"reason": "customer_request"})])
        model.answer(text="Somebody will come.")
        say(butcher, chat_id="a", text="a person please")
        time_is_up()
    assert [message.survives_takeover for message in ours()] == [True, True]


def test_after_an_answer_the_waiting_is_over_and_the_agent_may_call_again(butcher, model):
    model.answer(calls=[("hand_to_human", {})])
    model.answer(text="Somebody will come.")
    say(butcher, chat_id="a", text="a person please")
    time_is_up()
    model.answer(text="What is it about?")
    say(butcher, chat_id="a", text="hello?")
    model.answer(calls=[("hand_to_human", {"reason": "missing_knowledge"})])
    model.answer(text="I ask somebody.")
    say(butcher, chat_id="a", text="is the cow happy?")
    assert Conversation.objects.get().handover_reason == "missing_knowledge"


def test_an_agent_without_an_answer_does_not_call_twice(butcher, model):
    model.answer(calls=[("hand_to_human", {})])
    model.answer(text="Somebody will come.")
    say(butcher, chat_id="a", text="a person please")
    time_is_up()
    model.answer(text="")
    model.answer(text="")
    exchange = say(butcher, chat_id="a", text="hello?")
    assert exchange.text == "Sorry, I did not understand that."
    assert [message.survives_takeover for message in ours()] == [True, False]


@pytest.mark.parametrize(
    ("changes", "called"),
    [
        ({}, True),
        ({"owner": Owner.AGENT}, False),
        ({"handover_reason": ""}, False),
        ({"owner_name": "phone"}, False),
        ({"unanswered_since": None}, False),
        ({"owner_until": timezone.now() + timedelta(hours=1)}, False),
    ],
)
def test_who_is_still_to_come(changes, called):
    now = timezone.now()
    usual = {
        "owner": Owner.STAFF, "handover_reason": "x", "owner_until": now - timedelta(minutes=1),
        "unanswered_since": now - timedelta(minutes=9),
    }  # fmt: skip
    assert is_still_called(Conversation(**{**usual, **changes})) is called


def test_somebody_who_took_over_has_come():
    now = timezone.now()
    conversation = Conversation(
        owner=Owner.STAFF, handover_reason="x", owner_until=now, unanswered_since=now - timedelta(minutes=9),
        owner_user=UserFactory(),
    )  # fmt: skip
    assert not is_still_called(conversation)
