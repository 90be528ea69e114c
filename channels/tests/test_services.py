from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from channels.models import Channel, InboundEvent
from channels.services import accept_event, connect_channel, ensure_local_channel, process_event, replay_event
from channels.testing.fake_telegram import UNAUTHORIZED
from channels.tests.conftest import TOKEN
from channels.tests.test_telegram_parse import read
from channels.tests.test_webhooks import post
from conversations.models import Conversation, Customer, Message
from lib.errors import DomainError, ProviderError
from tenants.scoping import tenant_scope


def in_parallel(job, arguments):
    """Run the job in real threads, each with a database connection of its own."""

    def run(argument):
        try:
            return job(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(run, arguments))


@pytest.mark.django_db(transaction=True)
def test_twenty_duplicates_at_once_are_one_event_and_one_message(bot, shop):
    from django.test import Client

    answers = in_parallel(lambda _number: post(Client(), bot, read("text")).status_code, range(20))
    assert answers == [200] * 20
    with tenant_scope(shop):
        event = InboundEvent.objects.get()

    def process(_number):
        with tenant_scope(shop):
            process_event(event.pk)

    in_parallel(process, range(20))
    with tenant_scope(shop):
        assert (Message.objects.count(), Customer.objects.count()) == (1, 1)
        assert Conversation.objects.get().inbound_seq == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_are_twenty_conversations(bot, shop):
    from channels.testing.telegram_updates import text_update

    def visit(number):
        event = accept_event(bot, external_id="", body=text_update(number, chat_id=number, text=f"I am {number}"))
        with tenant_scope(shop):
            process_event(event.pk)

    in_parallel(visit, range(1, 21))
    with tenant_scope(shop):
        said = {int(identity): text for identity, text in Message.objects.values_list("identity__external_id", "text")}
    assert said == {number: f"I am {number}" for number in range(1, 21)}


@pytest.mark.django_db
def test_a_failed_event_can_be_read_again(bot, shop):
    event = accept_event(bot, external_id="", body=read("text"))
    with tenant_scope(shop):
        InboundEvent.objects.update(status="failed", attempts=10, error="a bug")
        event.refresh_from_db()
        replay_event(event)
        process_event(event.pk)
        event.refresh_from_db()
        assert (event.status, event.error, Message.objects.count()) == ("processed", "", 1)


def add_bot(shop, token, **more):
    credentials = {"token": token}
    connected = connect_channel(shop, kind="telegram", credentials=credentials, base_url="https://shop.test/", **more)
    assert connected.todo == []
    return connected.channel


@pytest.mark.django_db
def test_connecting_registers_the_webhook_with_a_secret_of_its_own(shop, telegram):
    channel = add_bot(shop, TOKEN)
    hook = telegram.webhooks[TOKEN]
    assert hook["url"] == f"https://shop.test/webhooks/telegram/{channel.public_id}"
    assert hook["secret_token"] == channel.secret
    assert len(channel.secret) >= 40
    assert (channel.account_id, channel.account, channel.base_url) == ("7700000001", {}, "https://shop.test")
    assert channel.credentials["token"] == TOKEN
    assert channel.credentials["webhook_url"] == hook["url"]
    assert channel.name == "@fake_shop_bot"


@pytest.mark.django_db
def test_connecting_the_same_account_again_renews_it(shop, telegram):
    renewed = TOKEN + "2"
    first = add_bot(shop, TOKEN, name="Bot")
    again = add_bot(shop, renewed)
    with tenant_scope(shop):
        stored = Channel.objects.get()
    assert (again.pk, stored.public_id, stored.name) == (first.pk, first.public_id, "Bot")
    assert stored.credentials["token"] == renewed
    assert stored.secret == telegram.webhooks[renewed]["secret_token"] != first.secret


@pytest.mark.django_db
def test_a_refused_token_connects_nothing(shop, telegram):
    telegram.fail("setWebhook", UNAUTHORIZED)
    with pytest.raises(ProviderError):
        add_bot(shop, TOKEN)
    with tenant_scope(shop):
        assert Channel.objects.count() == 0


@pytest.mark.django_db
def test_an_unknown_kind_is_refused(shop):
    with pytest.raises(DomainError) as caught:
        connect_channel(shop, kind="pigeon", credentials={}, base_url="https://a.test")
    assert caught.value.code == "unknown_channel"


@pytest.mark.django_db
def test_secrets_are_sealed_in_the_database(bot):
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_credentials, secret FROM channels_channel")
        row = " ".join(cursor.fetchone())
    assert TOKEN not in row
    assert bot.secret not in row


@pytest.mark.django_db(transaction=True)
def test_a_local_channel_is_made_once_also_when_many_want_it(shop, other_shop):
    channels = in_parallel(lambda _number: ensure_local_channel(shop, "webchat"), range(10))
    assert len({channel.pk for channel in channels}) == 1
    assert (channels[0].secret, channels[0].name) == ("", "Web chat")
    assert ensure_local_channel(other_shop, "webchat").pk != channels[0].pk
