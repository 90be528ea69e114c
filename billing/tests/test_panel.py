"""The pages of usage and of calls: right after a model switch, and nothing counted twice."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from billing.models import UsageEvent
from billing.replies import count_reply
from billing.selectors import CALLS_PER_PAGE
from billing.tests.factories import make_usage
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

USAGE, CALLS = "/panel/valdman/billing/", "/panel/valdman/billing/calls"


@pytest.fixture
def manager(client, shop):
    user = UserFactory(username="dana")
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user, role=Role.MANAGER)
    client.force_login(user)
    return client


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_cards_charts_models_and_jobs_tell_what_was_used_also_after_a_switch(
    manager, shop, django_assert_max_num_queries
):
    with tenant_scope(shop):
        with time_machine.travel(timezone.now() - timedelta(days=2)):
            make_usage(shop, cache_read_tokens=500)
        make_usage(shop, role="summary", model="claude-haiku-5-5", input_tokens=100_000, output_tokens=0)
        make_usage(shop, provider="compatible", model="llama-4", role="media")
        with time_machine.travel(timezone.now() - timedelta(days=40)):
            make_usage(shop, model="claude-opus-5-5")
        count_reply(shop, run_id=uuid4())
        count_reply(shop, run_id=uuid4())
    with django_assert_max_num_queries(12):
        page = text_of(manager.get(USAGE))
    assert '<p class="amount"><bdi>$0.0121</bdi></p>' in page
    assert '<p class="amount"><bdi>102,000</bdi></p>' in page
    assert "500 of the tokens in were read from the cache" in page
    assert "<bdi>$0.006</bdi>" in page  # per reply
    assert page.index("claude-haiku-5-5") < page.index("claude-sonnet-5-5") < page.index("llama-4")
    assert "83%" in page
    assert 'data-label="Share">–<' in page
    assert "claude-opus-5-5" not in page
    assert "Nobody knows the price: only the tokens count" in page
    assert "The list price of this model" in page
    assert "Summaries" in page
    assert page.count('role="group"') == 2
    assert "claude-opus-5-5" in text_of(manager.get(USAGE, {"days": "90"}))


def test_days_of_ones_own_and_days_that_cannot_be(manager, shop):
    with tenant_scope(shop), time_machine.travel("2026-03-05T12:00:00Z"):
        make_usage(shop)
    page = text_of(manager.get(USAGE, {"from": "2026-03-01", "to": "2026-03-07"}))
    assert "claude-sonnet-5-5" in page
    assert f"{CALLS}?on=2026-03-05" in page
    for wrong in ({"from": "2026-03-07", "to": "2026-03-01"}, {"from": "x", "to": ""}, {"from": "1", "to": "9999-1-1"}):
        answer = manager.get(USAGE, wrong)
        assert answer.status_code == 422
        assert 'role="alert"' in text_of(answer)


def test_calls_are_shown_with_what_was_frozen_page_by_page_and_day_by_day(manager, shop, django_assert_max_num_queries):
    with tenant_scope(shop):
        # 00:30 at the shop, the day before in London.
        with time_machine.travel("2026-03-04T22:30:00Z"):
            make_usage(shop, model="claude-haiku-5-5", cache_read_tokens=77, seconds=2.34, conversation_id=uuid4())
        for number in range(CALLS_PER_PAGE):
            make_usage(shop, provider="compatible", model=f"own-{number}")
    with django_assert_max_num_queries(12):
        page = text_of(manager.get(CALLS))
    assert page.count("Nobody knows the price") == CALLS_PER_PAGE
    assert "claude-haiku" not in page
    older = page.split("?before=")[1].split('"')[0]
    rest = text_of(manager.get(CALLS, {"before": older}))
    for words in ("claude-haiku-5-5", "2.3", ">77<", "Conversation", "The list price of this model"):
        assert words in rest
    assert "own-" not in rest
    assert "claude-haiku-5-5" in text_of(manager.get(CALLS, {"on": "2026-03-05"}))
    assert "There are no calls here" in text_of(manager.get(CALLS, {"on": "2026-03-04"}))
    assert manager.get(CALLS, {"before": "x", "on": "y"}).status_code == 200


def test_nothing_used_says_so_and_who_answers_chats_sees_nothing(manager, client, shop):
    assert "No model was called in these days" in text_of(manager.get(USAGE))
    user = UserFactory()
    with tenant_scope(shop):
        MembershipFactory(tenant=shop, user=user)
    client.force_login(user)
    assert {client.get(page).status_code for page in (USAGE, CALLS)} == {403}


def test_charlie_sees_and_changes_nothing(client, charlie, shop):
    with tenant_scope(shop):
        make_usage(shop)
        event = UsageEvent.objects.get()
    before = rows_of(shop)
    client.force_login(charlie)
    assert {client.get(page).status_code for page in (USAGE, CALLS)} == {404}
    # In their own shop, the id of ours says nothing about it.
    assert "claude" not in text_of(client.get("/panel/charlie/billing/calls", {"before": str(event.public_id)}))
    assert rows_of(shop) == before
