"""A Telegram on this machine, and a shop that is connected to it."""

import pytest

from channels.models import Channel
from channels.testing.fake_telegram import FakeTelegram
from channels.tests.messages import CHAT
from conversations.services import Address, get_conversation
from tenants.scoping import tenant_scope

TOKEN = "7700000001:AAEfakeTokenForTests"
SECRET = "the-secret-we-gave-to-telegram"


@pytest.fixture
def telegram(settings):
    with FakeTelegram() as server:
        settings.TELEGRAM_BASE_URL = server.url
        settings.OUTBOUND_TIMEOUT = 1.0
        yield server


def connect(shop, *, secret=SECRET, **fields):
    channel = Channel(tenant=shop, kind="telegram", name="@fake_shop_bot", secret=secret, **fields)
    channel.credentials = {"token": TOKEN, "account_id": "7700000001"}
    with tenant_scope(shop):
        channel.save()
    return channel


@pytest.fixture
def bot(shop):
    return connect(shop)


@pytest.fixture
def in_shop(shop):
    """The shop's scope for the whole test."""
    with tenant_scope(shop):
        yield shop


@pytest.fixture
def conversation(bot, telegram, in_shop):
    """With a customer on Telegram."""
    return get_conversation(bot.tenant, address=Address("telegram", bot.public_id, str(CHAT)))
