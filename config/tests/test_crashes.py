"""A turn survives the death of its worker: real worker processes, real SIGKILL, and afterwards exactly one of each."""

import json
import signal

import pytest
from django.test import Client

from agent.models import Run, RunStatus
from agent.tasks import sweep_conversations
from channels.models import Channel
from channels.tasks import sweep_inbound, sweep_outbound
from channels.testing.fake_telegram import FakeTelegram
from config.testing.workers import wait_for, worker
from conversations.models import Message
from orders.models import Order
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import load_demo_shop

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

# Where the worker dies, from the first look at the webhook's row to the moment after the reply has left.
POINTS = [
    "channels.tasks.process_event:before:1",
    "channels.services.process_event:after:1",
    "agent.services.respond:before:1",
    "agent.turn.record_thought:before:1",  # the model has answered, nothing of it is stored
    "agent.turn.record_thought:after:1",  # in the transaction that stores the answer
    "agent.turn.run_call:before:2",
    "agent.calls._record:before:2",  # the order is written, its step is not: both roll back
    "agent.turn.run_call:after:2",  # the order is committed, the model has not been asked again
    "agent.turn.record_thought:before:3",
    "agent.turn.close:before:1",
    "agent.closing.mark_answered:before:1",  # the reply is queued, the transaction is still open
    "agent.turn.close:after:1",
    "channels.delivery.claim_next:before:1",
]


@pytest.fixture
def telegram(settings):
    with FakeTelegram() as fake:
        settings.TELEGRAM_BASE_URL = fake.url
        yield fake


@pytest.fixture
def channel(telegram):
    shop = load_demo_shop("valdman")
    with tenant_scope(shop):
        channel = Channel(tenant=shop, kind="telegram", name="shop", secret="s3cret")
        channel.credentials = {"token": "1:token"}
        channel.save()
    return channel


def write(channel, text, *, update=1, chat=7):
    person = {"id": chat, "is_bot": False, "first_name": "Noa"}
    message = {"message_id": update, "date": 1790000000, "text": text, "from": person, "chat": {"id": chat, "type": "private"}}
    return Client().post(
        f"/webhooks/telegram/{channel.public_id}", json.dumps({"update_id": update, "message": message}),
        content_type="application/json", headers={"X-Telegram-Bot-Api-Secret-Token": "s3cret"},
    )  # fmt: skip


def sweep():
    for task in (sweep_inbound, sweep_conversations, sweep_outbound):
        task()


def sent_texts(telegram):
    return [call["text"] for call in telegram.calls_to("sendMessage")]


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_worker_costs_no_order_and_no_reply(point, channel, telegram):
    assert write(channel, "I'd like 2 kg of beef sausages").status_code == 200
    with worker(doom=point) as doomed:
        wait_for(lambda: doomed.poll() is not None, meanwhile=sweep)
        assert doomed.returncode == -signal.SIGKILL
    with worker():
        wait_for(lambda: sent_texts(telegram), meanwhile=sweep)
        sweep()
    with scopes_disabled():
        assert [str(line) for order in Order.objects.all() for line in order.lines.all()] == ["2 kg Beef sausages"] or \
            Order.objects.count() == 1
        assert Run.objects.filter(status=RunStatus.DONE).count() == 1
        assert Message.objects.exclude(author="customer").count() == 1
    assert len(sent_texts(telegram)) == 1
    assert "ORD-" in sent_texts(telegram)[0]
