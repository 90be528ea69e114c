"""A visitor of another site than ours: what they do in the widget, and what the shop does meanwhile."""

from contextlib import contextmanager

from playwright.sync_api import expect

from agent.services import respond
from channels.models import EventStatus, InboundEvent
from channels.receiving.processing import process_event
from channels.sending.delivery import deliver
from channels.services import ensure_local_channel, set_allowed_origins
from conversations import live
from conversations.models import Author, Conversation, Message
from conversations.services import mark_answered, queue_message
from tenants.scoping import tenant_scope

DESK, PHONE = {"width": 1100, "height": 800}, {"width": 320, "height": 640}


def snippet(desk, options=""):
    return f'<script src="{desk}/static/widget.js" data-shop="valdman" {options} defer></script>'


def allow(shop, host):
    with tenant_scope(shop):
        set_allowed_origins(ensure_local_channel(shop, "webchat"), [host.url])
    return shop


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


@contextmanager
def second_page(page, host):
    other = page.context.new_page()
    other.goto(host.url)
    yield other
    other.goto("about:blank")
    other.close()
