import time

import pytest
from django.utils import timezone

from agent.runs.patience import Patience, patience_for, wait_for_end
from conversations.models import Author, Conversation
from conversations.tests.factories import ConversationFactory, MessageFactory
from tenants.scoping import tenant_scope

PHOTO = {"kind": "image", "ref": "1"}


@pytest.fixture(autouse=True)
def seconds(settings):
    settings.AGENT_QUIET_SECONDS, settings.AGENT_SETTLE_SECONDS, settings.AGENT_QUIET_MAX_SECONDS = 0.3, 0.7, 3


@pytest.fixture
def heard(shop):
    """A conversation whose newest message is of this kind, said right now."""

    def hear(kind="text", media=()):
        conversation = ConversationFactory(tenant=shop, inbound_seq=2, last_inbound_at=timezone.now())
        MessageFactory(tenant=shop, conversation=conversation, seq=1, media=[{**PHOTO, "album": "old"}])
        MessageFactory(tenant=shop, conversation=conversation, seq=2, kind=kind, media=list(media))
        return conversation

    with tenant_scope(shop):
        yield hear


@pytest.mark.parametrize(
    ("kind", "media", "patience"),
    [
        ("text", [], Patience(0.3, 0.7)),
        ("image", [PHOTO], Patience(0.3, 0.7)),
        ("image", [{**PHOTO, "album": "7"}], Patience(1.2, 0.7)),
        ("choice", [{"kind": "choice", "id": "option:1"}], Patience(0, 0)),
    ],
)
def test_the_newest_message_says_how_long_to_wait(heard, kind, media, patience):
    assert patience_for(heard(kind, media)) == patience


def test_a_tap_is_answered_at_once(heard):
    conversation, began = heard("choice"), time.monotonic()
    wait_for_end(conversation)
    assert time.monotonic() - began < 0.2


def test_the_rest_of_an_album_is_waited_for(heard):
    conversation, began = heard("image", [{**PHOTO, "album": "7"}]), time.monotonic()
    wait_for_end(conversation)
    assert time.monotonic() - began > 1


@pytest.mark.django_db(transaction=True)
def test_an_album_that_begins_while_we_wait_is_waited_for_too(heard, shop):
    conversation = heard()
    newest = MessageFactory(tenant=shop, conversation=conversation, seq=3, media=[{**PHOTO, "album": "7"}])
    Conversation.objects.filter(pk=conversation.pk).update(inbound_seq=3, last_inbound_at=timezone.now())
    began = time.monotonic()
    assert wait_for_end(conversation) == Patience(1.2, 0.7)
    assert (newest.author, conversation.inbound_seq) == (Author.CUSTOMER, 3)
    assert time.monotonic() - began > 1
