import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from channels.chat_page.origins import may_show, our_origin, read_origin, read_origins
from channels.chat_page.visitors import YEAR_SECONDS
from channels.models import Channel, EventStatus, InboundEvent
from channels.receiving.processing import process_event
from channels.services import ensure_local_channel, set_allowed_origins
from conversations.models import Author, Conversation, Message
from conversations.services import queue_message
from conversations.stream_tokens import Listener, read_listener
from lib.errors import DomainError
from tenants.scoping import tenant_scope

SITE = "https://shop.example"
OURS = "https://desk.example"
WIDGET, SESSION, MESSAGES = "/widget/valdman", "/widget/valdman/session", "/widget/valdman/messages"


@pytest.fixture(autouse=True)
def our_address(settings):
    cache.clear()
    settings.PUBLIC_URL = OURS


@pytest.fixture
def channel(shop):
    channel = ensure_local_channel(shop, "webchat")
    with tenant_scope(shop):
        set_allowed_origins(channel, [SITE])
    return channel


@pytest.fixture
def token(client, channel):
    return client.post(SESSION, headers={"Origin": SITE}).json()["token"]


def headers(token, origin=SITE):
    return {"Origin": origin, "Authorization": f"Bearer {token}"}


def say(client, token, text="Hi", **fields):
    return client.post(MESSAGES, {"text": text, **fields}, headers=headers(token))


def news(client, token, after=""):
    return client.get(MESSAGES, {"after": after}, headers=headers(token)).json()


def read_events(shop):
    """What a worker does."""
    with tenant_scope(shop):
        for event in InboundEvent.objects.filter(status=EventStatus.RECEIVED).order_by("pk"):
            process_event(event.pk)


def count(shop, model):
    with tenant_scope(shop):
        return model.objects.count()


def cors(response):
    return {name: value for name, value in response.items() if name.startswith("Access-Control-")}


# --- Origins ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        (" HTTPS://Shop.Example:443/ ", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://shop.ישראל", "https://shop.xn--4dbrk0ce"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_entry_becomes_what_browsers_send(text, origin):
    assert read_origin(text) == origin
    assert read_origin(origin) == origin


@pytest.mark.parametrize(
    "text",
    [
        "", "shop.example", "*", "https://*.shop.example", "https://", "https://shop.example/cart", "null",
        "https://shop.example?a=1", "https://shop.example#a", "https://me@shop.example", "ftp://shop.example",
        "https://shop.example:99999", "https://shop.example:port", "javascript:alert(1)", "https://shop .example",
        "https://shop.example.", "https://a..b", "https://straße.example", "https://[::1",
        f"https://{'a' * 63}.{'a' * 63}.{'a' * 63}.example",
        "https://shop.example\nhttps://evil.example", "https://shop.example\\@evil.example",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(text):
    with pytest.raises(DomainError) as refused:
        read_origin(text)
    assert refused.value.code == "wrong_origin"


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_origin_that_stays_the_same_or_is_refused(text):
    for typed in (text, f"https://{text}"):
        with suppress(DomainError):
            origin = read_origin(typed)
            assert (read_origin(origin), origin.isascii(), "*" in origin) == (origin, True, False)


def test_entries_are_kept_once_and_empty_ones_are_left_out():
    assert read_origins([SITE, "", f"{SITE}/", "http://b.example"]) == [SITE, "http://b.example"]
    with pytest.raises(DomainError) as refused:
        read_origins(f"https://{number}.example" for number in range(51))
    assert refused.value.code == "too_many_origins"


def test_one_wrong_entry_changes_nothing(channel, shop):
    with tenant_scope(shop), pytest.raises(DomainError):
        set_allowed_origins(channel, ["https://new.example", "everywhere"])
    with tenant_scope(shop):
        assert Channel.objects.get().allowed_origins == [SITE]


def test_our_own_site_is_always_allowed_and_an_empty_list_allows_no_other(settings):
    settings.PUBLIC_URL = "https://Desk.example:443/some/path"
    channel = Channel(kind="webchat")
    assert our_origin() == OURS
    assert [may_show(channel, origin) for origin in (OURS, SITE, "null", "")] == [True, False, False, False]


# --- Who may ask ------------------------------------------------------------------------------------
def test_an_allowed_site_learns_who_is_there_and_nothing_is_stored(client, channel, shop):
    response = client.get(WIDGET, headers={"Origin": SITE})
    assert response.json() == {"name": "Valdman", "agent": "", "open": None, "most": 4000}
    assert cors(response) == {"Access-Control-Allow-Origin": SITE}
    assert "Origin" in response["Vary"]
    assert not response.cookies
    assert count(shop, InboundEvent) == 0


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://shop.example", "https://shop.example:8443", "https://a.shop.example",
               "https://shop.example.evil.example", "HTTPS://SHOP.EXAMPLE", "null"],
)  # fmt: skip
def test_any_other_site_is_refused_and_may_not_even_read_that(client, channel, shop, token, origin):
    answers = [
        client.get(WIDGET, headers={"Origin": origin}),
        client.post(SESSION, headers={"Origin": origin}),
        client.get(MESSAGES, headers=headers(token, origin)),
        client.post(MESSAGES, {"text": "Hi"}, headers=headers(token, origin)),
        client.options(MESSAGES, headers={"Origin": origin, "Access-Control-Request-Method": "POST"}),
    ]
    assert [(answer.status_code, cors(answer)) for answer in answers] == [(403, {})] * 5
    assert all(answer["Vary"].startswith("Origin") for answer in answers)
    assert count(shop, InboundEvent) == 0


