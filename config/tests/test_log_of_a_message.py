"""One message through the whole path, with the log as production writes it: ids on every line, nobody's words."""

import json
import logging.config
from io import StringIO

import pytest
from django.core.cache import cache

from agent.models import ModelChoice
from agent.tasks import respond as respond_task
from agent.testing.fake_models import FakeModels
from channels.models import InboundEvent
from channels.tasks import deliver, process_event
from config.logging import logging_settings
from conversations.models import Conversation, Message
from tenants.scoping import tenant_scope
from tenants.webhooks.events import EVENTS
from tenants.webhooks.sending import send_delivery
from tenants.webhooks.services import add_endpoint

WORDS = "my daughter Noa is allergic, call Dana Levi on 052-555-0199 or dana.levi@example.org"
SECRETS = ("daughter", "Noa", "Dana", "Levi", "555-0199", "5550199", "example.org", "sk-live-KEY0123456789abcdefghij")


@pytest.fixture
def lines(settings):
    settings.AGENT_QUIET_SECONDS = settings.AGENT_SETTLE_SECONDS = settings.AGENT_QUIET_MAX_SECONDS = 0
    cache.clear()
    out = StringIO()
    logging.config.dictConfig(logging_settings(level="INFO", as_json=True))
    logging.getLogger().handlers[-1].setStream(out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    logging.config.dictConfig(logging_settings(level="WARNING", as_json=False))


def drive(client, shop):
    """What the web server and the workers do with a message of a visitor."""
    client.get("/chat/valdman")
    client.post("/chat/valdman/messages", {"text": WORDS, "client_id": "c-1"}, HTTP_ACCEPT="application/json")
    with tenant_scope(shop):
        event = InboundEvent.objects.get()
    process_event(shop.pk, event.pk)
    with tenant_scope(shop):
        conversation = Conversation.objects.get()
    respond_task(shop.pk, conversation.pk)
    deliver(shop.pk, conversation.pk)
    return event, conversation


def test_a_message_leaves_its_ids_in_the_log_and_nothing_of_what_it_said(lines, client, shop):
    event, conversation = drive(client, shop)
    with tenant_scope(shop):
        run = str(Message.objects.get(author="agent").run_id)
    told = {line["event"]: line for line in lines()}
    ids = {"tenant_id": shop.pk, "conversation": str(conversation.public_id)}
    assert (ids | {"event_id": str(event.public_id)}).items() <= told["heard"].items()
    assert ids.items() <= told["turn_over"].items()
    assert (ids | {"run": run}).items() <= told["delivered"].items()
    assert (told["turn_over"]["run"], told["turn_over"]["outcome"]) == (run, "answered")
    assert [secret for secret in SECRETS if secret in json.dumps(lines())] == []


def test_a_provider_that_fails_and_repeats_what_it_was_told_is_named_by_its_code(lines, client, shop, settings):
    with FakeModels() as models:
        settings.OPENAI_BASE_URL = models.openai_url
        with tenant_scope(shop):
            ModelChoice.objects.create(
                tenant=shop, provider="openai", model="gpt-5.2", api_key="sk-live-KEY0123456789abcdefghij"
            )
        for _ in range(4):
            models.fail(401, message=f"Incorrect API key sk-live-KEY0123456789abcdefghij. Input: {WORDS}")
        drive(client, shop)
        assert models.requests
    failed = next(line for line in lines() if line["event"] == "provider_failed")
    assert (failed["provider"], failed["permanent"], failed["level"]) == ("openai", True, "warning")
    assert {"tenant_id", "conversation", "run"} <= failed.keys()
    assert [secret for secret in SECRETS if secret in json.dumps(lines())] == []


def test_a_webhook_that_nobody_answers_is_named_by_its_ids(lines, shop, settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with tenant_scope(shop):
        url = "http://127.0.0.1:9/dana.levi@example.org"
        endpoint, secret = add_endpoint(shop, url=url, events=list(EVENTS), actor="x")
        row = endpoint.deliveries.create(
            tenant=shop, event_id=endpoint.public_id, event="order.created", body=json.dumps({"text": WORDS})
        )
        send_delivery(row.public_id)
    [line] = [line for line in lines() if line["event"] == "webhook_unanswered"]
    assert (line["delivery"], line["attempt"], line["kind"]) == (str(row.public_id), 1, "order.created")
    assert line["event_id"] == str(row.event_id)
    assert [word for word in (*SECRETS, secret, "127.0.0.1") if word in json.dumps(lines())] == []


def test_a_turn_that_breaks_tells_where_and_not_what(lines, client, shop, monkeypatch):
    def broken(*_args, **_options):
        raise ValueError(WORDS)

    monkeypatch.setattr("channels.sending.delivery.compose", broken)
    drive(client, shop)
    [line] = [line for line in lines() if line["event"] == "delivery_broke"]
    assert (line["trouble"][0]["type"], line["level"]) == ("ValueError", "error")
    assert {"tenant_id", "conversation", "message", "run"} <= line.keys()
    assert [secret for secret in SECRETS if secret in json.dumps(lines())] == []
