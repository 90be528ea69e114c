from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from config import health
from config.celery import QUEUES
from conversations.tests.factories import ConversationFactory
from tenants.scoping import tenant_scope
from tenants.tasks import heartbeat, heartbeat_key


@pytest.fixture(autouse=True)
def _no_heartbeat():
    cache.clear()
    yield
    cache.clear()


def every_queue_is_read():
    for queue in QUEUES:
        heartbeat(queue)


def test_healthz_answers_without_asking_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_is_ready_when_every_part_works_and_asks_little(client, db, django_assert_max_num_queries):
    every_queue_is_read()
    with django_assert_max_num_queries(5):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    facts = answer.json()
    assert facts.pop("heartbeat_age") < 5
    assert facts == {
        "ok": True, "failed": [], "database": "ok", "migrations": "ok", "broker": "ok", "disk": "ok",
        "oldest_event_age": None, "oldest_conversation_age": None,
    }  # fmt: skip


@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize("is_late", [True, False])
def test_readyz_names_a_queue_that_nobody_reads(client, db, queue, is_late):
    every_queue_is_read()
    cache.delete(heartbeat_key(queue))
    if is_late:
        late = timezone.now() - timedelta(seconds=health.HEARTBEAT_SECONDS[queue] + 1)
        cache.set(heartbeat_key(queue), late.timestamp())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["heartbeat_age"])


def test_readyz_names_migrations_that_were_forgotten(client, db):
    every_queue_is_read()
    MigrationRecorder(connection).record_unapplied(*max(health._newest_migrations()))
    assert client.get("/readyz").json()["failed"] == ["migrations"]


def test_readyz_does_not_mind_tables_that_are_newer_than_its_code(client, db):
    every_queue_is_read()
    MigrationRecorder(connection).record_applied("orders", "9999_tomorrow")
    assert client.get("/readyz").status_code == 200


def test_readyz_names_a_full_disk(client, db, settings):
    every_queue_is_read()
    settings.DISK_FREE_BYTES = 2**60
    assert client.get("/readyz").json()["failed"] == ["disk"]


def test_readyz_names_a_broker_that_is_away_and_leaks_nothing(client, db, monkeypatch):
    every_queue_is_read()
    monkeypatch.setattr(current_app.conf, "broker_read_url", "redis://:hunter2@127.0.0.1:1/0")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["broker"])
    assert b"hunter2" not in answer.content
    assert b"127.0.0.1" not in answer.content


def test_readyz_tells_how_long_the_longest_waiting_customer_has_waited(client, shop):
    every_queue_is_read()
    with tenant_scope(shop):
        for minutes, answered in [(9, 2), (2, 1), (1, 1)]:
            moment = timezone.now() - timedelta(minutes=minutes)
            ConversationFactory(tenant=shop, inbound_seq=2, answered_seq=answered, last_inbound_at=moment)
    assert 120 <= client.get("/readyz").json()["oldest_conversation_age"] < 125


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_take_no_post(client, db, path):
    assert client.post(path).status_code == 405
