"""The widget and the page that it is on leave each other alone, whatever the policy of the page."""

import pytest
from playwright.sync_api import expect

from channels.models import InboundEvent
from channels.services import ensure_local_channel, set_allowed_origins
from config.tests.test_browser import streaming
from config.tests.widget.host_site import HOSTILE
from config.tests.widget.visiting import (
    answer,
    focused,
    lines,
    open_chat,
    read_events,
    say,
    snippet,
    stored,
)
from lib.testing.chromium import WITH_CHROMIUM
from tenants.scoping import tenant_scope

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


def test_the_focus_is_not_trapped_and_the_page_hears_none_of_the_keys(page, host, shop):
    host.html += HOSTILE
    open_chat(page, host)
    page.keyboard.type("s")
    page.fill("textarea", "")
    visited = set()
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        visited.add(focused(page))
    assert {"launcher", "scroll", "input"} <= visited
    assert page.evaluate("keys").count("s") == 0


def test_the_page_cannot_break_the_widget_nor_the_widget_the_page(page, host, shop):
    def looks():
        style = "(element) => [...['color', 'font', 'display'].map((name) => getComputedStyle(element)[name])]"
        boxes = [page.locator(part).bounding_box() for part in (".launcher", ".panel", "textarea")]
        return boxes, [page.locator(part).evaluate(style) for part in (".root", "textarea", ".welcome h2")]

    open_chat(page, host)
    before, heading = looks(), page.locator("h1").bounding_box()
    page.evaluate("document.querySelector('salesdesk-chat').remove()")
    assert page.locator("h1").bounding_box() == heading
    host.html += HOSTILE
    open_chat(page, host)
    assert looks() == before
    assert page.evaluate("Object.keys(window).filter((name) => /sales|widget|chat/i.test(name))") == ["SalesdeskChat"]


def test_a_script_that_is_loaded_twice_shows_one_widget(page, host, shop, desk):
    host.html += snippet(desk)
    open_chat(page, host)
    assert page.locator("salesdesk-chat").count() == 1
    assert page.locator(".launcher").count() == 1


def test_a_strict_policy_of_the_page_needs_our_server_and_nothing_else(page, host, shop, desk, settings):
    with streaming(settings):
        host.policy = (
            f"default-src 'none'; script-src {desk}; connect-src {desk} {settings.STREAM_URL}; "
            "require-trusted-types-for 'script'; base-uri 'none'"
        )
        open_chat(page, host)
        with page.expect_response(lambda response: "/stream/" in response.url):
            say(page, "Hello")
            read_events(shop)
        answer(shop, "Styled all the same")
        expect(lines(page)).to_have_text(["Hello", "Styled all the same"])
        expect(page.locator(".launcher")).to_have_css("position", "fixed")
        page.goto("about:blank")


def test_a_policy_that_names_scripts_by_nonce_lets_all_parts_of_ours_in(page, host, shop, desk):
    host.html = snippet(desk, 'nonce="n0nce"')
    host.policy = f"default-src 'none'; script-src 'nonce-n0nce' 'strict-dynamic'; connect-src {desk}"
    open_chat(page, host)


def test_everything_is_loaded_from_our_server(page, host, shop, desk):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_chat(page, host)
    say(page, "Hello")
    assert {address.split("/", 3)[2] for address in asked} == {desk.split("/")[2], host.url.split("/")[2]}


def test_a_site_that_is_not_allowed_shows_nothing_and_stores_nothing(page, host, shop):
    page.expected += ["CORS policy", "status of 403", "ERR_FAILED"]
    with tenant_scope(shop):
        set_allowed_origins(ensure_local_channel(shop, "webchat"), ["https://other.example"])
    with page.expect_console_message(lambda line: "Salesdesk: no chat" in line.text):
        page.goto(host.url)
    assert page.locator("salesdesk-chat").count() == 0
    assert stored(page) == [0, 0, ""]
    page.evaluate("SalesdeskChat.open()")
    assert page.locator("h1").is_visible()
    with tenant_scope(shop):
        assert InboundEvent.objects.count() == 0
