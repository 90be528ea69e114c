"""The sums of days and conversations are those of the calls, and a reply counts once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.db.models import Count, Q, Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.models import ConversationUsage, CountedReply, DayReplies, DayUsage, UsageEvent
from billing.replies import count_reply, get_replies
from billing.services import record_usage
from tenants.scoping import tenant_scope

KEPT = ("calls", "unpriced_calls", "input_tokens", "output_tokens", "cost_usd")
MODELS = [("anthropic", "claude-sonnet-5-5"), ("openai", "gpt-5.4-mini"), ("compatible", "own-1"), ("offline", "")]
CALLS = st.lists(
    st.tuples(
        st.sampled_from(MODELS), st.sampled_from(["chat", "summary"]), st.integers(0, 2), st.sampled_from([None, 1, 2]),
        st.integers(0, 200_000), st.integers(0, 9_000), st.integers(0, 250_000),
    ),
    max_size=12,
)  # fmt: skip


def sums_of_calls(zone, *keys):
    """What the rows of sums should be, added up from the calls alone."""
    events = UsageEvent.objects.order_by()
    found = {}
    for event in events:
        day = event.created_at.astimezone(zone).date()
        key = (day, *(getattr(event, name) for name in keys))
        found.setdefault(key, []).append(event.pk)
    return {key: tuple(add(events.filter(pk__in=pks)).values()) for key, pks in found.items()}


def add(events):
    return events.aggregate(
        calls=Count("id"), unpriced=Count("id", filter=Q(cost_usd=None)), tokens_in=Sum("input_tokens"),
        tokens_out=Sum("output_tokens"), cost=Sum("cost_usd", default=Decimal(0)),
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=CALLS)
def test_sums_of_days_and_conversations_equal_the_calls(shop, calls):
    start = datetime(2026, 10, 30, 21, 30, tzinfo=UTC)
    with tenant_scope(shop):
        for model in (UsageEvent, DayUsage, ConversationUsage):
            model.objects.all().delete()
        for (provider, model), role, day, talk, tokens_in, tokens_out, cached in calls:
            with time_machine.travel(start + timedelta(days=day, minutes=tokens_in % 90), tick=False):
                record_usage(
                    shop, role=role, provider=provider, model=model, input_tokens=tokens_in, output_tokens=tokens_out,
                    cache_read_tokens=min(cached, tokens_in), conversation_id=UUID(int=talk) if talk else None,
                )  # fmt: skip
        days = {
            (row.day, row.role, row.provider, row.model): tuple(getattr(row, name) for name in KEPT)
            for row in DayUsage.objects.all()
        }
        talks = {
            (row.day, row.conversation_id): tuple(getattr(row, name) for name in KEPT)
            for row in ConversationUsage.objects.all()
        }
        assert days == sums_of_calls(shop.zone, "role", "provider", "model")
        wanted = sums_of_calls(shop.zone, "conversation_id")
        assert talks == {key: sums for key, sums in wanted.items() if key[1]}
        kept = DayUsage.objects.aggregate(Sum("cache_read_tokens"))
        assert kept == UsageEvent.objects.aggregate(Sum("cache_read_tokens"))


def test_what_could_not_be_priced_is_counted_and_adds_no_dollars(shop):
    with tenant_scope(shop):
        record_usage(shop, role="chat", provider="compatible", model="own-1", input_tokens=5, output_tokens=1)
        day = DayUsage.objects.get()
    assert (day.calls, day.unpriced_calls, day.cost_usd) == (1, 1, Decimal(0))


def test_a_reply_counts_once_however_often_its_run_is_told_and_only_in_its_shop(shop, other_shop):
    run = uuid4()
    with tenant_scope(shop):
        with time_machine.travel("2026-10-31T22:30:00Z", tick=False):  # 00:30 of the next day at the shop
            count_reply(shop, run_id=run)
        with time_machine.travel("2026-11-05T12:00:00Z", tick=False):
            count_reply(shop, run_id=run)
            count_reply(shop, run_id=uuid4())
        assert list(DayReplies.objects.values_list("day", "replies")) == [
            (date(2026, 11, 5), 1),
            (date(2026, 11, 1), 1),
        ]
        assert get_replies(date(2026, 11, 1), date(2026, 11, 4)) == 1
        assert get_replies(date(2026, 10, 1), date(2026, 10, 31)) == 0
    with tenant_scope(other_shop):
        assert not CountedReply.objects.exists()
        assert not DayReplies.objects.exists()


@pytest.mark.django_db
def test_the_sums_that_were_not_kept_before_are_added_up_when_the_house_is_brought_up_to_date(shop):
    migration = __import__("billing.migrations.0003_plans_and_invoices", fromlist=["x"])
    talk = uuid4()
    with tenant_scope(shop):
        for tokens in (100, 300):
            record_usage(
                shop, role="chat", provider="anthropic", model="claude-sonnet-5-5", input_tokens=1000, output_tokens=9,
                cache_read_tokens=tokens, conversation_id=talk,
            )  # fmt: skip
        kept = [list(model.objects.values()) for model in (DayUsage, ConversationUsage)]
        DayUsage.objects.update(cache_read_tokens=0)
        ConversationUsage.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(migration.BACKFILL_CACHED)
            cursor.execute(migration.BACKFILL_CONVERSATIONS)
        again = [list(model.objects.values()) for model in (DayUsage, ConversationUsage)]
    for rows in (kept[1], again[1]):
        rows[0].pop("id")
    assert again == kept
