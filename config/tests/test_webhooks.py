"""Other programs are told once, signed, again until it arrives, and never at the cost of an order."""

import json
import re
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from conversations.handling.takeover import request_handover
from conversations.tests.factories import ConversationFactory
from lib.errors import DomainError
from lib.testing.prompt_server import PromptServer
from orders.services import By, move_order
from orders.states import Status
from orders.tests.factories import make_order
from tenants.models import Alert, AuditEvent, Role, Tenant, WebhookDelivery, WebhookEndpoint
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory
from tenants.webhooks.events import EVENTS, emit
from tenants.webhooks.sending import list_due, pause_after, send_delivery
from tenants.webhooks.services import add_endpoint, rotate_secret, send_again

PAGE = "/panel/valdman/settings/webhooks/"


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_args):
        pass


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def receiver(settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    server = PromptServer(("127.0.0.1", 0), Receiver)
    server.got, server.answer = [], 200
    server.start()
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    yield server
    server.stop()


@pytest.fixture
def endpoint(shop, receiver):
    with tenant_scope(shop):
        row, secret = add_endpoint(shop, url=receiver.url, events=list(EVENTS), actor="dana")
    shop.refresh_from_db()
    row.plain = secret
    return row


def deliveries():
    return list(WebhookDelivery.objects.order_by("id"))


def verifier():
    """The example of docs/webhooks.md, as a reader would copy it."""
    text = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text()
    scope = {}
    exec(re.search(r"```python\n(.*?)```", text, re.S)[1], scope)
    return scope["is_ours"]


def test_what_happens_to_an_order_is_told_signed_and_once(shop, endpoint, receiver):
    with tenant_scope(shop):
        order = make_order(shop)
        move_order(order, to=Status.CONFIRMED, by=By("staff"))
        order.refresh_from_db()
        move_order(order, to=Status.CANCELLED, by=By("staff"), note="sold out")
        rows = deliveries()
        assert [row.event for row in rows] == ["order.created", "order.updated", "order.cancelled"]
        assert receiver.got == []
        for row in [*rows, *rows]:
            send_delivery(row.public_id)
        assert [row.state for row in deliveries()] == ["sent"] * 3
    assert [json.loads(body)["data"]["order"]["number"] for _headers, body in receiver.got] == [order.number] * 3
    headers, body = receiver.got[2]
    told = json.loads(body)
    assert (told["id"], told["type"], told["shop"]) == (str(rows[2].event_id), "order.cancelled", "valdman")
    assert headers["X-Salesdesk-Delivery"] == told["id"]
    assert told["data"]["change"]["note"] == "sold out"
    is_ours = verifier()
    signature = headers["X-Salesdesk-Signature"]
    assert is_ours(body, signature, endpoint.plain)
    assert not is_ours(body + b" ", signature, endpoint.plain)
    assert not is_ours(body, signature, "whsec_other")
    assert not is_ours(body, signature.replace("t=1", "t=2"), endpoint.plain)


def test_a_renewed_secret_overlaps_for_a_day(shop, endpoint, receiver):
    with tenant_scope(shop):
        new = rotate_secret(endpoint, actor="dana")
        emit(shop, event="order.created", data={})
        send_delivery(deliveries()[0].public_id)
        headers, body = receiver.got[0]
        is_ours = verifier()
        assert [is_ours(body, headers["X-Salesdesk-Signature"], key) for key in (new, endpoint.plain)] == [True, True]
        WebhookEndpoint.objects.update(old_secret_until=timezone.now())
        send_again(deliveries()[0])
        send_delivery(deliveries()[0].public_id)
    headers, body = receiver.got[1]
    assert [is_ours(body, headers["X-Salesdesk-Signature"], key) for key in (new, endpoint.plain)] == [True, False]
    assert receiver.got[0][1] == body


def test_failures_wait_longer_and_longer_then_the_endpoint_is_switched_off_with_an_alert(shop, endpoint, receiver):
    receiver.answer = 500
    with tenant_scope(shop):
        emit(shop, event="order.created", data={})
        [row] = deliveries()
        send_delivery(row.public_id)
        row.refresh_from_db()
        assert (row.state, row.status_code, row.problem, row.attempts) == ("queued", 500, "HTTP 500", 1)
        assert row.due_at > timezone.now()
        assert list_due() == []
        send_delivery(row.public_id)
        assert len(receiver.got) == 1
        emit(shop, event="order.created", data={})
        WebhookDelivery.objects.update(due_at=timezone.now())
        assert list_due() == [(shop.pk, str(row.public_id))]
        long_ago = timezone.now() - timedelta(days=4)
        WebhookDelivery.objects.filter(pk=row.pk).update(created_at=long_ago)
        WebhookEndpoint.objects.update(failing_since=long_ago)
        send_delivery(row.public_id)
        row.refresh_from_db()
        assert (row.state, WebhookEndpoint.objects.get().is_enabled) == ("failed", False)
        assert Alert.objects.get(kind="webhook_stopped").facts["why"] == "HTTP 500"
        assert AuditEvent.objects.filter(action="webhook_switched_off").count() == 1
        assert Tenant.objects.get(pk=shop.pk).webhook_events == []
        with pytest.raises(DomainError, match="switched off"):
            send_again(row)
        send_delivery(deliveries()[1].public_id)
    assert len(receiver.got) == 2


def test_a_program_that_is_away_keeps_no_order_from_being_placed(shop, settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with tenant_scope(shop):
        add_endpoint(shop, url="http://127.0.0.1:9/", events=["order.created"], actor="dana")
        order = make_order(Tenant.objects.get(pk=shop.pk))
        [row] = deliveries()
        send_delivery(row.public_id)
        row.refresh_from_db()
        assert (order.pk is not None, row.state, row.status_code) == (True, "queued", None)
        assert "127.0.0.1" in row.problem


def test_a_killed_sender_leaves_the_row_to_the_next_one(shop, endpoint, receiver):
    with tenant_scope(shop):
        emit(shop, event="order.created", data={})
        [row] = deliveries()
        WebhookDelivery.objects.update(held_until=timezone.now() + timedelta(seconds=30))
        send_delivery(row.public_id)
        assert (receiver.got, list_due()) == ([], [])
        WebhookDelivery.objects.update(held_until=timezone.now() - timedelta(seconds=1))
        assert list_due() == [(shop.pk, str(row.public_id))]
        send_delivery(row.public_id)
    assert len(receiver.got) == 1


def test_a_handover_is_told_and_what_nobody_asked_for_is_not(shop, endpoint):
    with tenant_scope(shop):
        WebhookEndpoint.objects.update(events=["conversation.handover"])
        Tenant.objects.filter(pk=shop.pk).update(webhook_events=["conversation.handover"])
        conversation = ConversationFactory(tenant=Tenant.objects.get(pk=shop.pk))
        request_handover(conversation, reason="wants a discount")
        make_order(Tenant.objects.get(pk=shop.pk))
        [row] = deliveries()
        assert json.loads(row.body)["data"]["conversation"]["reason"] == "wants a discount"


def test_pauses_grow_and_end_at_six_hours():
    assert 5 <= pause_after(1).total_seconds() <= 10
    assert 3 * 3600 <= pause_after(60).total_seconds() <= 6 * 3600


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://a:b@example.com/",
     "https://169.254.169.254/latest", "ftp://example.com", "nonsense"],
)  # fmt: skip
def test_addresses_inside_are_refused(shop, url):
    with tenant_scope(shop), pytest.raises(DomainError):
        add_endpoint(shop, url=url, events=["order.created"], actor="dana")


