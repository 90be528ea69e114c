from datetime import timedelta

import pytest
from django.utils import timezone

from channels.models import Channel, MessageTemplate
from channels.sending.reply_window import read_window
from conversations.models import Identity
from conversations.services import Address, Incoming, receive_message
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def hear(shop, kind, *, ago=timedelta(0), **channel):
    """A conversation on a channel of this kind, whose customer wrote so long ago."""
    row = Channel.objects.create(tenant=shop, kind=kind, name=kind, **channel)
    address = Address(kind, row.public_id, "4917000")
    incoming = Incoming("m1", "Hello", sent_at=timezone.now() - ago)
    return receive_message(shop, address=address, incoming=incoming).conversation


def approve(conversation, name, *, language="en", parameters=1):
    channel = Channel.objects.get(public_id=conversation.identity.channel_id)
    MessageTemplate.objects.create(
        tenant=conversation.tenant, channel=channel, name=name, language=language, status="APPROVED",
        parameters=parameters, use_for="late_reply",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "ago", "state"),
    [
        ("telegram", 30 * DAY, "unlimited"), ("webchat", 30 * DAY, "unlimited"),
        ("whatsapp", 23 * HOUR, "open"), ("whatsapp", 25 * HOUR, "closed"),
        ("messenger", 23 * HOUR, "open"), ("messenger", 25 * HOUR, "person"), ("messenger", 8 * DAY, "closed"),
        ("instagram", 6 * DAY, "person"),
    ],
)  # fmt: skip
def test_what_the_network_allows_now(in_shop, kind, ago, state):
    assert read_window(hear(in_shop, kind, ago=ago)).state == state


def test_late_texts_go_out_as_the_template_in_the_customers_language(in_shop):
    conversation = hear(in_shop, "whatsapp", ago=2 * DAY)
    approve(conversation, "late")
    approve(conversation, "late_he", language="he")
    found = read_window(conversation)
    assert (found.state, found.template) == ("template", "late_he")


def test_when_it_ends_is_counted_from_the_customers_last_word(in_shop):
    conversation = hear(in_shop, "messenger", ago=2 * DAY)
    found, now = read_window(conversation), timezone.now()
    assert abs(found.closes_at - (now + 5 * DAY)) < timedelta(minutes=1)
    assert found.person_until == found.closes_at


def test_somebody_who_never_wrote_cannot_be_written_to_freely(in_shop):
    conversation = hear(in_shop, "messenger")
    conversation.messages.all().delete()
    Identity.objects.update(created_at=timezone.now() - HOUR)
    conversation.identity.refresh_from_db()
    assert read_window(conversation).state == "closed"


@pytest.mark.parametrize("fields", [{"is_enabled": False}, {"problem_code": "unauthorized"}], ids=str)
def test_a_channel_that_is_off_or_in_trouble_is_told(in_shop, fields):
    found = read_window(hear(in_shop, "telegram", **fields))
    assert (found.state, found.problem_code) in {("off", ""), ("unlimited", "unauthorized")}


@pytest.mark.parametrize(
    ("kind", "ago", "words"),
    [
        ("whatsapp", HOUR, "Later texts are refused until the customer writes again."),
        ("whatsapp", 25 * HOUR, "the network refuses what you write"),
        ("messenger", HOUR, "only a person may answer."), ("messenger", 2 * DAY, "you, not the agent"),
    ],
)  # fmt: skip
def test_the_conversations_page_embeds_it_in_words(client, shop, kind, ago, words):
    with tenant_scope(shop):
        conversation = hear(shop, kind, ago=ago)
        client.force_login(MembershipFactory(tenant=shop).user)
    page = client.get(f"/panel/valdman/conversations/{conversation.public_id}/window").content.decode()
    assert words in page
