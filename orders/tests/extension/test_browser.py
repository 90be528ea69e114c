"""The extension in a real Chromium, from the shop's page to Salesdesk; extension_browser.py says what is not real."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from lib.testing.chromium import CHROMIUM, WITH_CHROMIUM
from lib.testing.server import Response, Vanish
from orders.extension.packing import Browser, ExtensionSettings, build_extension
from orders.tests.extension.extension_browser import SUBMIT, FakeSalesdesk, ShopSite, browse, unpack_test_build
from orders.tests.extension.receipt_pages import ENGLISH, KEY, MUG, blocks, classic, facebook, order

API_KEY, SITE = "sk_1a2b3c4d_secret", "corner"
RECEIPT = f"/checkout/order-received/1042/?key={KEY}"
SECOND = "/checkout/order-received/1043/?key=wc_order_second"

pytestmark = WITH_CHROMIUM


@pytest.fixture(scope="module")
def desk():
    with FakeSalesdesk(key=API_KEY, site=SITE) as fake:
        yield fake


@pytest.fixture(scope="module")
def site():
    with ShopSite() as shop:
        shop.pages = {
            "/": classic(order()),
            "/checkout/order-received/1042/": classic(order()),
            "/checkout/order-received/1043/": blocks(order(number="1043", lines=(replace(MUG, quantity="5"),))),
        }
        yield shop


@pytest.fixture(scope="module")
def packed(desk):
    given = ExtensionSettings(server=desk.url, shop="Valdman", site_id=SITE, api_key=API_KEY)
    return build_extension(given, browser=Browser.CHROME)


@pytest.fixture(scope="module")
def extension(packed, tmp_path_factory):
    return unpack_test_build(packed, tmp_path_factory.mktemp("extension"))


@pytest.fixture(scope="module")
def playwright(chromium):
    with chromium.drive() as running:
        yield running


@pytest.fixture(scope="module")
def running(playwright, extension, tmp_path_factory):
    with browse(
        playwright, chromium=CHROMIUM, extension=extension, profile=tmp_path_factory.mktemp("profile")
    ) as browser:
        browser.wait_for("state.settings?.api_key")
        yield browser


@pytest.fixture
def browser(running, desk):
    """As just installed: nothing allowed, nothing found, nothing sent."""
    desk.calls.clear()
    desk.orders.clear()
    desk.key = API_KEY
    running.worker.evaluate("""async () => {
        const { settings, packed } = await chrome.storage.local.get();
        await chrome.scripting.unregisterContentScripts();
        await chrome.alarms.clearAll();
        await chrome.storage.local.set({ settings, packed, sites: {}, orders: {}, problem: "" });
        await chrome.action.setBadgeText({ text: "" });
    }""")
    yield running
    for page in running.context.pages[1:]:
        page.close()


def allow(browser, site, *, auto=False):
    """Done once in the settings."""
    page = browser.options()
    page.get_by_label("Address of a shop").fill(site.url)
    page.get_by_role("button", name="Allow", exact=True).click()
    expect(page.locator("#sites li")).to_have_count(1)
    if auto:
        page.get_by_label("Send by itself").check()
    page.close()


def test_an_order_is_shown_before_it_is_sent_and_sent_once(browser, desk, site):
    shop = browser.open(site.url + RECEIPT)
    popup = browser.popup(over=shop)
    expect(popup.locator("main")).to_contain_text("Orders on this site are not read.")
    assert browser.states() == []
    popup.get_by_role("button", name="Allow this site").click()
    card = popup.locator(".card", has_text="Order 1042")
    expect(card.locator("tbody tr")).to_have_text(
        ["2 ×Mug bleu€25.00", "1 ×T-shirt – Marin (Taille: L, Broderie: M&D)€1,234.56"]
    )
    expect(card.locator("tfoot")).to_have_text("Total€1,214.46")
    expect(card.locator("dd")).to_have_text(
        [
            "Marie Durand",
            "+33 6 12 34 56 78",
            "marie@example.fr",
            "12 rue des Lilas, 75011 Paris, France",
            "Sonner deux fois.\nMerci !",
        ]
    )
    assert (desk.submits, browser.badge()) == ([], "1")
    card.get_by_label("Send by itself on this site from now on").check()
    card.get_by_role("button", name="Send to Valdman").click()
    expect(popup.get_by_role("link", name="ORD-2026-000001")).to_have_attribute(
        "href", f"{desk.url}/track/ORD-2026-000001"
    )
    [call] = desk.submits
    assert (call.headers["authorization"], call.headers["idempotency-key"]) == (f"Bearer {API_KEY}", KEY)
    assert "cookie" not in call.headers
    assert call.json | {"items": len(call.json["items"])} == {
        "site_id": SITE, "source": "woocommerce", "order_key": KEY, "external_id": "1042",
        "page_url": f"{site.url}/checkout/order-received/1042/", "currency": "EUR", "total": "1214.46",
        "customer": {
            "name": "Marie Durand", "phone": "+33 6 12 34 56 78", "email": "marie@example.fr", "language": "fr",
        },
        "address": "12 rue des Lilas, 75011 Paris, France", "notes": "Sonner deux fois.\nMerci !", "items": 2,
    }  # fmt: skip
    assert browser.badge() == ""
    # What was sent is forgotten here, but for its number.
    assert "Marie" not in str(browser.state())


def test_afterwards_orders_of_the_site_go_by_themselves_and_reloads_send_nothing(browser, desk, site):
    allow(browser, site, auto=True)
    shop = browser.open(site.url + RECEIPT)
    browser.wait_for('orders[0]?.state === "sent"')
    for _ in range(2):
        shop.reload()
        browser.open(site.url + RECEIPT)
    browser.open(site.url + SECOND)
    browser.wait_for('orders.filter((entry) => entry.state === "sent").length === 2')
    shop.wait_for_timeout(900)
    assert [call.json["external_id"] for call in desk.submits] == ["1042", "1043"]
    assert desk.submits[1].json["items"] == [
        {"name": "Mug bleu", "sku": "", "quantity": "5", "unit_price": "", "subtotal": "25.00", "external_id": ""}
    ]


def test_other_pages_are_not_even_looked_at_and_a_removed_site_is_not_read_at_all(browser, desk, site):
    allow(browser, site, auto=True)
    matches = browser.worker.evaluate("chrome.scripting.getRegisteredContentScripts().then(([one]) => one.matches)")
    assert matches == ["http://127.0.0.1/*key=wc_*"]
    browser.open(site.url).wait_for_timeout(900)
    assert (browser.states(), desk.calls) == ([], [])
    page = browser.options()
    page.get_by_role("button", name=f"Remove {site.url}").click()
    expect(page.locator("#sites li")).to_have_count(0)
    assert browser.worker.evaluate("chrome.scripting.getRegisteredContentScripts()") == []
    browser.open(site.url + RECEIPT).wait_for_timeout(900)
    assert (browser.states(), desk.calls) == ([], [])


def test_with_nothing_to_show_the_popup_says_what_to_do(browser):
    popup = browser.popup()
    expect(popup.locator("#site")).to_have_text(
        "Nothing is waiting. Open the thank-you page of an order, and what was found stands here."
    )


def test_a_page_that_nobody_wants_to_send_is_not_asked_about_again(browser, desk, site):
    allow(browser, site)
    shop = browser.open(site.url + RECEIPT)
    browser.wait_for('orders[0]?.state === "found"')
    popup = browser.popup(over=shop)
    popup.get_by_role("button", name="Not this one").click()
    expect(popup.locator("#found .card")).to_have_count(0)
    shop.reload()
    shop.wait_for_timeout(900)
    assert (browser.states(), desk.submits) == (["dismissed"], [])
    assert "Marie" not in str(browser.state())


def test_an_answer_that_was_lost_does_not_double_the_order(browser, desk, site):
    allow(browser, site, auto=True)
    desk.fail(SUBMIT, Vanish())
    shop = browser.open(site.url + RECEIPT)
    browser.wait_for("orders[0]?.tries === 1")
    assert browser.badge() == "…"
    popup = browser.popup(over=shop)
    expect(popup.locator("#waiting")).to_contain_text("The server cannot be reached.")
    popup.get_by_role("button", name="Try again now").click()
    expect(popup.locator("#sent")).to_contain_text("ORD-2026-000001")
    assert (len(desk.submits), list(desk.orders)) == (2, [KEY])


def test_a_busy_server_is_asked_again_by_the_clock_and_not_before_it_wishes(browser, desk, site):
    allow(browser, site, auto=True)
    desk.fail(SUBMIT, Response(429, {}, {"Retry-After": "300"}))
    browser.open(site.url + RECEIPT)
    browser.wait_for("orders[0]?.tries === 1")
    wait = browser.worker.evaluate("chrome.alarms.get('queue').then((alarm) => alarm.scheduledTime - Date.now())")
    assert 290_000 < wait <= 300_000
    # Five minutes later.
    browser.worker.evaluate("""async () => {
        const { orders } = await chrome.storage.local.get();
        for (const entry of Object.values(orders)) entry.due = Date.now();
        await chrome.storage.local.set({ orders });
        await chrome.alarms.create("queue", { when: Date.now() + 50 });
    }""")
    browser.wait_for('orders[0].state === "sent"')
    assert browser.worker.evaluate("chrome.alarms.getAll()") == []


def test_a_final_refusal_is_shown_and_not_tried_again(browser, desk, site):
    allow(browser, site, auto=True)
    desk.fail(SUBMIT, Response(422, {"code": "currency", "message": "The shop sells in ILS, not in EUR.", "facts": {}}))
    shop = browser.open(site.url + RECEIPT)
    browser.wait_for('orders[0]?.state === "refused"')
    popup = browser.popup(over=shop)
    expect(popup.locator(".error")).to_have_text("Not accepted: The shop sells in ILS, not in EUR.")
    shop.reload()
    shop.wait_for_timeout(900)
    assert (len(desk.submits), browser.badge()) == (1, "!")
    assert browser.worker.evaluate("chrome.alarms.getAll()") == []


def test_a_wrong_key_keeps_the_order_until_the_settings_are_right(browser, desk, site):
    allow(browser, site, auto=True)
    desk.key = "sk_9z9z9z9z_new"
    shop = browser.open(site.url + RECEIPT)
    browser.wait_for('state.problem === "key"')
    popup = browser.popup(over=shop)
    expect(popup.get_by_role("alert")).to_contain_text("The server does not know this API key. This key is not known.")
    assert (browser.states(), browser.badge()) == (["queued"], "!")
    page = browser.options()
    page.get_by_label("API key").fill(desk.key)
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator("#answer")).to_have_text("Connected to Valdman. Orders come in as site corner, in ILS.")
    page.get_by_label("Site id").fill("elsewhere")
    page.get_by_role("button", name="Test the connection").click()
    expect(page.locator("#answer")).to_contain_text("There is no such site.")
    page.get_by_label("Site id").fill(SITE)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#answer")).to_have_text("Saved.")
    browser.wait_for('orders[0].state === "sent"')
    assert browser.badge() == ""
    page.get_by_label("API key").fill(API_KEY)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Server").fill("http://desk.example")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#answer")).to_contain_text("with https://")
    assert browser.state()["settings"] == {"server": desk.url, "shop": "Valdman", "site_id": SITE, "api_key": API_KEY}


def test_what_waits_outlives_the_browser_and_leaves_when_it_starts_again(playwright, extension, desk, site, tmp_path):
    def start():
        return browse(playwright, chromium=CHROMIUM, extension=extension, profile=tmp_path)

    with FakeSalesdesk(key=API_KEY, site=SITE) as other:
        port = int(other.url.rsplit(":", 1)[1])
    with start() as browser:
        browser.wait_for("state.settings?.api_key")
        browser.worker.evaluate(f"""async () => {{
            const {{ settings }} = await chrome.storage.local.get();
            await chrome.storage.local.set({{ settings: {{ ...settings, server: "http://127.0.0.1:{port}" }} }});
        }}""")
        allow(browser, site, auto=True)
        browser.open(site.url + RECEIPT)
        # Nobody listens there now.
        browser.wait_for('orders[0]?.reason === "network"')
    with FakeSalesdesk(key=API_KEY, site=SITE, port=port) as back:
        with start() as browser:
            browser.wait_for('orders[0]?.state === "sent"')
            browser.open(site.url + RECEIPT).wait_for_timeout(900)
        assert [call.json["order_key"] for call in back.submits] == [KEY]


def test_without_the_browsers_permission_nothing_is_read_and_nobody_is_called(playwright, packed, desk, site, tmp_path):
    """The extension as people install it, in Hebrew: a wish that the browser has not granted stays a wish."""
    desk.calls.clear()
    hebrew = unpack_test_build(packed, tmp_path / "extension", granted=False, language="he")
    with browse(playwright, chromium=CHROMIUM, extension=hebrew, profile=tmp_path / "profile") as browser:
        page = browser.options()
        expect(page.locator("html[dir=rtl][lang=he]")).to_be_visible()
        expect(page.get_by_role("button", name="בדיקת החיבור")).to_be_visible()
        page.evaluate("(origin) => chrome.runtime.sendMessage({ kind: 'watch', origin })", site.url)
        page.reload()
        expect(page.locator("#sites li")).to_have_text(f"{site.url}לאשרהסרה")
        asked = """async () => {
            const { settings } = await chrome.runtime.sendMessage({ kind: "state" });
            return chrome.runtime.sendMessage({ kind: "check", settings });
        }"""
        assert page.evaluate(asked) == {"kind": "settings", "reason": "permission"}
        browser.open(site.url + RECEIPT).wait_for_timeout(900)
        assert (browser.states(), desk.calls) == ([], [])


def test_facebook_changes_its_address_and_draws_its_receipt_later(browser, desk):
    def answer(route):
        route.fulfill(
            body="<body><div role=main><a href='/marketplace/item/1/'>Chair</a> $5.00</div>", content_type="text/html"
        )

    browser.context.route("https://www.facebook.com/**", answer)
    page = browser.options()
    page.get_by_role("button", name="Allow Facebook Marketplace").click()
    expect(page.locator("#sites li")).to_have_count(1)
    market = browser.open("https://www.facebook.com/marketplace/item/1/")
    market.wait_for_timeout(900)
    assert browser.states() == []
    receipt = facebook(
        items=[("111", "Oak chair", "US$120.00", "Qty: 2")],
        total="US$244.00",
        labels=ENGLISH,
        ship_to=("Jane Roe", "5 High St"),
    )
    market.evaluate(
        """async (html) => {
            history.pushState({}, "", "/marketplace/orders/7234567890123456/receipt");
            await new Promise((done) => setTimeout(done, 1500));
            document.body.innerHTML = new DOMParser().parseFromString(html, "text/html").body.innerHTML;
        }""",
        receipt,
    )
    browser.wait_for('orders[0]?.state === "found"')
    [entry] = browser.state()["orders"].values()
    assert (entry["order"]["order_key"], entry["order"]["total"], desk.submits) == ("fb_7234567890123456", "244.00", [])
    browser.context.unroute("https://www.facebook.com/**", answer)


def test_one_page_of_a_site_that_is_not_allowed_can_be_read(browser, desk, site):
    front = browser.open(site.url)
    popup = browser.popup(over=front)
    popup.get_by_role("button", name="Read this page").click()
    expect(popup.locator("#site")).to_contain_text("No order was found on this page.")
    shop = browser.open(site.url + RECEIPT)
    popup = browser.popup(over=shop)
    popup.get_by_role("button", name="Read this page").click()
    expect(popup.locator("#found h2")).to_have_text("Order 1042")
    assert (browser.state()["sites"], desk.submits) == ({}, [])