def test_our_own_page_asks_without_an_origin(client, channel):
    assert cors(client.get(WIDGET)) == {"Access-Control-Allow-Origin": OURS}


def test_another_shops_site_is_another_site(client, channel, other_shop):
    assert client.get("/widget/charlie", headers={"Origin": SITE}).status_code == 403
    assert client.get("/widget/charlie", headers={"Origin": OURS}).json()["name"] == "Charlie's"


def test_an_unknown_shop_and_a_switched_off_chat_are_404(client, channel, shop):
    with tenant_scope(shop):
        Channel.objects.update(is_enabled=False)
    for address in (WIDGET, SESSION, MESSAGES, "/widget/nobody"):
        response = client.options(address, headers={"Origin": SITE})
        assert (response.status_code, cors(response)) == (404, {})


@pytest.mark.parametrize(("address", "methods"), [(WIDGET, "GET"), (SESSION, "POST"), (MESSAGES, "GET, POST")])
def test_a_browser_that_asks_first_is_told_exactly_what_it_may(client, channel, address, methods):
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    response = client.options(address, headers=asked)
    assert (response.status_code, response.content) == (204, b"")
    assert cors(response) == {
        "Access-Control-Allow-Origin": SITE,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "authorization",
        "Access-Control-Max-Age": "600",
    }
    assert response["Vary"].startswith("Origin")
    refused = client.put(address, headers={"Origin": SITE})
    assert (refused.status_code, refused["Allow"]) == (405, methods)


# --- Visitors ---------------------------------------------------------------------------------------
def test_every_session_is_somebody_else_with_a_random_name(client, channel):
    answers = [client.post(SESSION, headers={"Origin": SITE}) for _ in range(3)]
    names = [answer.json()["token"].split(":")[0] for answer in answers]
    assert [(answer.status_code, len(name)) for answer, name in zip(answers, names, strict=True)] == [(201, 32)] * 3
    assert len(set(names)) == 3
    assert not any(answer.cookies for answer in answers)


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer forged", "Bearer visitor:1tabcd:signature", "Basic dXNlcjpw"])
def test_without_a_token_of_ours_nobody_reads_or_writes(client, channel, shop, sent):
    for answer in (
        client.get(MESSAGES, headers={"Origin": SITE, "Authorization": sent}),
        client.post(MESSAGES, {"text": "Hi"}, headers={"Origin": SITE, "Authorization": sent}),
    ):
        assert (answer.status_code, answer.json()) == (401, {"error": "unknown_visitor"})
        # The page has to see the status: it begins an empty chat.
        assert answer["Access-Control-Allow-Origin"] == SITE
    assert count(shop, InboundEvent) == 0


def test_a_token_of_another_shop_is_none(client, channel, token, other_shop):
    with tenant_scope(other_shop):
        set_allowed_origins(ensure_local_channel(other_shop, "webchat"), [SITE])
    assert client.get("/widget/charlie/messages", headers=headers(token)).status_code == 401
    assert client.post("/widget/charlie/messages", {"text": "Hi"}, headers=headers(token)).status_code == 401
    assert count(other_shop, InboundEvent) == 0


