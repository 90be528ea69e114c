"""Every page of the panel in a real browser: found by itself, both directions of writing, light and dark, any size."""

import pytest
from django.core.cache import cache
from django.test import Client

from config.demo_data.fill import fill_shop
from config.testing.page_checks import CORNERS, list_problems, open_corner
from config.testing.panel_pages import NoSample, list_addresses
from config.testing.panel_samples import ensure_samples
from lib.testing.chromium import needs_chromium
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop
from tenants.tests.factories import MembershipFactory

# Both languages, themes and sizes for every page, in two corners: neighbours in different ones. axe takes longest, and
# looks at each page once: at half of them on a bright desk, at the others on a dark phone.
PAIRS = 2
WITH_AXE = {0, 3}


@pytest.fixture
def full_shop(db):
    """A small year, with a row of everything that a page can be about."""
    shop = load_demo_shop("glow-skincare")
    with tenant_scope(shop):
        fill_shop(shop, scale=0.03)
    ensure_samples(shop)
    return shop


@pytest.fixture
def owner(full_shop):
    client = Client()
    with tenant_scope(full_shop):
        client.force_login(MembershipFactory(tenant=full_shop, role=Role.OWNER).user)
    return client


def is_page(response):
    """Not a fragment of one, not a file, not an address for forms."""
    kind = response.headers.get("Content-Type", "")
    return response.status_code == 200 and kind.startswith("text/html") and b"<html" in response.content[:500]


def test_every_address_of_the_panel_has_something_to_show(full_shop, owner, settings):
    settings.ALLOW_SIGNUP = True
    answers = {address.name: owner.get(address.path).status_code for address in list_addresses(full_shop)}
    assert {name: status for name, status in answers.items() if status not in {200, 204, 302, 404, 405}} == {}
    assert list(answers.values()).count(200) > 40


def test_an_address_that_nobody_knows_says_what_to_add(shop):
    with pytest.raises(NoSample, match=r"no orders.Order for the address 'orders/"):
        list_addresses(shop)


# Fifty pages: longer than other tests on a busy machine.
@pytest.mark.timeout(600)
@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("place", range(len(CORNERS)), ids=[corner.name for corner in CORNERS])
def test_every_page_is_sound_in_every_corner(live_server, settings, full_shop, owner, chromium, place):
    cache.clear()
    settings.PUBLIC_URL, settings.STREAM_URL = live_server.url, ""
    addresses = list_addresses(full_shop)[place // PAIRS :: PAIRS]
    pages = [each for each in addresses if is_page(owner.get(each.path))]
    session, problems = owner.cookies["sessionid"].value, []
    with chromium.lend() as browser, open_corner(
        browser, CORNERS[place], site=live_server.url, session=session
    ) as page:  # fmt: skip
        for address in pages:
            found = list_problems(page, live_server.url + address.path, with_axe=place in WITH_AXE)
            problems += [f"{address.name}: {problem}" for problem in found]
    assert len(pages) > 30
    assert problems == []
