"""What is said in the widget, on both sides."""

import pytest
from playwright.sync_api import expect

from config.tests.test_browser import streaming
from config.tests.widget.visiting import (
    allow,
    answer,
    focused,
    let_agent_answer,
    lines,
    open_chat,
    read_events,
    received,
    say,
    second_page,
    stored,
)
from conversations import live
from conversations.models import Author, Conversation, Message
from lib.testing.chromium import WITH_CHROMIUM
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


def test_a_visitor_writes_by_keyboard_alone_and_the_agent_answers(page, host):
    shop = allow(load_demo_shop("valdman"), host)
    page.goto(host.url)
    launcher = page.get_by_role("button", name="Chat with", exact=False)
    expect(launcher).to_have_attribute("aria-expanded", "false")
    assert stored(page) == [0, 0, ""]
    page.focus("#own")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(launcher).to_have_attribute("aria-expanded", "true")
    expect(page.locator("textarea")).to_be_focused()
    assert stored(page) == [0, 0, ""]
    page.keyboard.type("2 kg of beef sausages, please")
    page.keyboard.press("Enter")
    expect(page.locator(".typing")).to_be_visible()
    let_agent_answer(shop)
    expect(page.locator(".log .is-agent .bubble").last).to_contain_text("2 kg")
    expect(page.locator(".is-customer .state")).to_have_text("Received")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused(page) == "launcher"


def test_text_stays_text_and_only_web_addresses_become_links(page, host, shop):
    open_chat(page, host)
    say(page, "<img src=x onerror=alert(1)> https://example.com/a?b=1. javascript:alert(1)")
    read_events(shop)
    answer(shop, "<b>Yes</b> https://shop.example/x")
    expect(lines(page)).to_have_text(
        [
            "<img src=x onerror=alert(1)> https://example.com/a?b=1. javascript:alert(1)",
            "<b>Yes</b> https://shop.example/x",
        ]
    )
    assert [link.get_attribute("href") for link in page.locator(".bubble a").all()] == [
        "https://example.com/a?b=1", "https://shop.example/x",
    ]  # fmt: skip
    assert page.locator(".bubble :is(img, b)").count() == 0


def test_a_reload_keeps_the_thread_and_the_open_panel(page, host, shop):
    open_chat(page, host)
    say(page, "Hello")
    page.reload()
    # No worker has read it yet: it is there all the same.
    expect(lines(page)).to_have_text(["Hello"])
    read_events(shop)
    answer(shop, "Good morning!")
    page.reload()
    expect(lines(page)).to_have_text(["Hello", "Good morning!"])
    expect(page.get_by_role("dialog")).to_be_visible()
    assert focused(page) == "body"
    assert received(shop) == ["Hello"]


def test_answers_to_a_closed_panel_are_counted_until_they_are_seen(page, host, shop):
    open_chat(page, host)
    say(page, "Hello")
    read_events(shop)
    page.keyboard.press("Escape")
    answer(shop, "One")
    answer(shop, "Two")
    page.reload()
    expect(page.locator(".badge")).to_have_text("2")
    expect(page.locator(".launcher")).to_have_attribute("aria-label", "Chat with Valdman Butchers. New messages: 2")
    page.click(".launcher")
    expect(page.locator(".badge")).to_be_hidden()
    page.reload()
    expect(lines(page)).to_have_count(3)
    expect(page.locator(".badge")).to_be_hidden()


def test_a_tap_says_the_choice_once(page, host, shop):
    open_chat(page, host)
    say(page, "Sausages")
    read_events(shop)
    answer(shop, "Confirm?", choices=[{"id": "order:yes", "title": "Yes, please"}, {"id": "order:no", "title": "No"}])
    page.click(".log .choices button >> nth=0")
    expect(page.locator(".log .choices")).to_have_count(0)
    expect(page.locator("textarea")).to_be_focused()
    page.wait_for_function("!JSON.parse(Object.values(localStorage)[0]).pending.length")
    read_events(shop)
    with tenant_scope(shop):
        tapped = Message.objects.filter(author=Author.CUSTOMER).latest("pk")
    assert (tapped.text, tapped.media) == ("Yes, please", [{"kind": "choice", "id": "order:yes"}])


def test_pictures_are_shown_and_people_are_told_apart(page, host, shop, desk):
    page.expected += ["missing.png"]
    open_chat(page, host)
    say(page, "Hi")
    read_events(shop)
    shown = {"kind": "image", "url": f"{desk}/static/favicon.svg", "caption": "Beef"}
    answer(shop, "Look", media=[shown, {"kind": "image", "url": f"{desk}/static/missing.png", "caption": "Lamb"}])
    answer(shop, "Dana here", author=Author.STAFF)
    expect(page.get_by_role("img", name="Beef")).to_be_visible()
    # One that cannot be loaded stays a link.
    expect(page.get_by_role("link", name="Lamb")).to_have_attribute("href", f"{desk}/static/missing.png")
    expect(page.locator(".is-staff .by")).to_have_text("Team")


def test_a_draft_grows_and_the_stream_comes_again_without_loss(page, host, shop, settings):
    page.expected += ["ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING"]
    with streaming(settings):
        open_chat(page, host)
        with page.expect_response(lambda response: "/stream/" in response.url) as listening:
            say(page, "Hello")
            read_events(shop)
        assert listening.value.headers["access-control-allow-origin"] == host.url
        with tenant_scope(shop):
            talk = Conversation.objects.get().public_id
        live.publish(talk, {"type": "draft", "text": "Of course, <b>one"})
        expect(page.locator(".draft .bubble")).to_have_text("Of course, <b>one")
        expect(page.locator(".log")).not_to_contain_text("Of course")
        answer(shop, "Of course, one moment.")
        expect(lines(page)).to_have_text(["Hello", "Of course, one moment."])
        expect(page.locator(".draft")).to_be_hidden()
    # The stream is gone for good: the widget asks.
    answer(shop, "Still here.")
    expect(lines(page)).to_have_text(["Hello", "Of course, one moment.", "Still here."], timeout=10_000)


def test_two_pages_of_a_site_are_one_visitor(page, host, shop):
    open_chat(page, host)
    with second_page(page, host) as other:
        other.click(".launcher")
        say(page, "From the first")
        say(other, "From the second")
        read_events(shop)
        page.bring_to_front()
        expect(lines(page)).to_have_text(["From the first", "From the second"])
    with tenant_scope(shop):
        assert Conversation.objects.count() == 1
