"""The part on the order's page and the page for when Stripe is away, in a real browser on a small phone."""

import pytest
from playwright.sync_api import expect

from lib.testing.chromium import WITH_CHROMIUM
from lib.testing.server import Response
from orders.tests.payments.conftest import status_of
from tenants.models import Role
from tenants.tests.factories import MembershipFactory, UserFactory

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


def is_narrow(page):
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_staff_record_and_refund_and_a_customer_reads_a_kind_word(live_server, settings, till, chromium):
    settings.PUBLIC_URL = live_server.url
    order, unpaid = till.order(), till.order((till.counter.roll, 2))
    MembershipFactory(tenant=till.shop, user=UserFactory(username="dana"), role=Role.OWNER)
    complaints = []
    with chromium.lend() as browser:
        page = browser.new_page(viewport={"width": 320, "height": 640}, locale="en", color_scheme="dark")
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/panel/login")
        page.fill("#username", "dana")
        page.fill("#password", "a long secret")
        page.click("main button")
        page.goto(f"{live_server.url}/panel/valdman/orders/{order.public_id}/")
        page.click("#record-payment")
        page.click("text=Record the payment")
        expect(page.locator("#payment-status")).to_have_text("Paid")
        page.click("#payments summary")
        page.fill("#payments input[name=amount]", "28.50")
        page.click("#payments form button")
        expect(page.locator("#payment-status")).to_have_text("Partly refunded")
        assert is_narrow(page)
        assert complaints == []
        till.stripe.fail("POST /v1/checkout/sessions", Response(500, {}))
        page.goto(f"{live_server.url}/pay/{unpaid.tracking_key}")
        expect(page.locator("main")).to_contain_text("You can simply pay on delivery.")
        assert is_narrow(page)
        # Chromium reports the refusal; what comes now is Stripe's page and not ours.
        assert ["503" in line for line in complaints] == [True]
        page.click("main a.is-primary")
        page.wait_for_url(f"{till.stripe.url}/c/pay/cs_**")
        page.click("button")
        page.wait_for_url(f"{live_server.url}/track/**")
    assert status_of(order) == ("partly_refunded", "cash")
