"""A usage row per answer, its price frozen."""

from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django_scopes.exceptions import ScopeError

from billing.models import UsageEvent
from billing.services import record_usage
from billing.tests.factories import make_usage
from tenants.scoping import tenant_scope


def test_an_answer_is_kept_with_its_price(shop):
    run, conversation = uuid4(), uuid4()
    with tenant_scope(shop):
        record_usage(
            shop, role="summary", provider="anthropic", model="claude-sonnet-5-5", input_tokens=1000,
            output_tokens=100, cache_read_tokens=400, cache_write_tokens=100, seconds=1.5, run_id=run,
            conversation_id=conversation,
        )  # fmt: skip
        event = UsageEvent.objects.get()
    assert (event.tenant, event.role, event.provider, event.model) == (
        shop, "summary", "anthropic", "claude-sonnet-5-5",
    )  # fmt: skip
    assert (event.input_tokens, event.output_tokens) == (1000, 100)
    assert (event.cache_read_tokens, event.cache_write_tokens) == (400, 100)
    assert (event.cost_usd, event.price_source, event.seconds) == (Decimal("0.00229"), "exact", 1.5)
    assert (event.run_id, event.conversation_id) == (run, conversation)


def test_an_unknown_price_is_an_empty_cost_and_the_tokens_count(shop):
    with tenant_scope(shop):
        make_usage(shop, provider="compatible", model="llama-4")
        event = UsageEvent.objects.get()
    assert (event.cost_usd, event.price_source, event.input_tokens) == (None, "unknown", 1000)


def test_the_offline_agent_costs_nothing(shop):
    with tenant_scope(shop):
        make_usage(shop, provider="offline", model="offline-1")
        event = UsageEvent.objects.get()
    assert (event.cost_usd, event.price_source) == (Decimal(0), "exact")


def test_a_later_price_does_not_change_what_was_recorded(shop):
    details = {
        "provider": "google",
        "model": "gemini-3.8-flash",
        "input_tokens": 1_000_000,
        "output_tokens": 0,
    }
    with tenant_scope(shop):
        with time_machine.travel("2026-12-31T12:00:00Z"):
            make_usage(shop, **details)
        with time_machine.travel("2027-01-02T12:00:00Z"):
            make_usage(shop, **details)
        costs = list(UsageEvent.objects.order_by("id").values_list("cost_usd", flat=True))
    assert costs == [Decimal("0.75"), Decimal("1.5")]


def test_a_fraction_of_a_cent_is_not_lost(shop):
    with tenant_scope(shop):
        make_usage(shop, model="claude-haiku-5-5", input_tokens=1, output_tokens=0)
        assert UsageEvent.objects.get().cost_usd == Decimal("0.0000001")


def test_another_shop_sees_nothing(shop, other_shop):
    with tenant_scope(shop):
        make_usage(shop)
    with tenant_scope(other_shop):
        assert not UsageEvent.objects.exists()
    with pytest.raises(ScopeError):
        UsageEvent.objects.count()
