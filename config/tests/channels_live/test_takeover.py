"""A person steps in while the agent is thinking: wherever they write, its words are never sent."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from agent.models import Run, RunStatus
from agent.testing.scripts import Answer
from config.testing.live_shop import end_takeover, let_pass, settle
from config.testing.telegram_shop import sweep
from config.testing.workers import wait_for
from conversations.models import Author, Conversation, Message, Owner

pytestmark = pytest.mark.processes
DANA = "Dana here, one moment"


def by_panel(shop):
    customer = shop.on_telegram(7001)
    return customer, lambda: shop.reply(Conversation.objects.get(), DANA)


def by_phone(shop):
    customer = shop.on_whatsapp("972541000101")
    return customer, lambda: customer.shop_writes(DANA)


def by_inbox(shop):
    customer = shop.on_messenger("6677889900110101")
    return customer, lambda: customer.shop_writes(DANA)


def by_board(shop):
    customer = shop.on_the_board("101")
    return customer, lambda: customer.shop_writes(DANA)


# Where a person writes, what the door or the panel answers, who it was as staff read it, and whether we brought it.
WAYS = {
    "panel": (by_panel, 302, None, [DANA]),
    "whatsapp phone": (by_phone, 200, "WhatsApp app", []),
    "page inbox": (by_inbox, 200, "Facebook inbox", []),
    "support board": (by_board, 200, "Support Board, user 15", []),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_agents_reply_is_never_sent_and_what_came_meanwhile_is_answered_later(way, live_shop, thinking_model):
    begin, status, name, brought = WAYS[way]
    customer, step_in = begin(live_shop)
    thinking_model.answer = Answer(text="I am the agent")
    customer.writes("hello")
    wait_for(lambda: thinking_model.fake.requests)
    assert step_in() == status
    wait_for(lambda: Conversation.objects.get().owner == Owner.STAFF)
    thinking_model.go_on()
    wait_for(lambda: Run.objects.filter(status=RunStatus.DROPPED).exists())
    settle()
    assert customer.texts() == brought
    assert list(Message.objects.values_list("author", "text")) == [("customer", "hello"), ("staff", DANA)]
    check_shown(live_shop, name)

    customer.writes("anybody there?")
    wait_for(lambda: Conversation.objects.get().is_waiting)
    sweep()
    settle()
    assert (customer.texts(), len(thinking_model.fake.requests)) == (brought, 1)

    conversation = Conversation.objects.get()
    let_pass(conversation, timedelta(minutes=1))
    end_takeover(conversation)
    thinking_model.answer = Answer(text="I am back")
    wait_for(lambda: len(customer.texts()) > len(brought), meanwhile=sweep)
    settle()
    assert customer.texts() == [*brought, "I am back"]
    assert Message.objects.filter(author=Author.AGENT).count() == 1
    assert not Conversation.objects.get().is_waiting


def check_shown(shop, name):
    """The panel says who has the conversation and until when."""
    conversation = Conversation.objects.get()
    minutes = (conversation.owner_until - timezone.now()) / timedelta(minutes=1)
    who = name or shop.dana.get_username()
    assert (conversation.owner_name, 29 < minutes <= 30) == (name or "", True)
    until = date_format(timezone.localtime(conversation.owner_until, shop.tenant.zone), "TIME_FORMAT")
    page = shop.read_page(conversation, "owner")
    assert (who in page, until in page) == (True, True)