def test_a_token_ages(client, channel, token, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=YEAR_SECONDS + 1))
    assert client.get(MESSAGES, headers=headers(token)).status_code == 401


def test_the_cookie_of_the_chat_page_does_not_speak_for_a_widget(client, channel, shop):
    client.get("/chat/valdman")
    assert client.post(MESSAGES, {"text": "Hi"}, headers={"Origin": SITE}).status_code == 401
    forged = headers(client.cookies["visitor"].value)
    assert client.post(MESSAGES, {"text": "Hi"}, headers=forged).status_code == 401
    assert count(shop, InboundEvent) == 0


def test_one_visitor_reads_nothing_of_another(client, channel, shop, token):
    say(client, token, "my secret")
    read_events(shop)
    cursor = news(client, token)["cursor"]
    other = client.post(SESSION, headers={"Origin": SITE}).json()["token"]
    assert news(client, other, cursor) == {"messages": [], "pending": [], "typing": False, "cursor": "", "stream": ""}


# --- Talking ----------------------------------------------------------------------------------------
def test_a_message_goes_through_the_inbox_once(client, channel, shop, token):
    for _ in range(3):
        response = say(client, token, " 2 kg of beef ", client_id="c-1")
        assert (response.status_code, response.json()) == (202, {"id": "c-1"})
    read_events(shop)
    assert (count(shop, InboundEvent), count(shop, Message)) == (1, 1)
    assert [line["text"] for line in news(client, token)["messages"]] == ["2 kg of beef"]


def test_no_cross_site_check_is_needed_because_no_cookie_speaks(channel, token):
    assert say(Client(enforce_csrf_checks=True), token).status_code == 202


def test_the_cursor_brings_every_message_once(client, channel, shop, token):
    say(client, token, client_id="c-1")
    assert [line["client_id"] for line in news(client, token)["pending"]] == ["c-1"]
    read_events(shop)
    first = news(client, token)
    with tenant_scope(shop):
        talk = Conversation.objects.get()
        queue_message(talk, author=Author.AGENT, text="Hello!", choices=[{"id": "y", "title": "Yes"}], seq=1)
    second = news(client, token, first["cursor"])
    assert [line["text"] for line in first["messages"]] == ["Hi"]
    assert [(line["text"], line["choices"]) for line in second["messages"]] == [
        ("Hello!", [{"id": "y", "title": "Yes"}])
    ]
    assert news(client, token, second["cursor"])["messages"] == []


def test_a_tap_posts_the_choice_and_what_it_said(client, channel, shop, token):
    say(client, token, "Yes", choice="confirm:7")
    with tenant_scope(shop):
        body = json.loads(bytes(InboundEvent.objects.get().body))
    assert (body["text"], body["choice"]) == ("Yes", "confirm:7")


@pytest.mark.parametrize("text", ["", "  ", "\0", "x" * 4001])
def test_an_empty_or_endless_message_is_refused_and_nothing_is_stored(client, channel, shop, token, text):
    response = say(client, token, text)
    assert (response.status_code, response.json()) == (422, {"error": "text_length"})
    assert response["Access-Control-Allow-Origin"] == SITE
    assert count(shop, InboundEvent) == 0


def test_floods_are_stopped(client, channel, shop, token):
    codes = [say(client, token).status_code for _ in range(61)]
    assert codes == [202] * 60 + [429]
    refused = say(client, token)
    assert (refused.json(), refused["Retry-After"]) == ({"error": "too_fast"}, "60")
    assert refused["Access-Control-Allow-Origin"] == SITE
    codes = [client.post(SESSION, headers={"Origin": SITE}).status_code for _ in range(31)]
    assert codes[-1] == 429
    assert count(shop, InboundEvent) == 60


def test_only_pages_of_the_same_site_may_listen(client, channel, shop, token, settings):
    settings.STREAM_URL = "https://stream.example"
    say(client, token)
    read_events(shop)
    address, _, listener = news(client, token)["stream"].rpartition("/")
    with tenant_scope(shop):
        talk = Conversation.objects.get()
    assert address == "https://stream.example/stream"
    assert read_listener(listener) == Listener(str(talk.public_id), origin=SITE)
