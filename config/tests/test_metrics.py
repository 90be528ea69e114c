"""What Prometheus reads: true figures of all shops, for whoever has the token."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from agent.models import Run, RunStatus
from billing.models import UsageEvent
from billing.tests.factories import make_usage
from config.celery import QUEUES, app
from config.metrics import page, queues, thinking
from conversations.models import MessageStatus
from conversations.tests.factories import ConversationFactory, MessageFactory
from tenants.alerts.services import raise_alert
from tenants.scoping import tenant_scope
from tenants.tasks import heartbeat

TOKEN = "a-long-token-of-the-monitor"


@pytest.fixture
def scrape(client, settings, db):
    settings.METRICS_TOKEN, settings.BUILD_REVISION = TOKEN, "abc123"
    cache.clear()

    def read():
        answer = client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.content.decode())
        return {
            (sample.name, *(value for _name, value in sorted(sample.labels.items()))): sample.value
            for family in families
            for sample in family.samples
        }

    return read


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x"])
def test_without_the_token_there_is_no_such_page(client, settings, db, header):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", HTTP_AUTHORIZATION=header).status_code == 404


def test_where_no_token_is_set_nobody_gets_in(client, settings, db):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404
    assert client.post("/metrics").status_code == 405


def test_an_installation_without_work_says_so(scrape):
    found = scrape()
    assert found["salesdesk_build_info", "abc123"] == 1
    assert {found["salesdesk_part_up", part] for part in ("queues", "waiting", "thinking")} == {1}
    assert {found["salesdesk_queue_tasks", queue] for queue in QUEUES} == {0}
    assert found["salesdesk_waiting", "conversations"] == 0
    assert found["salesdesk_waiting_oldest_seconds", "conversations"] == 0


def test_what_waits_is_counted_in_all_shops_with_the_age_of_the_oldest(scrape, shop, other_shop):
    for tenant, minutes in ((shop, 9), (other_shop, 4)):
        with tenant_scope(tenant):
            moment = timezone.now() - timedelta(minutes=minutes)
            waiting = ConversationFactory(tenant=tenant, inbound_seq=2, answered_seq=1, last_inbound_at=moment)
            for status in (MessageStatus.QUEUED, MessageStatus.FAILED, MessageStatus.SENT):
                MessageFactory(tenant=tenant, conversation=waiting, author="agent", status=status, attempts=2)
            raise_alert(tenant, kind="channel_silent", subject="x", link="/panel/")
    found = scrape()
    assert found["salesdesk_waiting", "conversations"] == 2
    assert 540 <= found["salesdesk_waiting_oldest_seconds", "conversations"] < 600
    assert (found["salesdesk_waiting", "outbox"], found["salesdesk_waiting", "outbox_retrying"]) == (2, 2)
    assert (found["salesdesk_waiting", "alerts"], found["salesdesk_waiting", "webhooks"]) == (2, 0)
    assert (found["salesdesk_deliveries_failed", "failed"], found["salesdesk_deliveries_failed", "uncertain"]) == (2, 0)


def test_models_are_told_by_what_they_took_and_turns_by_who_answered(scrape, shop):
    with tenant_scope(shop):
        for seconds in (1, 2, 9):
            run_id, now = uuid4(), timezone.now()
            make_usage(shop, run_id=run_id, input_tokens=1000, output_tokens=100)
            Run.objects.create(
                tenant=shop, conversation=ConversationFactory(tenant=shop), public_id=run_id, first_seq=1, seq=1,
                status=RunStatus.DONE, finished_at=now + timedelta(seconds=seconds),
            )  # fmt: skip
        make_usage(shop, provider="compatible", model="our-own", input_tokens=5)
        yesterday = make_usage(shop)
        UsageEvent.objects.filter(pk=yesterday.pk).update(created_at=timezone.now() - timedelta(days=1))
        cost = sum(Decimal(row.cost_usd) for row in UsageEvent.objects.exclude(pk=yesterday.pk) if row.cost_usd)
    found, claude = scrape(), ("claude-sonnet-5-5", "anthropic")
    assert found["salesdesk_model_calls", *claude] == 3
    assert found["salesdesk_model_input_tokens", *claude] == 3000
    assert found["salesdesk_model_output_tokens", *claude] == 300
    assert found["salesdesk_model_cost_usd", *claude] == pytest.approx(float(cost))
    assert found["salesdesk_model_calls_unpriced", "our-own", "compatible"] == 1
    assert found["salesdesk_turn_seconds_count", "anthropic"] == 3
    assert found["salesdesk_turn_seconds", "anthropic", "0.5"] == pytest.approx(2, abs=0.5)
    assert found["salesdesk_turn_seconds", "anthropic", "0.99"] == pytest.approx(9, abs=0.5)


def test_quantiles_are_values_that_were_measured():
    assert [thinking._quantile([1.0, 2.0, 3.0, 4.0], quantile) for quantile in (0, 0.5, 0.99)] == [1.0, 3.0, 4.0]


def test_a_queue_is_as_deep_as_what_was_sent_to_it_and_its_readers_leave_a_sign(scrape):
    with app.connection_for_write() as broker, broker.channel() as channel:
        channel.queue_purge("bulk")
        app.send_task("tenants.tasks.heartbeat", args=["bulk"], queue="bulk", connection=broker)
        app.send_task("tenants.tasks.heartbeat", args=["bulk"], queue="bulk", connection=broker)
        assert queues.queue_depths()["bulk"] == 2
        channel.queue_purge("bulk")
    heartbeat("agent")
    found = scrape()
    assert found["salesdesk_heartbeat_age_seconds", "agent"] < 5
    assert ("salesdesk_heartbeat_age_seconds", "bulk") not in found


def test_a_broker_that_is_away_leaves_the_other_figures(scrape, monkeypatch):
    monkeypatch.setitem(page.PARTS, "queues", lambda: 1 / 0)
    found = scrape()
    assert (found["salesdesk_part_up", "queues"], found["salesdesk_part_up", "waiting"]) == (0, 1)
    assert ("salesdesk_waiting", "outbox") in found


def test_a_scrape_asks_the_database_a_dozen_questions_however_much_there_is(scrape, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        scrape()
