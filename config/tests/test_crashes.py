"""A turn survives the death of its worker: real worker processes, real SIGKILL, and afterwards exactly one of each."""

import signal

import pytest
from django.core.cache import cache

from agent.models import Run, RunStatus
from config.testing.telegram_shop import sweep
from config.testing.workers import wait_for, worker
from conversations.models import Author, Message
from orders.models import Order
from tenants.scoping import scopes_disabled

pytestmark = pytest.mark.processes

# Where the worker dies: from the first look at the webhook's row to the moment before the reply leaves.
POINTS = [
    "channels.tasks.processing.process_event:before:1",
    "channels.tasks.processing.process_event:after:1",
    "agent.tasks.services.respond:before:1",
    "agent.turn.record_thought:before:1",  # the model has answered, nothing of it is stored
    "agent.turn.record_thought:after:1",  # in the transaction that stores the answer
    "agent.turn.run_call:before:2",
    "agent.runs.calls._record:before:2",  # the order is written, its step is not: both roll back
    "agent.turn.run_call:after:2",  # the order is committed, the model has not been asked again
    "agent.turn.record_thought:before:3",
    "agent.turn.close:before:1",
    "agent.runs.closing.mark_answered:before:1",  # the reply is queued, the transaction is still open
    "agent.turn.close:after:1",
    "conversations.outbox.claim:before:1",  # everything is decided, nobody has it yet
    "channels.sending.delivery.get_adapter:after:1",
]


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_worker_costs_no_order_and_no_reply(point, telegram_shop):
    assert telegram_shop.write("I'd like 2 kg of beef sausages") == 200
    with worker(doom=point) as doomed:
        wait_for(lambda: doomed.poll() is not None, meanwhile=sweep)
        assert doomed.returncode == -signal.SIGKILL
    with worker():
        wait_for(lambda: telegram_shop.telegram.texts(7), meanwhile=sweep)
        sweep()
    assert_one_order_and_one_reply(telegram_shop)


def test_a_worker_killed_while_the_model_thinks_costs_nothing(telegram_shop, thinking_model):
    assert telegram_shop.write("I'd like 2 kg of beef sausages") == 200
    with worker(env=thinking_model.environment) as killed:
        wait_for(lambda: thinking_model.fake.requests)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    with worker():
        wait_for(lambda: telegram_shop.telegram.texts(7), meanwhile=sweep)
    assert_one_order_and_one_reply(telegram_shop)


def test_a_flushed_redis_costs_nothing(telegram_shop):
    assert telegram_shop.write("I'd like 2 kg of beef sausages") == 200
    flush_redis()
    with worker():
        wait_for(lambda: telegram_shop.telegram.texts(7), meanwhile=sweep)
    assert_one_order_and_one_reply(telegram_shop)


def test_redis_flushed_while_the_model_thinks_costs_nothing(telegram_shop, thinking_model):
    with worker(env=thinking_model.environment):
        assert telegram_shop.write("I'd like 2 kg of beef sausages") == 200
        wait_for(lambda: thinking_model.fake.requests)
        flush_redis()
        thinking_model.go_on()
        wait_for(lambda: telegram_shop.telegram.texts(7), meanwhile=sweep)
    assert_one_order_and_one_reply(telegram_shop)


def flush_redis():
    """Of this process: the tests that run beside us have databases of their own there."""
    cache._cache.get_client().flushdb()


def assert_one_order_and_one_reply(shop):
    with scopes_disabled():
        lines = [(line.product.sku, line.quantity) for order in Order.objects.all() for line in order.lines.all()]
        assert lines == [("SAU-BEEF", 2)]
        assert Run.objects.filter(status=RunStatus.DONE).count() == 1
        assert Message.objects.exclude(author=Author.CUSTOMER).count() == 1
    assert len(shop.telegram.texts(7)) == 1
    assert "ORD-" in shop.telegram.texts(7)[0]
