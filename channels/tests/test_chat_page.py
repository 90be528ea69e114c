import json

import pytest
from django.core.cache import cache
from django.test import Client

from channels.models import Channel, EventStatus, InboundEvent
from channels.receiving.processing import process_event
from channels.services import ensure_local_channel
from conversations.attachments import read_picture, reply_with_picture
from conversations.models import Author, Conversation, Identity, Message, MessageStatus
from conversations.services import queue_message, take_over
from conversations.stream_tokens import Listener, read_listener
from tenants.scoping import tenant_scope
from tenants.tests.factories import UserFactory

PAGE = "/chat/valdman"
MESSAGES = "/chat/valdman/messages"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def visitor(client, shop):
    client.get(PAGE)
    return client


def read_events(shop):
    """What a worker does."""
    with tenant_scope(shop):
        for event in InboundEvent.objects.filter(status=EventStatus.RECEIVED).order_by("pk"):
            process_event(event.pk)


def answer(shop, text, **fields):
    with tenant_scope(shop):
        conversation = Conversation.objects.get()
        author = fields.pop("author", Author.AGENT)
        return queue_message(conversation, author=author, text=text, seq=conversation.inbound_seq, **fields)


def news(client, after=""):
    return client.get(MESSAGES, {"after": after}, **JSON).json()


def count(shop, model):
    with tenant_scope(shop):
        return model.objects.count()


