"""The playground and connecting a bot, in a real browser: the answer grows, and what happens is seen by itself."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from agent.models import Job, ModelChoice
from agent.playground.models import PlaygroundTurn, TurnState
from agent.playground.services import answer
from channels.models import Channel
from channels.testing.fake_telegram import FakeTelegram
from channels.testing.telegram_updates import text_update, webhook_headers
from config.tests.test_browser import page, read_events, sign_in, site, streaming
from conversations import live
from lib.testing.chromium import WITH_CHROMIUM
from orders.models import Order
from tenants.models import Membership, Role
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.testing import load_demo_shop

__all__ = ["page", "site"]
# Somebody writes between the moment in which another part of the page changes and the one in which it has settled.
TYPE_WHILE_A_COUNT_COMES_IN = """async () => {
    const type = () => { document.getElementById("text").value = "typed meanwhile"; };
    document.addEventListener("htmx:beforeSwap", () => setTimeout(type), { once: true });
    const settled = new Promise((done) => document.addEventListener("htmx:afterSettle", done, { once: true }));
    htmx.ajax("GET", "/panel/valdman/conversations/waiting", "[hx-get$='/conversations/waiting']");
    await settled;
}"""
TOKEN = "7700000001:AAEfakeTokenForTests"

pytestmark = [*WITH_CHROMIUM, pytest.mark.django_db(transaction=True)]


def come_in(page, site, shop):
    sign_in(page, site, shop)
    with tenant_scope(shop):
        Membership.objects.filter(user__username="dana").update(role=Role.MANAGER)


def answer_waiting(shop):
    """What a worker does."""
    with tenant_scope(shop):
        for turn in PlaygroundTurn.objects.filter(state=TurnState.WAITING):
            answer(turn.pk)


def test_enter_sends_the_answer_grows_and_an_order_is_tapped_through(page, site, settings):
    shop = load_demo_shop("valdman")
    with tenant_scope(shop):
        ModelChoice.objects.filter(job=Job.CHAT).delete()
    with streaming(settings):
        come_in(page, site, shop)
        page.goto(f"{site}/panel/valdman/playground/", wait_until="networkidle")
        page.evaluate(TYPE_WHILE_A_COUNT_COMES_IN)
        expect(page.locator("#text")).to_have_value("typed meanwhile")
        page.fill("#text", "1 kg pastrami to Herzl 15")
        page.press("#text", "Enter")
        expect(page.locator("[data-typing]")).to_be_attached()
        with tenant_scope(shop):
            talk = PlaygroundTurn.objects.get().session.talk_id
        grows = page.locator(".draft:not([hidden])")
        for _try in range(50):
            live.publish(talk, {"type": "draft", "text": "With pleasure!"})
            if grows.count():
                break
            page.wait_for_timeout(100)
        expect(grows).to_contain_text("With pleasure!")
        answer_waiting(shop)
        page.click(".choices button >> nth=0")
        expect(page.locator(".message.is-customer")).to_have_count(2)
        answer_waiting(shop)
        expect(page.locator(".message.is-agent:not(.draft)")).to_have_count(2)
        page.locator(".trace").last.locator("summary").first.click()
        expect(page.locator(".trace").last).to_contain_text("confirm_order")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with scopes_disabled():
        assert not Order.objects.exists()


def test_a_bot_is_connected_and_its_first_message_is_seen_without_a_click(page, site, shop, settings):
    with FakeTelegram() as telegram:
        settings.TELEGRAM_BASE_URL = telegram.url
        come_in(page, site, shop)
        page.goto(f"{site}/panel/valdman/channels/connect/")
        page.click("text=Telegram")
        page.fill("#credential-token", TOKEN)
        page.click("main button[type=submit]")
        expect(page.locator("#live")).to_contain_text("Waiting.")
        with tenant_scope(shop):
            channel = Channel.objects.get(kind="telegram")
        assert telegram.webhooks[TOKEN]["url"] == f"{site}/webhooks/telegram/{channel.public_id}"
        headers = webhook_headers(channel.secret)
        Client().post(
            f"/webhooks/telegram/{channel.public_id}", text_update(1, chat_id=7, text="Hello"),
            content_type=headers.pop("Content-Type"), headers=headers,
        )  # fmt: skip
        read_events(shop)
        expect(page.locator("#live")).to_contain_text("It works: a message has come in.")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
