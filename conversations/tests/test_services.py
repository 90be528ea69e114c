from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from conversations.models import Author, Conversation, Customer, Identity, Message, Owner
from conversations.selectors import agent_owns, list_unanswered
from conversations.services import (
    Address,
    Incoming,
    edit_message,
    hand_back,
    lock_conversation,
    mark_answered,
    receive_message,
    remember_customer,
    reply_as_staff,
    request_handover,
    resolve_conversation,
    take_over,
)
from conversations.signals import message_received
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.tests.factories import UserFactory

CHANNEL = UUID(int=1)


def address(person="7", name="Noa"):
    return Address(kind="telegram", channel_id=CHANNEL, external_id=person, name=name)


def hear(shop, text, *, external_id=None, person="7"):
    incoming = Incoming(external_id=external_id or uuid4().hex, text=text)
    return receive_message(shop, address=address(person), incoming=incoming)


@pytest.fixture
def heard(shop):
    """Who was woken up, in order."""
    woken = []

    def listen(*, conversation, **_kwargs):
        woken.append(conversation.inbound_seq)

    message_received.connect(listen)
    with tenant_scope(shop):
        yield woken
    message_received.disconnect(listen)


def test_a_stranger_becomes_a_customer_with_an_open_conversation(shop, heard):
    message = hear(shop, "hello")
    assert (message.identity.customer.name, message.seq, message.status) == ("Noa", 1, "received")
    assert (message.conversation.is_waiting, message.conversation.unanswered_since is not None) == (True, True)
    assert heard == [1]


def test_the_same_message_again_is_nothing(shop, heard):
    assert hear(shop, "hello", external_id="a")
    assert hear(shop, "hello", external_id="a") is None
    assert (Message.objects.count(), heard) == (1, [1])


def test_a_second_message_goes_into_the_same_conversation(shop, heard):
    first, second = hear(shop, "one"), hear(shop, "two")
    assert first.conversation_id == second.conversation_id
    assert [message.text for message in list_unanswered(second.conversation, after_seq=0)] == ["one", "two"]


def test_two_people_are_two_conversations(shop, heard):
    hear(shop, "one", person="7")
    hear(shop, "one", person="8")
    assert (Conversation.objects.count(), Customer.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_strangers_messages_that_race_make_one_customer(shop):
    def write(index):
        try:
            with tenant_scope(shop):
                hear(shop, f"m{index}", external_id=f"m{index}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(16)))
    with scopes_disabled():
        assert [model.objects.count() for model in (Customer, Identity, Conversation)] == [1, 1, 1]
        assert sorted(Message.objects.values_list("seq", flat=True)) == list(range(1, 17))


def test_an_edit_waits_for_an_answer_again_with_its_new_text(shop, heard):
    message = hear(shop, "two kilos", external_id="a")
    mark_answered(lock_conversation(message.conversation_id), seq=1)
    edited = edit_message(shop, address=address(), external_id="a", text="three kilos")
    assert (edited.seq, edited.edited_at is not None) == (2, True)
    assert [found.text for found in list_unanswered(edited.conversation, after_seq=1)] == ["three kilos"]
    assert heard == [1, 2]


def test_an_edit_that_changes_no_word_wakes_nobody(shop, heard):
    hear(shop, "two kilos", external_id="a")
    assert edit_message(shop, address=address(), external_id="a", text="two kilos") is None
    assert heard == [1]


def test_an_answer_to_an_older_message_leaves_the_newer_one_waiting(shop, heard):
    hear(shop, "one")
    conversation = hear(shop, "two").conversation
    mark_answered(lock_conversation(conversation.pk), seq=1)
    conversation.refresh_from_db()
    assert (conversation.is_waiting, conversation.unanswered_since is not None) == (True, True)


def test_staff_who_reply_own_the_conversation_for_a_while(shop, heard, settings):
    settings.TAKEOVER_MINUTES = 30
    conversation = hear(shop, "hello").conversation
    reply = reply_as_staff(conversation, staff=UserFactory(), text="Dana here")
    conversation.refresh_from_db()
    assert (reply.author, reply.status, conversation.owner) == (Author.STAFF, "queued", Owner.STAFF)
    assert (conversation.is_waiting, agent_owns(conversation)) == (False, False)
    left = conversation.owner_until - timezone.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


def test_ownership_ends_by_itself(shop, heard):
    conversation = take_over(hear(shop, "hello").conversation, staff=UserFactory())
    Conversation.objects.filter(pk=conversation.pk).update(owner_until=timezone.now())
    conversation.refresh_from_db()
    assert agent_owns(conversation)


def test_handing_back_wakes_the_agent_for_what_came_meanwhile(shop, heard):
    conversation = take_over(hear(shop, "hello").conversation, staff=UserFactory())
    hear(shop, "anybody?")
    hand_back(conversation)
    conversation.refresh_from_db()
    assert (conversation.owner, conversation.owner_user, conversation.owner_until) == (Owner.AGENT, None, None)
    assert heard == [1, 2, 2]


def test_calling_a_person_keeps_the_customer_on_the_waiting_list(shop, heard):
    conversation = request_handover(hear(shop, "a person please").conversation, reason="customer_request")
    mark_answered(conversation, seq=1, person_needed=True)
    conversation.refresh_from_db()
    assert (conversation.is_waiting, conversation.unanswered_since is not None) == (False, True)
    assert conversation.handover_reason == "customer_request"


def test_a_new_message_opens_a_resolved_conversation_again(shop, heard):
    first = hear(shop, "hello").conversation
    resolved = resolve_conversation(first)
    assert (resolved.is_waiting, resolved.unanswered_since) == (False, None)
    again = hear(shop, "hello again").conversation
    assert (again.pk, again.status, again.is_waiting) == (first.pk, "open", True)
    assert [note.kind for note in again.desk_notes.all()] == ["resolved", "reopened"]


def test_what_is_known_about_a_customer_is_not_erased_by_nothing(shop, heard):
    customer = hear(shop, "hello").identity.customer
    remember_customer(customer, name="", address="Herzl 15")
    customer.refresh_from_db()
    assert (customer.name, customer.address) == ("Noa", "Herzl 15")


def test_another_shop_sees_nothing_of_it(shop, other_shop, heard):
    hear(shop, "hello")
    with tenant_scope(other_shop):
        assert (Message.objects.count(), Conversation.objects.count(), Customer.objects.count()) == (0, 0, 0)
