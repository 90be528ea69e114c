"""The pages of the team and the settings in a real browser: two languages, light and dark, phone and desktop, axe."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from config.tests.test_browser import page, site  # noqa: F401 (fixtures)
from lib.testing.chromium import WITH_CHROMIUM
from tenants.models import Role, Tenant
from tenants.people.invitations import invite, link_of
from tenants.people.second_factor import begin_setup
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory
from tenants.webhooks.events import TEST_EVENT, queue_event
from tenants.webhooks.services import add_endpoint

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]
PAGES = ["settings/shop", "settings/looks", "team/", "settings/keys/", "settings/log", "settings/retention",
         "settings/webhooks/"]  # fmt: skip
VIEWS = [("en", "light", {"width": 1280, "height": 900}), ("he", "dark", {"width": 320, "height": 640})]
SHOTS = os.environ.get("SETTINGS_SHOTS", "")


@pytest.fixture
def world(shop, settings):
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    Tenant.objects.filter(pk=shop.pk).update(accent="#ffcc00")
    with tenant_scope(shop):
        owner = MembershipFactory(
            tenant=shop, role=Role.OWNER, user=UserFactory(username="dana", first_name="Dana", email="dana@example.com")
        )
        MembershipFactory(tenant=shop, role=Role.AGENT, user=UserFactory(username="avi"))
        invitation = invite(shop, email="noa@example.com", role=Role.MANAGER, actor="dana")
        endpoint, _secret = add_endpoint(shop, url="http://127.0.0.1:9/hook", events=["order.created"], actor="dana")
        queue_event(shop, endpoints=[endpoint], event=TEST_EVENT, data={})
    begin_setup(owner.user)
    return f"settings/webhooks/{endpoint.public_id}/", invitation


def look(page, place, *, language, scheme):  # noqa: F811
    """Nothing is wider than the screen, and axe finds nothing serious."""
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width[0] <= width[1], (place, language, width)
    if SHOTS:
        name = place.strip("/").replace("/", "-")[:40]
        page.screenshot(path=f"{SHOTS}/{name}-{language}-{scheme}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [
        (place, each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in {"serious", "critical"}
    ] == []


@pytest.mark.parametrize(("language", "scheme", "size"), VIEWS)
def test_every_page_can_be_read_and_used(page, site, world, language, scheme, size):  # noqa: F811
    endpoint, invitation = world
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    for place in ("login", "password/forgot"):
        page.goto(f"{site}/panel/{place}")
        look(page, place, language=language, scheme=scheme)
    page.goto(link_of(invitation))
    look(page, "invitation", language=language, scheme=scheme)
    page.goto(f"{site}/panel/login")
    page.fill("#username", "dana")
    page.fill("#password", "a long secret")
    page.click("main button")
    expect(page.locator("nav.side")).to_be_attached()
    for place in [*PAGES, endpoint]:
        page.goto(f"{site}/panel/valdman/{place}")
        look(page, place, language=language, scheme=scheme)
    for place in ("account", "account/second-factor"):
        page.goto(f"{site}/panel/{place}")
        look(page, place, language=language, scheme=scheme)
    page.goto(f"{site}/panel/valdman/settings/keys/")
    page.fill("input[name=name]", "stock")
    page.click("main form button.is-primary")
    expect(page.locator("#new-key")).to_have_value(re.compile("^sk_"))
