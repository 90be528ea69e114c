"""What a run, a conversation and a shop used."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import time_machine
from django.utils import timezone

from billing.selectors import Totals, get_conversation_usage, get_run_usage, get_usage_since
from billing.tests.factories import make_usage
from tenants.scoping import tenant_scope

NOTHING = Totals(0, 0, 0, 0, Decimal(0))


def test_a_run_and_its_conversation_add_up(shop):
    first, second, conversation = uuid4(), uuid4(), uuid4()
    with tenant_scope(shop):
        make_usage(shop, run_id=first, conversation_id=conversation)
        make_usage(shop, run_id=first, conversation_id=conversation)
        make_usage(shop, run_id=second, conversation_id=conversation)
        make_usage(shop)
        assert get_run_usage(first) == Totals(2, 0, 2000, 200, Decimal("0.006"))
        assert get_conversation_usage(conversation) == Totals(3, 0, 3000, 300, Decimal("0.009"))
        assert get_conversation_usage(conversation).tokens == 3300


def test_calls_without_a_price_are_counted_apart(shop):
    run = uuid4()
    with tenant_scope(shop):
        make_usage(shop, run_id=run)
        make_usage(shop, run_id=run, provider="compatible", model="llama-4")
        assert get_run_usage(run) == Totals(2, 1, 2000, 200, Decimal("0.003"))


def test_only_what_came_since_a_moment_counts(shop):
    now = timezone.now()
    with tenant_scope(shop):
        with time_machine.travel(now - timedelta(days=2)):
            make_usage(shop)
        with time_machine.travel(now, tick=False):
            make_usage(shop, input_tokens=500)
        assert get_usage_since(now - timedelta(days=1)).input_tokens == 500
        assert get_usage_since(now).calls == 1
        assert get_usage_since(now - timedelta(days=3)).calls == 2


def test_another_shops_usage_is_not_added(shop, other_shop):
    run = uuid4()
    with tenant_scope(shop):
        make_usage(shop, run_id=run)
    with tenant_scope(other_shop):
        assert get_run_usage(run) == NOTHING
        assert get_usage_since(timezone.now() - timedelta(days=1)) == NOTHING
