"""Deliveries with many updates, and for several accounts of one app."""

import hashlib
import hmac
import json
import time

import pytest

from channels import tasks
from channels.models import Channel, EventStatus, InboundEvent
from channels.receiving import processing
from channels.services import process_event
from conversations.models import Conversation, Message
from tenants.scoping import tenant_scope

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_listens(settings):
    """Read receipts and typing fail at once, and nobody cares."""
    settings.META_BASE_URL = "http://127.0.0.1:9"


SECRET = "the app's secret"
NUMBER = "106540352242922"


def connect(shop, *, account_id=NUMBER, secret=SECRET):
    with tenant_scope(shop):
        return Channel.objects.create(
            tenant=shop, kind="whatsapp", name=account_id, account_id=account_id, secret=secret,
            account={"phone_number_id": account_id}, sealed_credentials='{"token": "t"}',
        )  # fmt: skip


def update(number, *, account_id=NUMBER, sender=None, padding=""):
    sender = sender or f"97250{number:07}"
    return {
        "field": "messages",
        "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "1555", "phone_number_id": account_id},
            "contacts": [{"profile": {"name": f"Customer {number}"}, "wa_id": sender}],
            "messages": [
                {
                    "from": sender,
                    "id": f"wamid.{account_id}.{number}",
                    "timestamp": "1790000000",
                    "type": "text",
                    "text": {"body": f"message {number}{padding}"},
                }
            ],
        },
    }


def batch(*changes):
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": list(changes)}]}
    ).encode()


def post(client, channel, body, *, secret=SECRET):
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    address = f"/webhooks/whatsapp/{channel.public_id}"
    return client.post(address, body, content_type="application/json", headers={"X-Hub-Signature-256": signature})


def said(shop):
    with tenant_scope(shop):
        return list(Message.objects.order_by("id").values_list("text", flat=True))


def test_three_megabytes_with_a_thousand_updates_are_stored_at_once_and_read_completely(client, shop):
    channel = connect(shop)
    padding = " " + "ש" * 430
    body = batch(*(update(number, padding=padding) for number in range(1000)))
    assert 2_900_000 < len(body) < 3_145_728
    began = time.monotonic()
    assert post(client, channel, body).status_code == 200
    assert time.monotonic() - began < 2
    with tenant_scope(shop):
        event = InboundEvent.objects.get()
        heard = process_event(event.pk)
        event.refresh_from_db()
        assert (event.status, event.items_done, event.error) == (EventStatus.PROCESSED, 1000, "")
        assert (Message.objects.count(), Conversation.objects.count(), len(heard.courtesies)) == (1000, 1000, 1000)


def test_a_batch_that_was_interrupted_goes_on_where_it_stopped(client, shop, monkeypatch):
    channel = connect(shop)
    post(client, channel, batch(*(update(number, sender="972501") for number in range(120))))
    with tenant_scope(shop):
        event = InboundEvent.objects.get()
        read = processing._read_portion
        portions = iter(range(1))
        monkeypatch.setattr(
            processing, "_read_portion", lambda *a, **k: read(*a, **k) if next(portions, None) == 0 else 1 / 0
        )
        process_event(event.pk)
        event.refresh_from_db()
        assert (event.status, event.items_done, event.attempts) == (EventStatus.RECEIVED, 50, 1)
        monkeypatch.setattr(processing, "_read_portion", read)
        process_event(event.pk)
        event.refresh_from_db()
        assert (event.status, event.items_done) == (EventStatus.PROCESSED, 120)
    assert said(shop) == [f"message {number}" for number in range(120)]


def test_one_unreadable_update_costs_no_other(client, shop):
    channel = connect(shop)
    broken = update(2)
    broken["value"]["messages"][0]["text"] = 7
    post(client, channel, batch(update(1), broken, {"field": "messages", "value": "?"}, update(3)))
    with tenant_scope(shop):
        process_event(InboundEvent.objects.get().pk)
    # Something was said, and nobody knows what: the customer hears that instead of nothing.
    assert said(shop) == ["message 1", "", "message 3"]
    with tenant_scope(shop):
        assert Message.objects.get(text="").kind == "unsupported"


@pytest.fixture
def woken(monkeypatch):
    """Runs at once what the delivery's task enqueues for other channels."""
    calls = []

    def note(task, tenant_id, *args, **more):
        calls.append((task.name, tenant_id))
        if task is tasks.process_event:
            task(tenant_id, *args)

    monkeypatch.setattr(tasks, "enqueue", note)
    return calls


def read_all(shop):
    with tenant_scope(shop):
        waiting = list(InboundEvent.objects.filter(status="received").values_list("pk", flat=True))
    for pk in waiting:
        tasks.process_event(shop.pk, pk)


def test_two_shops_of_one_app_share_an_address(client, shop, other_shop, woken):
    first = connect(shop)
    connect(other_shop, account_id="222")
    post(client, first, batch(update(1), update(2, account_id="222"), update(3)))
    read_all(shop)
    assert (said(shop), said(other_shop)) == (["message 1", "message 3"], ["message 2"])
    assert woken == [("channels.tasks.process_event", other_shop.pk)]


def test_another_app_can_say_nothing_to_a_shops_number(client, shop, other_shop, woken):
    """Whoever runs an app of their own signs correctly, but only for their own channels."""
    attackers = connect(shop, secret="the attacker's own secret")
    connect(other_shop, account_id="222")
    body = batch(update(1, account_id="222"))
    assert post(client, attackers, body, secret="the attacker's own secret").status_code == 200
    read_all(shop)
    assert (said(shop), said(other_shop), woken) == ([], [], [])


def test_the_same_delivery_at_both_addresses_is_said_once(client, shop, other_shop, woken):
    first, second = connect(shop), connect(other_shop, account_id="222")
    body = batch(update(1), update(2, account_id="222"))
    post(client, first, body)
    post(client, second, body)
    read_all(shop)
    read_all(other_shop)
    assert (said(shop), said(other_shop)) == (["message 1"], ["message 2"])


def test_the_handshake_gives_the_challenge_back_to_whoever_knows_our_word(client, shop):
    channel = connect(shop)
    channel.credentials = {"verify_token": "our word"}
    with tenant_scope(shop):
        channel.save()
    ask = {"hub.mode": "subscribe", "hub.verify_token": "our word", "hub.challenge": "1158201444"}
    address = f"/webhooks/whatsapp/{channel.public_id}"
    response = client.get(address, ask)
    assert (response.status_code, response.content, response["Content-Type"]) == (
        200, b"1158201444", "text/plain; charset=utf-8",
    )  # fmt: skip
    for wrong in ({"hub.verify_token": "no"}, {"hub.mode": "unsubscribe"}):
        assert client.get(address, ask | wrong).status_code == 403
