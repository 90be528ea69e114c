import time

import pytest
from django.db import transaction

from agent.models import Lease
from agent.runs import leases
from agent.runs.leases import LeaseLost, fence, hold_conversation
from conversations.tests.factories import ConversationFactory
from tenants.scoping import tenant_scope


@pytest.fixture
def conversation(shop, monkeypatch):
    # A keeper of its own: the one of the process may just be asleep for seconds.
    monkeypatch.setattr(leases, "_keeper", leases._Keeper())
    with tenant_scope(shop):
        yield ConversationFactory(tenant=shop)


def test_a_conversation_is_held_by_one_worker_at_a_time(conversation):
    with hold_conversation(conversation, seconds=5) as first, hold_conversation(conversation, seconds=5) as second:
        assert first is not None
        assert second is None
    with hold_conversation(conversation, seconds=5) as third:
        assert third is not None


def test_a_lease_that_ran_out_is_free_and_its_old_holder_can_no_longer_write(conversation, settings):
    settings.AGENT_LEASE_SECONDS = 0.01
    with hold_conversation(conversation, seconds=0) as slow:
        time.sleep(0.05)
        settings.AGENT_LEASE_SECONDS = 15
        with hold_conversation(conversation, seconds=5) as quick:
            with pytest.raises(LeaseLost), transaction.atomic():
                fence(slow)
            with transaction.atomic():
                fence(quick)


def test_the_end_of_a_slow_holder_does_not_free_the_lease_of_the_next(conversation, settings):
    settings.AGENT_LEASE_SECONDS = 0.01
    slow = hold_conversation(conversation, seconds=0)
    slow.__enter__()
    time.sleep(0.05)
    settings.AGENT_LEASE_SECONDS = 15
    with hold_conversation(conversation, seconds=5) as quick:
        slow.__exit__(None, None, None)
        assert Lease.objects.get().token == quick.token


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_its_holder_works(conversation, settings):
    settings.AGENT_LEASE_SECONDS = 0.3
    with hold_conversation(conversation, seconds=5):
        time.sleep(0.8)
        with hold_conversation(conversation, seconds=5) as other:
            assert other is None


@pytest.mark.django_db(transaction=True)
def test_a_holder_that_hangs_past_its_time_loses_the_lease(conversation, settings):
    settings.AGENT_LEASE_SECONDS = 0.3
    with hold_conversation(conversation, seconds=0.1):
        time.sleep(0.8)
        with hold_conversation(conversation, seconds=5) as other:
            assert other is not None