def test_the_page_knows_its_visitor_and_where_messages_go(client, shop):
    response = client.get(PAGE)
    page = response.content.decode()
    assert 'data-messages-url="/chat/valdman/messages"' in page
    assert 'name="csrfmiddlewaretoken"' in page
    cookie = response.cookies["visitor"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", PAGE)
    assert cookie["max-age"] == 365 * 24 * 3600


def test_a_visitor_stays_the_same_person(visitor, shop):
    before = visitor.cookies["visitor"].value.split(":")[0]
    visitor.get(PAGE)
    assert visitor.cookies["visitor"].value.split(":")[0] == before


def test_a_cookie_that_we_did_not_sign_is_nobody(client, shop):
    client.cookies["visitor"] = "somebody-else"
    client.get(PAGE)
    assert "somebody-else" not in client.cookies["visitor"].value


def test_an_unknown_shop_is_404(client, db):
    assert client.get("/chat/nobody").status_code == 404
    assert client.get("/chat/nobody/messages").status_code == 404
    assert client.post("/chat/nobody/messages", {"text": "Hi"}).status_code == 404


def test_a_closed_shop_and_a_switched_off_chat_are_404(client, shop):
    with tenant_scope(shop):
        ensure_local_channel(shop, "webchat")
        Channel.objects.update(is_enabled=False)
    assert client.get(PAGE).status_code == 404
    shop.is_active = False
    shop.save()
    assert client.post(MESSAGES, {"text": "Hi"}).status_code == 404


def test_a_message_goes_through_the_inbox(visitor, shop):
    response = visitor.post(MESSAGES, {"text": " 2 kg of beef ", "client_id": "c-1"}, **JSON)
    assert (response.status_code, response.json()) == (202, {"id": "c-1"})
    with tenant_scope(shop):
        event = InboundEvent.objects.get()
    body = json.loads(bytes(event.body))
    assert (body["id"], body["text"]) == ("c-1", "2 kg of beef")
    assert event.external_id == f"{body['visitor']}:c-1"


def test_a_double_click_is_one_message(visitor, shop):
    for _ in range(3):
        assert visitor.post(MESSAGES, {"text": "Hi", "client_id": "c-1"}, **JSON).status_code == 202
    read_events(shop)
    assert (count(shop, InboundEvent), count(shop, Message)) == (1, 1)


def test_two_visitors_may_use_the_same_client_id(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi", "client_id": "c-1"}, **JSON)
    visitor.cookies.clear()
    visitor.post(MESSAGES, {"text": "Hi", "client_id": "c-1"}, **JSON)
    read_events(shop)
    assert (count(shop, Message), count(shop, Identity)) == (2, 2)


def test_a_text_that_nobody_can_read_is_refused_and_nothing_is_stored(visitor, shop):
    assert visitor.post(MESSAGES, {"text": "\0"}, **JSON).status_code == 400
    assert count(shop, InboundEvent) == 0


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_empty_or_endless_message_is_refused_and_nothing_is_stored(visitor, shop, text):
    response = visitor.post(MESSAGES, {"text": text}, **JSON)
    assert response.status_code == 422
    assert "4000" in response.json()["error"]
    assert count(shop, InboundEvent) == 0


def test_the_longest_message_is_taken(visitor, shop):
    assert visitor.post(MESSAGES, {"text": "x" * 4000}, **JSON).status_code == 202


def test_a_plain_form_comes_back_to_a_page_that_shows_the_message(visitor, shop):
    response = visitor.post(MESSAGES, {"text": "<script>alert(1)</script>"}, follow=True)
    assert response.redirect_chain == [(f"{PAGE}#newest", 302)]
    page = response.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    read_events(shop)
    assert visitor.get(PAGE).content.decode().count("&lt;script&gt;alert(1)") == 1


def test_a_plain_form_that_is_refused_keeps_what_was_written(visitor, shop):
    response = visitor.post(MESSAGES, {"text": "y" * 4001})
    assert response.status_code == 422
    assert "y" * 4001 in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_the_cursor_brings_every_message_once(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi", "client_id": "c-1"}, **JSON)
    read_events(shop)
    first = news(visitor)
    answer(shop, "Hello!", choices=[{"id": "y", "title": "Yes"}])
    second = news(visitor, first["cursor"])
    third = news(visitor, second["cursor"])
    assert [(line["author"], line["text"], line["client_id"]) for line in first["messages"]] == [
        ("customer", "Hi", "c-1")
    ]
    assert [(line["author"], line["text"]) for line in second["messages"]] == [("agent", "Hello!")]
    assert second["messages"][0]["choices"] == [{"id": "y", "title": "Yes"}]
    assert (third["messages"], third["cursor"]) == ([], second["cursor"])
    assert set(first["messages"][0]) >= {"id", "author", "text", "at", "status"}


CHOICES = [{"id": "yes", "title": "Yes & no"}, {"id": "no", "title": "No"}]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
PICTURE = {"kind": "image", "url": "https://shop.example/beef.jpg", "caption": "Beef"}


def test_a_tap_posts_the_choice_and_what_it_said(visitor, shop):
    tap = {"text": "Yes", "choice": "confirm:7", "client_id": "c-1"}
    assert visitor.post(MESSAGES, tap, **JSON).status_code == 202
    with tenant_scope(shop):
        body = json.loads(bytes(InboundEvent.objects.get().body))
    assert (body["text"], body["choice"]) == ("Yes", "confirm:7")
    assert visitor.post(MESSAGES, tap | {"choice": "x" * 201}, **JSON).status_code == 422


def test_the_newest_choices_are_forms_that_work_without_scripts(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    read_events(shop)
    answer(shop, "Sure?", choices=CHOICES)
    page = visitor.get(PAGE).content.decode()
    assert '<input type="hidden" name="text" value="Yes &amp; no">' in page
    assert '<input type="hidden" name="choice" value="yes">' in page
    assert 'data-say="Yes &amp; no" data-choice="yes"' in page
    answer(shop, "Never mind.")
    assert 'name="choice"' not in visitor.get(PAGE).content.decode()


def test_pictures_of_ours_are_shown_and_nothing_that_could_run(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    read_events(shop)
    said = answer(shop, "Look:")
    with tenant_scope(shop):
        said.media = [PICTURE, {"kind": "image", "url": "javascript:alert(1)"}, {"kind": "product", "id": "7"}]
        said.save(update_fields=["media"])
    assert news(visitor)["messages"][1]["media"] == [PICTURE]
    response = visitor.get(PAGE)
    assert '<img src="https://shop.example/beef.jpg" alt="Beef"' in response.content.decode()
    assert "javascript:" not in response.content.decode()
    assert "img-src 'self' https:" in response["Content-Security-Policy"]


def test_a_picture_of_staff_has_an_address_that_the_visitor_can_open(visitor, shop, settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_URL = str(tmp_path), "https://desk.example"
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    read_events(shop)
    with tenant_scope(shop):
        picture = read_picture(PNG, name="beef.png")
        reply_with_picture(Conversation.objects.get(), staff=UserFactory(), picture=picture)
    (shown,) = news(visitor)["messages"][1]["media"]
    assert shown["url"].startswith("https://desk.example/media/")
    opened = visitor.get(shown["url"].removeprefix("https://desk.example"))
    assert (b"".join(opened.streaming_content), opened["Content-Type"]) == (PNG, "image/png")


def test_a_person_of_the_shop_is_told_apart(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    read_events(shop)
    answer(shop, "Dana here.", author=Author.STAFF)
    page = visitor.get(PAGE, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert '<span class="by">Team</span>' in page
    assert news(visitor)["messages"][1]["author"] == "staff"


def test_what_was_withdrawn_was_never_said(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    read_events(shop)
    withdrawn, said = answer(shop, "Old price"), answer(shop, "New price")
    with tenant_scope(shop):
        Message.objects.filter(pk=withdrawn.pk).update(status=MessageStatus.WITHDRAWN)
    first = news(visitor)
    assert [line["text"] for line in first["messages"]] == ["Hi", "New price"]
    assert first["cursor"] == str(said.public_id)


def test_what_no_worker_has_read_yet_is_not_lost_after_a_reload(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi", "client_id": "c-1"}, **JSON)
    waiting = news(visitor)["pending"]
    assert [(line["text"], line["client_id"], line["status"]) for line in waiting] == [("Hi", "c-1", "sending")]
    read_events(shop)
    assert news(visitor)["pending"] == []


def test_a_cursor_of_nobodys_begins_at_the_beginning(visitor, shop):
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    read_events(shop)
    assert len(news(visitor, "nonsense")["messages"]) == 1


def test_another_visitor_reads_nothing(visitor, shop):
    visitor.post(MESSAGES, {"text": "my secret"}, **JSON)
    read_events(shop)
    cursor = news(visitor)["cursor"]
    answer(shop, "your secret")
    visitor.cookies.clear()
    assert news(visitor, cursor) == {"messages": [], "pending": [], "typing": False, "cursor": "", "stream": ""}
    assert "secret" not in visitor.get(PAGE).content.decode()


def test_the_same_visitor_is_somebody_else_in_another_shop(visitor, shop, other_shop):
    visitor.post(MESSAGES, {"text": "my secret"}, **JSON)
    read_events(shop)
    stolen = visitor.cookies["visitor"].value
    visitor.cookies.clear()
    visitor.cookies["visitor"] = stolen
    assert visitor.get("/chat/charlie/messages", **JSON).json()["messages"] == []
    assert "secret" not in visitor.get("/chat/charlie").content.decode()


def test_typing_is_shown_while_the_agent_owes_an_answer(visitor, shop):
    assert news(visitor)["typing"] is False
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    assert news(visitor)["typing"] is True
    read_events(shop)
    assert news(visitor)["typing"] is True
    with tenant_scope(shop):
        take_over(Conversation.objects.get())
    assert news(visitor)["typing"] is False


def test_the_visitors_page_may_listen_to_their_conversation(visitor, shop, settings):
    settings.STREAM_URL = "https://stream.example.com"
    assert news(visitor)["stream"] == ""
    visitor.post(MESSAGES, {"text": "Hi"}, **JSON)
    read_events(shop)
    address, _, token = news(visitor)["stream"].rpartition("/")
    with tenant_scope(shop):
        assert read_listener(token) == Listener(str(Conversation.objects.get().public_id), origin="")
    assert address == "https://stream.example.com/stream"


def test_a_flood_is_stopped_kindly(visitor, shop):
    codes = [visitor.post(MESSAGES, {"text": "Hi"}, **JSON).status_code for _ in range(61)]
    assert codes == [202] * 60 + [429]
    assert "דקה" in visitor.post(MESSAGES, {"text": "Hi"}, **JSON).json()["error"]
    assert count(shop, InboundEvent) == 60


def test_a_form_of_another_site_is_refused(shop):
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(PAGE)
    assert stranger.post(MESSAGES, {"text": "Hi"}).status_code == 403
    assert count(shop, InboundEvent) == 0
