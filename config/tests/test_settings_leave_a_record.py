"""Whatever a page of the settings changes stands in the log: who it was, and what."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from agent.knowledge.services import save_faq
from channels.services import ensure_local_channel
from config.tests.test_urls import PANEL_ROUTES
from orders.intake.places import save_site
from orders.models import DeliveryArea
from tenants.models import AuditEvent, Role, SpecialDay
from tenants.people.invitations import invite
from tenants.scoping import tenant_scope
from tenants.services import create_api_key
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory

SHOP = {
    "name": "New", "description": "x", "languages_0": "en", "currency": "ILS", "timezone": "UTC",
    "takeover_minutes": "9", "alarm_minutes": "9",
}  # fmt: skip
SOON = str(date.today() + timedelta(days=3))
# Address under panel/<slug>/, what is sent, and the action that stands in the log.
CHANGES = [
    ("settings/shop/save", SHOP, "shop_changed"),
    ("settings/looks/save", {"accent": "#ff0000"}, "colour_changed"),
    ("settings/retention/save", {"media": "90"}, "retention_changed"),
    ("settings/keys/add", {"name": "k", "scope": "all", "token": "1"}, "api_key_created"),
    ("settings/keys/{key}/revoke", {}, "api_key_revoked"),
    ("settings/exports/add", {}, "export_requested"),
    ("team/invite", {"email": "new@example.com", "role": "agent"}, "member_invited"),
    ("team/invitations/{invitation}/withdraw", {}, "invitation_withdrawn"),
    ("team/members/{member}/role", {"role": "manager"}, "member_set"),
    ("team/members/{member}/remove", {}, "member_removed"),
    ("hours/week", {"mon": "8-12"}, "hours_saved"),
    ("hours/special_days", {"day": SOON, "spans": ""}, "special_day_saved"),
    ("hours/special_days/{special_day}", {}, "special_day_deleted"),
    ("delivery_areas/{area}/", {"delete": "1"}, "delivery_area_deleted"),
    ("channels/{channel}/sites", {"sites": "https://new.example"}, "channel_sites_changed"),
    ("knowledge/faqs", {"question": "Open?", "answer": "Yes.", "language": "en"}, "faq_saved"),
    ("knowledge/faqs/{faq}", {"delete": "1"}, "faq_deleted"),
]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def rows(shop):
    with tenant_scope(shop):
        return {
            "member": MembershipFactory(tenant=shop, role=Role.AGENT).public_id,
            "invitation": invite(shop, email="x@example.com", role=Role.AGENT, actor="x").public_id,
            "key": create_api_key(shop, name="k", actor="x")[0].public_id,
            "special_day": SpecialDay.objects.create(tenant=shop, day=SOON).public_id,
            "area": DeliveryArea.objects.create(tenant=shop, name="Town", places=["Town"]).public_id,
            "channel": ensure_local_channel(shop, "webchat").public_id,
            "faq": save_faq(shop, question="Is it kosher?", answer="Yes.", language="en", actor="x").public_id,
            "site": save_site(shop, actor="x", values={"hosts": ["shop.example"]}).public_id,
        }


@pytest.fixture
def owner(client, shop):
    with tenant_scope(shop):
        user = MembershipFactory(tenant=shop, role=Role.OWNER).user
    client.force_login(user)
    return user


@pytest.mark.parametrize(("place", "data", "action"), CHANGES, ids=[place for place, _data, _action in CHANGES])
def test_a_change_leaves_exactly_its_entry(client, shop, owner, rows, place, data, action):
    with tenant_scope(shop):
        AuditEvent.objects.all().delete()
    before = rows_of(shop)
    answer = client.post(f"/panel/valdman/{place.format(**rows)}", data)
    assert answer.status_code in {200, 302}
    with tenant_scope(shop):
        assert list(AuditEvent.objects.values_list("actor", "action")) == [(owner.username, action)]
    if action != "shop_changed":
        assert rows_of(shop) != before


# Posts under these addresses change no settings, or have their own test of the record beside them.
ELSEWHERE = {
    "settings/webhooks/": "config/tests/test_webhooks.py", "settings/deliveries/": "sends something again",
    "team/second-factor": "tenants/tests/test_second_factor.py",
    "team/members/<uuid:public_id>/second-factor": "tenants/tests/test_second_factor.py",
}  # fmt: skip
PAGES = {
    "settings/exports/",
    "settings/exports/<uuid:public_id>",
    "settings/shop",
    "settings/looks",
    "settings/keys/",
    "settings/retention",
    "settings/log",
    "team/",
}


def test_no_page_of_the_settings_is_forgotten():
    known = {place.replace("{", "<").split("<")[0] for place, _data, _action in CHANGES}
    ours = [route.removeprefix("panel/<slug:slug>/") for route in PANEL_ROUTES]
    ours = [route for route in ours if route.startswith(("settings/", "team/", "hours/special", "hours/week"))]
    ours = [route for route in ours if route not in PAGES and not route.startswith(tuple(ELSEWHERE))]
    assert [route for route in ours if route.split("<")[0] not in known] == []
