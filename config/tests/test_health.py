from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from config import health
from conversations.tests.factories import ConversationFactory
from tenants.scoping import tenant_scope
from tenants.tasks import HEARTBEAT_KEY, heartbeat


@pytest.fixture(autouse=True)
def _no_heartbeat():
    cache.delete(HEARTBEAT_KEY)
    yield
    cache.delete(HEARTBEAT_KEY)


def test_healthz_answers_without_asking_the_database(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_readyz_is_ready_when_every_part_works(client, db):
    heartbeat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    facts = answer.json()
    assert facts.pop("heartbeat_age") < 5
    assert facts == {
        "ok": True, "failed": [], "database": "ok", "broker": "ok",
        "oldest_event_age": None, "oldest_conversation_age": None,
    }  # fmt: skip


@pytest.mark.parametrize("beat", [None, timedelta(seconds=health.HEARTBEAT_SECONDS + 1)])
def test_readyz_names_a_silent_worker(client, db, beat):
    if beat:
        cache.set(HEARTBEAT_KEY, (timezone.now() - beat).timestamp())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["heartbeat_age"])


def test_readyz_names_a_broker_that_is_away_and_leaks_nothing(client, db, settings):
    heartbeat()
    settings.REDIS_URL = "redis://:hunter2@127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failed"]) == (503, ["broker"])
    assert b"hunter2" not in answer.content
    assert b"127.0.0.1" not in answer.content


def test_readyz_tells_how_long_the_longest_waiting_customer_has_waited(client, shop):
    heartbeat()
    with tenant_scope(shop):
        for minutes, answered in [(9, 2), (2, 1), (1, 1)]:
            moment = timezone.now() - timedelta(minutes=minutes)
            ConversationFactory(tenant=shop, inbound_seq=2, answered_seq=answered, last_inbound_at=moment)
    assert 120 <= client.get("/readyz").json()["oldest_conversation_age"] < 125


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_pages_take_no_post(client, db, path):
    assert client.post(path).status_code == 405
