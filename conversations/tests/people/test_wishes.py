"""STOP and START in a conversation, and typed choices: what wakes the agent and what does not."""

import pytest

from conversations.models import Author, Consent, Message, Purpose
from conversations.people.consent import list_wishes, may_send, record_consent
from conversations.services import (
    Address,
    Incoming,
    edit_message,
    get_conversation,
    lock_conversation,
    mark_answered,
    queue_message,
    receive_message,
)
from conversations.signals import message_received
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db
ADDRESS = Address("sms", __import__("uuid").UUID(int=7), "+15550001")


@pytest.fixture(autouse=True)
def _in_the_shop(shop):
    with tenant_scope(shop):
        yield


@pytest.fixture
def woken():
    calls = []

    def note(**given):
        calls.append(given["conversation"].pk)

    message_received.connect(note)
    yield calls
    message_received.disconnect(note)


def say(shop, text, number=[0], **more):  # noqa: B006 one counter for the file
    number[0] += 1
    return receive_message(shop, address=ADDRESS, incoming=Incoming(f"m{number[0]}", text, **more))


def ours():
    return list(Message.objects.exclude(author=Author.CUSTOMER).values_list("text", flat=True))


def allowed(identity):
    return {purpose.value: may_send(identity, purpose) for purpose in Purpose}


def test_stop_ends_everything_unasked_and_is_confirmed_once(shop, woken):
    message = say(shop, "STOP")
    say(shop, "Stop. Thank you")
    assert allowed(message.identity) == {"reply": True, "order": False, "marketing": False}
    assert len(ours()) == 1
    assert woken == []
    assert lock_conversation(message.conversation_id).is_waiting is False
    assert {line.evidence for line in Consent.objects.all()} == {"STOP"}


def test_what_a_carrier_answered_is_recorded_for_everything_and_not_answered_again(shop, woken):
    message = say(shop, "Stop", keyword="stop")
    assert allowed(message.identity) == {"reply": False, "order": False, "marketing": False}
    assert (ours(), woken) == ([], [])


def test_a_carriers_start_brings_everything_back(shop, woken):
    say(shop, "STOP", keyword="stop")
    message = say(shop, "START", keyword="start")
    assert allowed(message.identity) == {"reply": True, "order": True, "marketing": False}
    assert (ours(), woken) == ([], [])


def test_a_carriers_help_is_not_answered_and_changes_nothing(shop, woken):
    message = say(shop, "HELP", keyword="help")
    assert (ours(), woken, set(list_wishes(message.identity).values())) == ([], [], {None})


def test_a_templates_own_button_says_stop_as_well(shop, woken):
    message = say(shop, "Stop promotions", kind="choice", media=[{"kind": "choice", "id": "Stop promotions"}])
    assert allowed(message.identity) == {"reply": True, "order": False, "marketing": False}
    assert (len(ours()), woken) == (1, [])


def test_a_message_that_is_edited_into_a_stop_is_one(shop, woken):
    message = say(shop, "Stopp sending onions")
    mark_answered(lock_conversation(message.conversation_id), seq=1)
    edit_message(shop, address=ADDRESS, external_id=message.external_id, text="Stop")
    assert allowed(message.identity) == {"reply": True, "order": False, "marketing": False}
    assert (len(ours()), len(woken)) == (1, 1)
    assert not lock_conversation(message.conversation_id).is_waiting


def test_start_means_something_only_after_a_stop(shop, woken):
    asked = say(shop, "start")
    assert len(woken) == 1
    mark_answered(lock_conversation(asked.conversation_id), seq=1)
    say(shop, "stop")
    message = say(shop, "START")
    assert allowed(message.identity) == {"reply": True, "order": True, "marketing": False}
    assert (len(woken), len(ours())) == (1, 2)


def test_start_brings_back_offers_only_to_those_who_wanted_them(shop):
    message = say(shop, "STOP")
    say(shop, "START")
    assert allowed(message.identity) == {"reply": True, "order": True, "marketing": False}
    record_consent(message.identity, purposes=["marketing"], granted=True, source="staff")
    say(shop, "STOP")
    say(shop, "START")
    assert allowed(message.identity)["marketing"] is True


def test_a_question_before_the_stop_is_still_answered(shop, woken):
    message = say(shop, "I want 2 kg of salmon")
    say(shop, "stop")
    assert lock_conversation(message.conversation_id).is_waiting
    assert may_send(message.identity, "order") is False


def test_choices_that_were_never_shown_are_not_chosen(shop):
    offer(shop)
    Message.objects.update(status="withdrawn")
    assert say(shop, "1").kind == "text"


def test_cancelling_an_order_is_no_stop(shop, woken):
    message = say(shop, "cancel my order")
    assert set(list_wishes(message.identity).values()) == {None}
    assert woken == [message.conversation_id]


def test_after_a_stop_a_new_question_is_answered(shop, woken):
    say(shop, "STOP")
    message = say(shop, "do you have wings?")
    assert woken == [message.conversation_id]
    assert may_send(message.identity, Purpose.REPLY)


CHOICES = [{"id": "confirm:1", "title": "Confirm"}, {"id": "cancel:1", "title": "Cancel order"}]


def offer(shop, choices=CHOICES):
    conversation = get_conversation(shop, address=ADDRESS)
    queue_message(conversation, author=Author.AGENT, text="Is that right?", choices=choices)


def test_a_typed_number_is_the_choice(shop, woken):
    offer(shop)
    message = say(shop, "2")
    assert (message.kind, message.text) == ("choice", "Cancel order")
    assert message.media == [{"kind": "choice", "id": "cancel:1", "typed": "2"}]
    assert woken == [message.conversation_id]


DRASTIC = [CHOICES[0], CHOICES[1] | {"is_drastic": "yes"}]


def test_an_order_is_not_cancelled_by_a_number_that_nobody_saw(shop):
    """Under buttons "2" may well be two kilos."""
    offer(shop, DRASTIC)
    assert say(shop, "2").kind == "text"
    assert say(shop, "1").media[0]["id"] == "confirm:1"
    assert say(shop, "Cancel order").media[0]["id"] == "cancel:1"


def test_a_number_that_was_shown_counts_for_everything(shop):
    offer(shop, DRASTIC)
    Message.objects.update(numbers_shown=True)
    assert say(shop, "2").media[0]["id"] == "cancel:1"


def test_a_number_is_a_number_when_the_newest_answer_offers_nothing(shop):
    offer(shop)
    offer(shop, choices=())
    message = say(shop, "2")
    assert (message.kind, message.text, message.media) == ("text", "2", [])


def test_the_words_of_a_choice_are_the_choice(shop):
    offer(shop)
    assert say(shop, "confirm!").media[0]["id"] == "confirm:1"


def test_a_sentence_is_a_sentence(shop):
    offer(shop)
    assert say(shop, "confirm it tomorrow please").kind == "text"