def test_the_page_adds_shows_the_secret_once_tests_renews_and_removes(client, shop, receiver):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=Role.OWNER).user)
    wish = {"url": receiver.url, "events": ["order.created"], "token": "t1"}
    assert client.post(PAGE + "add", wish | {"events": []}).status_code == 422
    assert client.post(PAGE + "add", wish | {"url": "http://10.0.0.1/"}).status_code == 422
    secret = re.search(r"whsec_[\w-]+", client.post(PAGE + "add", wish).content.decode())[0]
    assert client.post(PAGE + "add", wish).status_code == 302
    with tenant_scope(shop):
        row = WebhookEndpoint.objects.get()
    place = f"{PAGE}{row.public_id}/"
    assert secret not in client.get(place).content.decode()
    assert client.post(place + "test").status_code == 302
    with tenant_scope(shop):
        [test] = deliveries()
        send_delivery(test.public_id)
    assert "HTTP 200" in client.get(place).content.decode()
    assert client.post(f"/panel/valdman/settings/deliveries/{test.public_id}/again").status_code == 302
    assert "whsec_" in client.post(place + "secret", {"token": "t2"}).content.decode()
    assert client.post(place, {"url": receiver.url, "events": ["order.updated"]}).status_code == 302
    assert client.post(place + "test").status_code == 422
    assert client.post(place + "remove").status_code == 302
    with tenant_scope(shop):
        assert (WebhookEndpoint.objects.count(), WebhookDelivery.objects.count()) == (0, 0)
        done = set(AuditEvent.objects.values_list("action", flat=True))
    assert done == {"webhook_added", "webhook_rotated", "webhook_changed", "webhook_removed"}


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, None])
def test_only_owners_see_and_change_webhooks(client, shop, endpoint, charlie, role):
    with tenant_scope(shop):
        emit(shop, event="order.created", data={})
        row = deliveries()[0]
        user = MembershipFactory(tenant=shop, role=role).user if role else charlie
    client.force_login(user)
    before, status = rows_of(shop), 403 if role else 404
    places = [f"webhooks/{endpoint.public_id}/{what}" for what in ("", "test", "secret", "remove")]
    places += [f"deliveries/{row.public_id}/again"]
    for place in (*places, "webhooks/add"):
        assert client.post(f"/panel/valdman/settings/{place}", {"url": "https://example.com"}).status_code == status
    assert client.get(PAGE).status_code == status
    if role is None:
        assert {client.post(f"/panel/charlie/settings/{place}").status_code for place in places} == {404}
    assert rows_of(shop) == before
