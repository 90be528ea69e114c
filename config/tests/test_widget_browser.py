"""The chat widget in a real browser, on a page of another site than ours, whose own scripts and styles are hostile."""

import os
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect, sync_playwright

from agent.services import respond
from channels.delivery import deliver
from channels.models import EventStatus, InboundEvent
from channels.processing import process_event
from channels.services import ensure_local_channel, set_allowed_origins
from config.tests.host_site import HOSTILE, serve_site
from config.tests.test_browser import streaming
from conversations import live
from conversations.models import Author, Conversation, Message
from conversations.services import mark_answered, queue_message
from tenants.scoping import tenant_scope
from tenants.testing import load_demo_shop, make_shop

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
DESK, PHONE = {"width": 1100, "height": 800}, {"width": 320, "height": 640}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here: apt-get install chromium, or set CHROMIUM"),
]


@pytest.fixture
def desk(settings, transactional_db):
    """Our own server; WhiteNoise hands the script out, as in production."""
    cache.clear()
    thread = LiveServerThread("127.0.0.1", static_handler=lambda application: application)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    settings.PUBLIC_URL, settings.STREAM_URL = f"http://127.0.0.1:{thread.port}", ""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    yield settings.PUBLIC_URL
    thread.terminate()


@pytest.fixture
def host(desk):
    """A shop's web site with the widget, the butcher's."""
    with serve_site() as site:
        site.html = f'{snippet(desk)}<title>Butcher</title><body><h1>Meat</h1><input id="own">'
        yield site


@pytest.fixture
def shop(host):
    return allow(make_shop("valdman", name="Valdman Butchers"), host)


def allow(shop, host):
    with tenant_scope(shop):
        set_allowed_origins(ensure_local_channel(shop, "webchat"), [host.url])
    return shop


@pytest.fixture
def browser(host, monkeypatch):
    # Playwright keeps an event loop in this thread; the test itself is still synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        # Under a running loop Django keeps connections of their own, which nobody else would close.
        connections.close_all()


@pytest.fixture
def page(browser):
    """A page whose console complaints fail the test, but for those that `page.expected` names."""
    page = browser.new_context(viewport=DESK, locale="en", reduced_motion="reduce").new_page()
    page.expected, complaints = ["favicon.ico"], []
    page.on("console", lambda line: line.type == "error" and complaints.append(f"{line.text} {line.location}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.goto("about:blank")
    assert [text for text in complaints if not any(part in text for part in page.expected)] == []


def snippet(desk, options=""):
    return f'<script src="{desk}/static/widget.js" data-shop="valdman" {options} defer></script>'


def read_events(shop):
    """What a worker does."""
    with tenant_scope(shop):
        for event in InboundEvent.objects.filter(status=EventStatus.RECEIVED).order_by("pk"):
            process_event(event.pk)


def let_agent_answer(shop):
    read_events(shop)
    with tenant_scope(shop):
        talk = Conversation.objects.get()
        respond(talk.pk, hurry=True)
        deliver(talk.pk)


def answer(shop, text, *, author=Author.AGENT, media=(), **fields):
    with tenant_scope(shop):
        talk = Conversation.objects.get()
        message = queue_message(talk, author=author, text=text, seq=talk.inbound_seq, **fields)
        Message.objects.filter(pk=message.pk).update(media=list(media))
        mark_answered(talk, seq=talk.inbound_seq)
        live.publish(talk.public_id, {"type": "message"})


def received(shop):
    """What reached the shop, in order."""
    with tenant_scope(shop):
        return list(Message.objects.filter(author=Author.CUSTOMER).order_by("pk").values_list("text", flat=True))


def open_chat(page, host):
    page.goto(host.url)
    page.click(".launcher")
    expect(page.locator("textarea")).to_be_focused()


def say(page, text):
    page.fill("textarea", text)
    with page.expect_response(lambda response: response.request.method == "POST" and "/messages" in response.url):
        page.keyboard.press("Enter")


def focused(page):
    """The class or tag of what has the focus inside the widget; the host page's element otherwise."""
    return page.evaluate("""() => {
        const inside = document.activeElement.shadowRoot?.activeElement;
        return inside ? inside.className || inside.localName : document.activeElement.localName;
    }""")


def stored(page):
    return page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")


def lines(page):
    return page.locator(".log .bubble")


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


@pytest.mark.parametrize(
    ("code", "direction", "word"), [("he-IL", "rtl", "לכתוב הודעה…"), ("pt", "ltr", "Write a message…")]
)
def test_the_language_of_the_page_is_spoken_in_its_direction(page, host, shop, code, direction, word):
    host.language = code
    open_chat(page, host)
    expect(page.locator(".root")).to_have_attribute("dir", direction)
    expect(page.locator("textarea")).to_have_attribute("placeholder", word)
    launcher, panel = page.locator(".launcher").bounding_box(), page.locator(".panel").bounding_box()
    is_left = launcher["x"] < DESK["width"] / 2
    assert is_left == (direction == "rtl") == (panel["x"] < DESK["width"] / 2)


def test_the_owner_chooses_language_side_and_color(page, host, shop, desk):
    host.html = snippet(desk, 'data-language="fr" data-position="left" data-color="#ffd400"')
    open_chat(page, host)
    expect(page.locator("textarea")).to_have_attribute("placeholder", "Écrivez un message…")
    expect(page.locator(".launcher")).to_have_css("background-color", "rgb(255, 212, 0)")
    expect(page.locator(".launcher")).to_have_css("color", "rgb(0, 0, 0)")
    assert page.locator(".launcher").bounding_box()["x"] == 20


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


def test_on_a_phone_the_panel_is_the_screen_and_the_page_behind_rests(page, host, shop):
    page.set_viewport_size(PHONE)
    open_chat(page, host)
    assert page.locator(".panel").bounding_box() == {"x": 0, "y": 0, **PHONE}
    expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true")
    assert page.evaluate("document.body.inert") is True
    say(page, "A" * 200 + " 2 kg")
    assert page.locator(".scroll").evaluate("(element) => element.scrollWidth <= element.clientWidth")
    for part in (".head .round", ".row .round", ".is-customer .bubble"):
        box = page.locator(part).bounding_box()
        assert box["x"] + box["width"] <= PHONE["width"], part
    page.click(".head .round")
    assert page.evaluate("document.body.inert") is False
    assert focused(page) == "launcher"


@contextmanager
def second_page(page, host):
    other = page.context.new_page()
    other.goto(host.url)
    yield other
    other.goto("about:blank")
    other.close()


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
