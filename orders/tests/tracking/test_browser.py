"""The order's public page in a real browser: what only a browser decides, such as which origin a form tells."""

import pytest
from playwright.sync_api import expect

from conversations.tests.factories import CustomerFactory
from lib.testing.chromium import WITH_CHROMIUM
from orders.tests.factories import make_order
from tenants.scoping import tenant_scope

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


def test_the_last_four_digits_open_the_order_and_the_language_changes(live_server, shop, chromium):
    with tenant_scope(shop):
        order = make_order(shop, customer=CustomerFactory(tenant=shop, phone="+972501234567"), address="4 Pine Road")
    with chromium.lend() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 640}, locale="en")
        page.goto(f"{live_server.url}/track/{order.number}")
        page.fill("#contact", "0000")
        page.press("#contact", "Enter")
        expect(page.locator("#contact-error")).to_be_visible()
        page.fill("#contact", "4567")
        page.press("#contact", "Enter")
        expect(page.locator("main")).to_contain_text("4 Pine Road")
        page.select_option("#language", "he")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        expect(page.locator("main")).to_contain_text("4 Pine Road")
