"""Repeats, bursts and crowds, with a real worker."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.models import Run
from agent.testing.fake_models import FakeModels
from agent.testing.scripts import Answer
from channels.models import InboundEvent
from config.testing.telegram_shop import sweep
from config.testing.workers import wait_for, worker
from conversations.models import Author, Conversation, Message
from orders.models import Order
from tenants.scoping import scopes_disabled

pytestmark = pytest.mark.processes


@pytest.fixture
def echo():
    """A model that answers with every word of the customer's that looks like `word-...` in the newest question."""
    with FakeModels(latency=0.2) as fake:
        fake.on_request(lambda request: Answer(text=" and ".join(newest_words(request)) or "Hello."))
        yield {
            "AGENT_PROVIDER": "anthropic", "AGENT_MODEL": "claude-sonnet-5", "ANTHROPIC_API_KEY": "k",
            "ANTHROPIC_BASE_URL": fake.anthropic_url,
        }  # fmt: skip


def newest_words(request):
    words = []
    for message in reversed(request.body["messages"]):
        if message["role"] == "assistant":
            break
        words = re.findall(r"word-\d+-\d+", str(message["content"])) + words
    return words


def test_the_same_update_twenty_times_is_one_message_one_turn_one_order(telegram_shop):
    with worker():
        with ThreadPoolExecutor(10) as pool:
            statuses = list(
                pool.map(lambda _: telegram_shop.write("2 kg of beef sausages please", update_id=5), range(20))
            )
        wait_for(lambda: telegram_shop.telegram.texts(7), meanwhile=sweep)
        assert telegram_shop.write("2 kg of beef sausages please", update_id=5) == 200
        sweep()
    assert statuses == [200] * 20
    with scopes_disabled():
        counts = [model.objects.count() for model in (InboundEvent, Run, Order)]
        assert counts == [1, 1, 1]
        assert Message.objects.filter(author=Author.CUSTOMER).count() == 1
    assert len(telegram_shop.telegram.texts(7)) == 1


def test_a_burst_of_five_gets_one_reply_to_all(telegram_shop, echo):
    with worker(env=echo | {"AGENT_QUIET_SECONDS": "0.3", "AGENT_SETTLE_SECONDS": "0.5"}):
        for index in range(5):
            telegram_shop.write(f"about word-7-{index}")
        texts = telegram_shop.telegram.wait_for_texts(7, 1)
        sweep()
    assert texts == ["word-7-0 and word-7-1 and word-7-2 and word-7-3 and word-7-4"]
    assert telegram_shop.telegram.texts(7) == texts


def test_a_word_said_while_the_model_thinks_joins_the_reply(telegram_shop, thinking_model):
    with worker(env=thinking_model.environment):
        telegram_shop.write("2 kg of beef sausages please")
        wait_for(lambda: thinking_model.fake.requests)
        telegram_shop.write("and 1 kg of ground beef")
        with scopes_disabled():
            wait_for(lambda: Conversation.objects.get().inbound_seq == 2)
        thinking_model.go_on()
        wait_for(lambda: telegram_shop.telegram.texts(7), meanwhile=sweep)
    with scopes_disabled():
        lines = {(line.product.sku, line.quantity) for line in Order.objects.get().lines.all()}
    assert lines == {("SAU-BEEF", 2), ("BEEF-GROUND", 1)}
    assert len(telegram_shop.telegram.texts(7)) == 1


def test_fifty_conversations_at_once_lose_nothing_and_mix_nothing(telegram_shop, echo):
    chats = range(100, 150)
    with worker(threads=60, env=echo):
        with ThreadPoolExecutor(10) as pool:
            statuses = list(pool.map(lambda chat: telegram_shop.write(f"word-{chat}-1", chat_id=chat), chats))
        answered = {chat: telegram_shop.telegram.wait_for_texts(chat, 1, seconds=30) for chat in chats}
    assert statuses == [200] * 50
    assert answered == {chat: [f"word-{chat}-1"] for chat in chats}
