"""The pages in a real browser: live chat, no sideways scrolling on a small phone, nothing that our policy forbids."""

import io
import threading
import time
import wave
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from django.core.cache import cache
from playwright.sync_api import expect

from channels.models import EventStatus, InboundEvent
from channels.receiving.processing import process_event
from channels.services import ensure_local_channel
from config import stream
from conversations import live
from conversations.attachments import expect_files, store_file
from conversations.models import Author, Conversation, Message
from conversations.services import Address, Incoming, mark_answered, queue_message, receive_message
from conversations.tests.factories import CustomerFactory
from lib.testing.chromium import WITH_CHROMIUM
from orders.tests.factories import make_order
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

# Chromium reports every refusal; a test that provokes one looks at what the page makes of it.
REFUSED = "status of 429"
SMALL_PHONE = {"width": 320, "height": 640}

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, settings):
    cache.clear()
    settings.PUBLIC_URL = live_server.url
    settings.STREAM_URL = ""
    return live_server.url


@pytest.fixture
def page(site, chromium):
    """A phone-sized page; whatever its console complains about fails the test. It leaves before the site does."""
    complaints = []
    with chromium.lend() as browser:
        page = browser.new_page(viewport=SMALL_PHONE, locale="en")
        page.on(
            "console", lambda line: line.type == "error" and REFUSED not in line.text and complaints.append(line.text)
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert complaints == []


@contextmanager
def streaming(settings):
    running = uvicorn.Server(uvicorn.Config(stream.application, port=0, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    settings.STREAM_URL = f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
    yield
    running.should_exit = True
    thread.join(timeout=10)


def read_events(shop):
    """What a worker does."""
    with tenant_scope(shop):
        for event in InboundEvent.objects.filter(status=EventStatus.RECEIVED).order_by("pk"):
            process_event(event.pk)


def answer(shop, text):
    with tenant_scope(shop):
        conversation = Conversation.objects.get()
        queue_message(conversation, author=Author.AGENT, text=text, seq=conversation.inbound_seq)
        mark_answered(conversation, seq=conversation.inbound_seq)
        live.publish(conversation.public_id, {"type": "message"})


def say(page, text):
    page.fill("#text", text)
    with posted(page):
        page.keyboard.press("Enter")


def posted(page):
    return page.expect_response(lambda response: response.request.method == "POST")


def sign_in(page, site, shop):
    with tenant_scope(shop):
        dana = UserFactory(username="dana", password="a long secret")
        user = MembershipFactory(tenant=shop, user=dana, role=Role.OWNER).user
    page.goto(f"{site}/panel/login")
    page.fill("#username", user.username)
    page.fill("#password", "a long secret")
    page.click("main button")


def test_a_chat_without_the_stream_is_asked_for_and_text_stays_text(page, site, shop):
    page.goto(f"{site}/chat/valdman")
    say(page, "<img src=x onerror=alert(1)> https://example.com/a?b=1.")
    expect(page.locator(".is-customer .bubble")).to_have_text("<img src=x onerror=alert(1)> https://example.com/a?b=1.")
    expect(page.locator("div[data-typing]")).to_be_visible()
    read_events(shop)
    answer(shop, "Yes, we have that.")
    expect(page.locator(".is-agent[data-id] .bubble")).to_have_text("Yes, we have that.")
    expect(page.locator(".is-customer .state")).to_have_text("Received")
    expect(page.locator("div[data-typing]")).to_be_hidden()
    assert page.locator(".bubble img").count() == 0
    assert page.locator(".is-customer a").get_attribute("href") == "https://example.com/a?b=1"


def test_a_draft_grows_and_gives_way_to_the_message(page, site, shop, settings):
    with streaming(settings):
        page.goto(f"{site}/chat/valdman")
        with page.expect_request(lambda request: "/stream/" in request.url):
            say(page, "Hello")
            read_events(shop)
        page.wait_for_timeout(300)
        with tenant_scope(shop):
            talk = Conversation.objects.get().public_id
        live.publish(talk, {"type": "draft", "text": "Of course, <b>one"})
        expect(page.locator("[data-draft] .bubble")).to_have_text("Of course, <b>one")
        answer(shop, "Of course, one moment.")
        expect(page.locator(".is-agent[data-id] .bubble")).to_have_text("Of course, one moment.")
        expect(page.locator("[data-draft]")).to_be_hidden()
        page.goto("about:blank")


def test_a_message_that_could_not_be_sent_is_sent_once_by_trying_again(page, site, shop):
    page.goto(f"{site}/chat/valdman")
    page.route("**/messages", lambda route: route.fulfill(status=429, json={"error": "Slowly, please."}))
    say(page, "Hello")
    expect(page.locator("[data-note]")).to_have_text("Slowly, please.")
    page.unroute("**/messages")
    with posted(page):
        page.click(".retry")
    expect(page.locator(".is-failed")).to_have_count(0)
    read_events(shop)
    expect(page.locator(".is-customer .state")).to_have_text("Received")
    assert page.locator(".message.is-customer").count() == 1


def hear(shop, *media, text=""):
    """A customer's message with its files, which are expected but not here yet."""
    address = Address("webchat", ensure_local_channel(shop, "webchat").public_id, "visitor", name="A" * 90)
    incoming = Incoming(f"m{Message.objects.count()}", text, kind=media[0]["kind"] if media else "text", media=media)
    message = receive_message(shop, address=address, incoming=incoming)
    return message, expect_files(message)


def recording(seconds=20):
    """Silence that a browser plays."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000 * seconds))
    return out.getvalue()


def test_a_recording_plays_on_while_the_thread_grows(page, site, shop, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with tenant_scope(shop):
        message, (voice,) = hear(shop, {"kind": "voice", "ref": "1", "seconds": 20})
        store_file(voice, content=recording(), mime_type="audio/wav", name="")
    sign_in(page, site, shop)
    page.goto(f"{site}/panel/valdman/conversations/{message.conversation.public_id}/")
    page.evaluate("document.querySelector('audio').muted = true")
    with page.expect_response(lambda response: response.status == 206):
        page.evaluate("document.querySelector('audio').play()")
    page.evaluate("document.querySelector('audio').currentTime = 15")
    with tenant_scope(shop):
        hear(shop, text="Did you hear it?")
    expect(page.locator(".message")).to_have_count(2)
    assert page.evaluate("(audio => !audio.paused && audio.currentTime >= 15)(document.querySelector('audio'))")
    expect(page.locator("#news")).not_to_be_empty()


def test_staff_send_a_picture_and_look_at_it_closely(page, site, shop, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    with tenant_scope(shop):
        message, _files = hear(shop, text="Do you have lamb?")
    sign_in(page, site, shop)
    page.goto(f"{site}/panel/valdman/conversations/{message.conversation.public_id}/")
    page.set_input_files("#picture", Path(__file__).parents[2] / "docs/img/order.png")
    expect(page.locator("[data-chosen-name]")).to_have_text("order.png")
    with posted(page):
        page.click(".reply button[type=submit]")
    expect(page.locator(".is-staff .picture img")).to_have_js_property("complete", True)
    assert page.evaluate("document.querySelector('.is-staff .picture img').naturalWidth") > 100
    expect(page.locator("[data-chosen]")).to_be_hidden()
    page.click("[data-large]")
    expect(page.locator("#large img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#large")).to_be_hidden()


def test_no_page_scrolls_sideways_on_a_small_phone(page, site, shop):
    with tenant_scope(shop):
        order = make_order(shop, customer=CustomerFactory(tenant=shop, name="A" * 90), address="B" * 120)
        place = {"kind": "location", "latitude": 1, "longitude": 2, "title": "C" * 120}
        talk = hear(shop, place, {"kind": "document", "ref": "1", "name": "D" * 120})[0].conversation
    sign_in(page, site, shop)
    order_page = f"/panel/valdman/orders/{order.public_id}/"
    tracked = f"/track/{order.number}?key={order.tracking_key}"
    for path in (
        "/track",
        tracked,
        "/chat/valdman",
        "/panel/valdman/orders/",
        order_page,
        "/panel/valdman/conversations/",
        f"/panel/valdman/conversations/{talk.public_id}/",
        f"/panel/valdman/customers/{talk.customer.public_id}/person?q=A",
        "/panel/valdman/channels/",
        "/panel/valdman/alerts/",
        "/panel/valdman/",
        "/panel/valdman/analytics/",
    ):
        page.goto(site + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"], path


def test_a_double_click_moves_an_order_one_step(page, site, shop):
    with tenant_scope(shop):
        order = make_order(shop)
    sign_in(page, site, shop)
    page.goto(f"{site}/panel/valdman/orders/{order.public_id}/")
    page.dblclick("#next-status")
    expect(page.locator("#order-status")).to_have_text("Confirmed")
    with tenant_scope(shop):
        order.refresh_from_db()
    assert order.status == "confirmed"


def test_what_was_typed_outlives_a_change_of_language_and_a_secret_is_not_kept(page, site, shop):
    sign_in(page, site, shop)
    page.goto(f"{site}/panel/valdman/orders/new")
    page.fill("[name=address]", "Herzl 15, Haifa")
    page.select_option("#language", "he")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("[name=address]")).to_have_value("Herzl 15, Haifa")
    page.reload()
    expect(page.locator("[name=address]")).to_have_value("")
    page.goto(f"{site}/panel/account")
    secret = page.locator("input[type=password]").first
    secret.fill("a long secret")
    assert "a long secret" not in page.evaluate("() => { keepTyped(); return JSON.stringify(sessionStorage) }")
    page.select_option("#language", "fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(secret).to_have_value("")
