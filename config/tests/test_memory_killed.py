"""What is remembered survives `kill -9`: a real worker, killed while it writes a summary, and the next one does it."""

import signal

import pytest
from django.core.cache import cache

from agent.memory.folding import STEP, WINDOW
from agent.tasks import sweep_memory
from agent.tests.memory.talk import Talk
from billing.models import UsageEvent
from config.testing.workers import wait_for, worker
from conversations.memory import list_uncovered, newest_summary
from conversations.models import Message, ProfileReading, Summary
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import make_shop

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


def counts():
    with scopes_disabled():
        return Summary.objects.count(), ProfileReading.objects.count(), UsageEvent.objects.count()


def flush_redis():
    cache._cache.get_client().flushdb()


def test_a_worker_killed_while_it_remembers_costs_nothing_and_doubles_nothing():
    shop = make_shop("valdman")
    with tenant_scope(shop):
        talk = Talk(shop)
        talk.hear("My name is Bar Levi and I am allergic to nuts")
        talk.go_on(WINDOW + STEP - 1)
    # The summary is written and billed, its transaction is still open.
    with worker(doom="agent.memory.folding.keep_summary:after:1", queues="bulk") as doomed:
        wait_for(lambda: doomed.poll() is not None, meanwhile=sweep_memory, seconds=60)
        assert doomed.returncode == -signal.SIGKILL
    assert counts() == (0, 0, 0)
    flush_redis()
    with worker(queues="bulk"):
        wait_for(lambda: sweep_memory() == 0, seconds=60)
    # 23 messages of the customer, read in one go.
    assert counts() == (1, 1, 2)
    with tenant_scope(shop):
        summary = newest_summary(talk.conversation)
        left = list(list_uncovered(talk.conversation, summary).values_list("pk", flat=True))
        everything = list(Message.objects.order_by("pk").values_list("pk", flat=True))
        assert (left, summary.message_count) == (everything[STEP:], STEP)
        assert "allergic to nuts" in summary.text
        assert talk.conversation.customer.name == "Bar Levi"
