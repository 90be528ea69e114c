"""Each check finds what was broken and repairs it, in one shop; a healthy one has nothing."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from redis import Redis

from agent.models import Lease, Run, RunStatus, Step, StepKind
from billing.models import CountedReply, DayReplies, DayUsage, Reservation, UsageEvent
from catalog.models import Store, StoreItem
from catalog.tests.factories import ProductFactory
from channels.models import Channel, InboundEvent
from channels.services import accept_event, ensure_local_channel
from channels.testing.telegram_updates import text_update
from config.celery import QUEUES
from conversations.analytics.day_counts import SUMS
from conversations.models import Author, Conversation, DayTalk, Message, MessageStatus
from conversations.services import Address, Incoming, receive_message
from conversations.tests.factories import ConversationFactory, IdentityFactory, MessageFactory
from orders.models import Actor, Notice, NoticeState
from orders.services import By, cancel_order
from orders.tests.factories import make_order
from tenants.alerts.services import raise_alert
from tenants.analytics.day_sums import count_changed
from tenants.models import Alert, DataExport, WebhookDelivery, WebhookEndpoint
from tenants.scoping import tenant_scope
from tenants.tasks import heartbeat, heartbeat_key
from tenants.testing import load_demo_shop, rows_of

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def alive(settings):
    """Beat has just told that it lives, and no queue holds anything."""
    cache.clear()
    for queue in QUEUES:
        heartbeat(queue)
    settings.HUMAN_PACING = False
    yield
    cache.clear()


@pytest.fixture
def examine(capsys):
    """Ask the doctor; the findings, and whether it is content."""

    def ask(*options):
        capsys.readouterr()
        try:
            call_command("doctor", "--json", *options)
            code = 0
        except SystemExit as stop:
            code = stop.code
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()], code

    return ask


def an_hour_ago(rows, *names, **more):
    rows.update(**dict.fromkeys(names, timezone.now() - HOUR), **more)


# Each breaks something in the shop in scope, as it would be an hour later.
def unread_delivery(shop):
    channel = Channel.objects.create(tenant=shop, kind="telegram", name="bot")
    accept_event(channel, external_id="1", body=text_update(1, chat_id=7, text="hello"))
    an_hour_ago(InboundEvent.objects.all(), "received_at")


def failed_delivery(shop):
    unread_delivery(shop)
    InboundEvent.objects.update(status="failed", error="x")


def waiting_customer(shop):
    channel = ensure_local_channel(shop, "webchat")
    receive_message(shop, address=Address("webchat", channel.public_id, "v1"), incoming=Incoming("1", "hello"))
    an_hour_ago(Conversation.objects.all(), "last_inbound_at")


def open_turn(shop):
    talk = ConversationFactory(tenant=shop)
    run = Run.objects.create(tenant=shop, conversation=talk, first_seq=1, seq=1)
    call = {"id": "c", "name": "list_orders", "arguments": {}, "problem": ""}
    Step.objects.create(
        tenant=shop, run=run, position=0, kind=StepKind.ANSWER, content={"text": "", "calls": [call], "stop": "tools"}
    )
    an_hour_ago(Run.objects.all(), "started_at")


def forgotten_lease(shop):
    Lease.objects.create(
        tenant=shop, conversation=ConversationFactory(tenant=shop), token=uuid4(), until=timezone.now() - HOUR
    )


def _outgoing(shop, **fields):
    channel = ensure_local_channel(shop, "webchat")
    identity = IdentityFactory(tenant=shop, channel_id=channel.public_id)
    talk = ConversationFactory(tenant=shop, identity=identity)
    moment = timezone.now() - HOUR
    return MessageFactory(
        tenant=shop, conversation=talk, author=Author.AGENT, due_at=moment, text="Hello there", **fields
    )


def half_sent_message(shop):
    _outgoing(shop, status=MessageStatus.SENDING, sending_since=timezone.now() - HOUR)


def overdue_message(shop):
    _outgoing(shop, status=MessageStatus.QUEUED)


def given_up_message(shop):
    _outgoing(shop, status=MessageStatus.FAILED, error_code="unavailable")


def uncounted_reply(shop):
    _outgoing(shop, status=MessageStatus.SENT, run_id=uuid4(), sent_at=timezone.now() - HOUR)


def webhook_that_waits(shop):
    endpoint = WebhookEndpoint.objects.create(tenant=shop, url="https://example.com/x", secret="s", is_enabled=False)
    WebhookDelivery.objects.create(
        tenant=shop, endpoint=endpoint, event="x", event_id=uuid4(), body="{}", due_at=timezone.now() - HOUR
    )


def export_that_waits(shop):
    DataExport.objects.create(tenant=shop, asked_by="dana", created_at=timezone.now() - HOUR)


def past_alarm(shop):
    raise_alert(shop, kind="unanswered", subject=str(uuid4()), customer="x", minutes=1)
    an_hour_ago(Alert.objects.all(), "created_at", mailed_at=timezone.now())


def past_channel_alert(shop):
    raise_alert(shop, kind="channel_stopped", subject=str(uuid4()), channel="x", problem="y")
    Alert.objects.update(mailed_at=timezone.now())


def wrong_figures(shop):
    talk = ConversationFactory(tenant=shop)
    Conversation.objects.filter(pk=talk.pk).update(created_at=timezone.now() - timedelta(days=3))
    count_changed(SUMS, shop)
    DayTalk.objects.update(begun=99)


def wrong_sums_of_usage(shop):
    yesterday = timezone.now() - timedelta(days=1)
    UsageEvent.objects.create(tenant=shop, provider="anthropic", model="m", input_tokens=7, price_source="unknown")
    UsageEvent.objects.update(created_at=yesterday)
    DayUsage.objects.create(
        tenant=shop, day=yesterday.astimezone(shop.zone).date(), role="chat", provider="anthropic", model="m",
        calls=2, input_tokens=14,
    )  # fmt: skip


def wrong_sums_of_replies(shop):
    today = timezone.now().astimezone(shop.zone).date()
    CountedReply.objects.create(tenant=shop, run_id=uuid4(), day=today)
    DayReplies.objects.create(tenant=shop, day=today, replies=5)


def old_reservation(shop):
    Reservation.objects.create(tenant=shop, tokens=9, expires_at=timezone.now() - HOUR)


def untold_news(shop):
    order = make_order(shop, conversation=ConversationFactory(tenant=shop))
    cancel_order(order, by=By(Actor.STAFF, "dana"))
    Notice.objects.exclude(due_at=None).update(due_at=timezone.now() - HOUR)
    assert Notice.objects.get().state == NoticeState.WAITING


def sold_twice(shop):
    product = ProductFactory(tenant=shop, stock=9)
    store = Store.objects.create(tenant=shop, name="Corner", url="https://shop.example", currency="ILS")
    StoreItem.objects.create(tenant=shop, store=store, product=product, external_id=1, stock=4, read_at=timezone.now())


BROKEN = {
    unread_delivery: "deliveries", failed_delivery: "deliveries", waiting_customer: "answers", open_turn: "turns",
    forgotten_lease: "leases", half_sent_message: "outbox", overdue_message: "outbox", given_up_message: "outbox",
    uncounted_reply: "counted replies", webhook_that_waits: "webhooks", export_that_waits: "exports",
    past_alarm: "alarms", past_channel_alert: "alerts of channels", wrong_figures: "figures of conversations",
    wrong_sums_of_usage: "sums of usage", wrong_sums_of_replies: "sums of replies", old_reservation: "reservations",
    untold_news: "news of orders", sold_twice: "reserved stock",
}  # fmt: skip


@pytest.mark.parametrize("damage", BROKEN, ids=lambda damage: damage.__name__)
def test_what_is_broken_is_found_and_repaired_in_its_own_shop(damage, shop, other_shop, examine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for one in (shop, other_shop):
        with tenant_scope(one):
            damage(one)
    theirs = rows_of(other_shop)
    found, code = examine("--tenant", "valdman")
    assert (code, {finding["check"] for finding in found}) == (1, {BROKEN[damage]})
    repaired, code = examine("--tenant", "valdman", "--repair")
    assert ([finding["is_repaired"] for finding in repaired], code) == ([True], 0), repaired
    assert examine("--tenant", "valdman") == ([], 0)
    assert rows_of(other_shop) == theirs


def test_a_healthy_shop_with_customers_and_orders_has_nothing(db, examine):
    shop = load_demo_shop()
    with tenant_scope(shop):
        make_order(shop)
        channel = ensure_local_channel(shop, "webchat")
        receive_message(shop, address=Address("webchat", channel.public_id, "v1"), incoming=Incoming("1", "hello"))
    assert examine() == ([], 0)


def test_a_waiting_customer_gets_the_answer(shop, examine):
    with tenant_scope(shop):
        waiting_customer(shop)
    examine("--repair")
    with tenant_scope(shop):
        assert Message.objects.filter(author=Author.AGENT).count() == 1
        assert Run.objects.get().status == RunStatus.DONE


def test_a_secret_of_a_lost_key_is_told_and_never_touched(shop, examine, settings):
    with tenant_scope(shop):
        Channel.objects.create(tenant=shop, kind="telegram", name="bot", secret="s")
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM channels_channel")
        sealed = cursor.fetchone()
    settings.FIELD_ENCRYPTION_KEYS = ["another key"]
    found, code = examine("--repair")
    assert ([finding["check"] for finding in found], code) == (["secrets"], 1)
    assert "FIELD_ENCRYPTION_KEYS" in found[0]["todo"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM channels_channel")
        assert cursor.fetchone() == sealed


def test_the_installation_a_queue_nobody_reads_and_no_sign_of_life(shop, examine):
    cache.delete(heartbeat_key("agent"))
    with Redis.from_url(django_settings.REDIS_URL) as broker:
        broker.rpush("salesdesk:unrouted", "{}")
        found, code = examine()
        assert ([(one["tenant"], one["check"]) for one in found], code) == (
            [(None, "sign of life"), (None, "queues")], 1,
        )  # fmt: skip
        heartbeat("agent")
        repaired, code = examine("--repair")
        assert ([one["is_repaired"] for one in repaired], code, broker.exists("salesdesk:unrouted")) == ([True], 0, 0)


def test_in_words_it_says_what_to_do(shop, capsys):
    with tenant_scope(shop):
        old_reservation(shop)
    with pytest.raises(SystemExit):
        call_command("doctor")
    told = capsys.readouterr().out
    assert told.startswith("stuck valdman: 1 reservations under the caps were never settled (since ")
    assert "--repair sets them free." in told
    call_command("doctor", "--repair")
    assert "repaired valdman" in capsys.readouterr().out
    call_command("doctor")
    assert capsys.readouterr().out == "Nothing is stuck.\n"
    with pytest.raises(CommandError, match="There is no shop 'nobody'"):
        call_command("doctor", "--tenant", "nobody")
