"""Lost connections, lost answers and refusals: nothing is lost, and nothing is said twice."""

import pytest
from playwright.sync_api import expect

from config.tests.widget.visiting import lines, open_chat, read_events, received, say
from lib.testing.chromium import WITH_CHROMIUM

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


def test_what_is_written_without_a_connection_is_sent_once_when_it_is_back(page, host, shop):
    page.expected += ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"]
    open_chat(page, host)
    say(page, "First")
    page.context.set_offline(True)
    for text in ("Second", "Third"):
        page.fill("textarea", text)
        page.keyboard.press("Enter")
    expect(page.locator(".note")).to_contain_text("No connection")
    expect(page.locator(".is-pending .state").last).to_have_text("Waiting for the connection")
    page.context.set_offline(False)
    expect(page.locator(".state", has_text="Waiting")).to_have_count(0)
    expect(page.locator(".note")).to_be_hidden()
    read_events(shop)
    expect(page.locator(".is-pending")).to_have_count(0)
    assert received(shop) == ["First", "Second", "Third"]
    expect(lines(page)).to_have_text(["First", "Second", "Third"])


def test_an_answer_that_was_lost_on_the_way_does_not_double_the_message(page, host, shop):
    page.expected += ["ERR_FAILED", "ERR_CONNECTION"]
    open_chat(page, host)
    lost = []

    def lose_first(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/widget/valdman/messages*", lose_first)
    page.fill("textarea", "Only once")
    page.keyboard.press("Enter")
    expect(page.locator(".state", has_text="Waiting")).to_have_count(1)
    read_events(shop)
    expect(page.locator(".is-customer .state")).to_have_text("Received")
    page.wait_for_function("!JSON.parse(Object.values(localStorage)[0]).pending.length")
    read_events(shop)
    assert received(shop) == ["Only once"]
    expect(lines(page)).to_have_text(["Only once"])


def test_a_message_that_was_refused_is_given_back_and_can_be_tried_again(page, host, shop):
    page.expected += ["status of 429"]
    open_chat(page, host)
    refusal = {"status": 429, "json": {"error": "too_fast"}, "headers": {"Access-Control-Allow-Origin": host.url}}
    page.route("**/session", lambda route: route.fulfill(**refusal))
    page.fill("textarea", "Hello")
    page.keyboard.press("Enter")
    expect(page.locator(".note")).to_contain_text("You are very fast!")
    page.unroute("**/session")
    page.click(".retry")
    expect(page.locator(".is-failed")).to_have_count(0)
    expect(page.locator(".note")).to_be_hidden()
    page.wait_for_function("!JSON.parse(Object.values(localStorage)[0]).pending.length")
    read_events(shop)
    assert received(shop) == ["Hello"]


def test_a_visitor_whom_the_server_forgot_begins_an_empty_chat(page, host, shop):
    page.expected += ["status of 401"]
    open_chat(page, host)
    say(page, "Old")
    read_events(shop)
    page.evaluate("""() => {
        const [key] = Object.keys(localStorage);
        localStorage[key] = JSON.stringify({ ...JSON.parse(localStorage[key]), token: "forged:1:x" });
    }""")
    page.reload()
    expect(page.locator(".welcome")).to_be_visible()
    expect(lines(page)).to_have_count(0)
    page.fill("textarea", "New")
    page.keyboard.press("Enter")
    expect(page.locator(".typing")).to_be_visible()
    read_events(shop)
    expect(page.locator(".is-customer .state")).to_have_text("Received")
    expect(lines(page)).to_have_text(["New"])
