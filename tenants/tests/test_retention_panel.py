"""The owner's page of what is kept for how long."""

import pytest

from tenants.models import AuditEvent, RetentionRule, Role
from tenants.retention.services import read_days
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory

PAGE = "/panel/valdman/settings/retention"


def enter(client, shop, role):
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, role=role).user)


def test_the_owner_chooses_days_and_takes_them_back(client, shop):
    enter(client, shop, Role.OWNER)
    assert 'name="messages"' in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}/save", {"messages": "365", "media": "", "deliveries": ""}).status_code == 302
    with tenant_scope(shop):
        days = read_days()
        assert (days["messages"], days["media"], days["deliveries"], days["webhooks"]) == (365, None, None, None)
        event = AuditEvent.objects.get()
        assert (event.action, event.data["before"]["deliveries"], event.data["after"]["messages"]) == (
            "retention_changed", 30, 365,
        )  # fmt: skip
    assert 'value="365"' in client.get(PAGE).content.decode()
    client.post(f"{PAGE}/save", {"messages": "", "deliveries": "30", "webhooks": "30"})
    with tenant_scope(shop):
        assert (read_days()["messages"], read_days()["deliveries"]) == (None, 30)


@pytest.mark.parametrize("wrong", [{"messages": "3"}, {"audit": "89"}, {"media": "-1"}, {"media": "soon"}])
def test_what_cannot_be_is_said_at_its_field_and_nothing_changes(client, shop, wrong):
    enter(client, shop, Role.OWNER)
    answer = client.post(f"{PAGE}/save", {"traces": "30"} | wrong)
    assert (answer.status_code, b'class="errors"' in answer.content) == (422, True)
    with tenant_scope(shop):
        assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.AGENT])
def test_only_the_owner_opens_it(client, shop, role):
    enter(client, shop, role)
    assert (client.get(PAGE).status_code, client.post(f"{PAGE}/save", {"media": "1"}).status_code) == (403, 403)


def test_charlie_finds_nothing_and_changes_nothing(client, shop, charlie):
    client.force_login(charlie)
    before = rows_of(shop)
    assert (client.get(PAGE).status_code, client.post(f"{PAGE}/save", {"media": "1"}).status_code) == (404, 404)
    assert rows_of(shop) == before
