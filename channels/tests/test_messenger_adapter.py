import socket
import traceback
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Account, Delivery, Outgoing, WebhookState, Window
from channels.messenger.adapter import MessengerAdapter
from channels.meta.messaging_webhook import PAGE_FIELDS
from channels.testing.fake_messenger import (
    APP_ID,
    APP_SECRET,
    APP_TOKEN,
    PAGE_ID,
    PAGE_TOKEN,
    VERSION,
    FakeMessenger,
    delivery,
    said,
    signed,
)
from lib.errors import ProviderError
from lib.testing.server import Call, FakeServer, Hang, Response, Vanish

CREDENTIALS = {
    "token": PAGE_TOKEN, "page_id": PAGE_ID, "app_id": APP_ID, "app_secret": APP_SECRET, "verify_token": "v-token",
}  # fmt: skip
CUSTOMER = "6677889900112233"
HERE = "https://shop.test/webhooks/messenger/1"
SEND = FakeMessenger.SEND
SUBSCRIBE = f"POST /{VERSION}/{PAGE_ID}/subscribed_apps"
SET_ADDRESS = f"POST /{VERSION}/{APP_ID}/subscriptions"
adapter = MessengerAdapter()


@pytest.fixture
def graph(settings):
    with FakeMessenger() as server:
        settings.META_BASE_URL = server.url
        settings.OUTBOUND_TIMEOUT = 0.5
        yield server


def send(text="Hello", *, credentials=CREDENTIALS, **fields):
    """Render and send all of it; the ids in order."""
    parts = adapter.render(Outgoing(text, **fields))
    return [adapter.send(part, to=CUSTOMER, credentials=credentials) for part in parts]


def refused(function, *args, **kwargs) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        function(*args, **kwargs)
    return caught.value


# --- Out ------------------------------------------------------------------------------------------
def test_send_returns_the_messages_id(graph):
    assert send("Hi", choices=[{"id": "y", "title": "Yes"}], correlation="abc") == ["m_1"]
    (call,) = graph.list_calls(SEND)
    assert call.headers["authorization"] == f"Bearer {PAGE_TOKEN}"
    assert (call.query, call.json) == (
        {},
        {
            "recipient": {"id": CUSTOMER},
            "messaging_type": "RESPONSE",
            "message": {
                "text": "Hi",
                "quick_replies": [{"content_type": "text", "title": "Yes", "payload": "y"}],
                "metadata": "abc:0",
            },
        },
    )


def test_the_pause_stays_with_us(graph):
    send("Hi", is_paced=True)
    assert set(graph.list_calls(SEND)[0].json) == {"recipient", "messaging_type", "message"}


def test_meta_takes_everything_that_we_render(graph):
    choices = [{"id": str(number), "title": "t" * 20} for number in range(13)]
    media = [{"kind": "image", "url": f"https://shop.test/{number}.jpg", "caption": "c" * 2500} for number in range(3)]
    ids = send("x" * 4100, choices=choices, media=media, reply_to="m_0", correlation="abc", is_late=True)
    assert ids == [f"m_{number}" for number in range(1, 13)]
    assert len(graph.sent) == 12
    assert {sent.request["tag"] for sent in graph.sent} == {"HUMAN_AGENT"}


@pytest.mark.parametrize(
    ("code", "subcode", "verdict", "reason"),
    [
        (10, 2018278, "permanent", "window_closed"),
        (551, None, "permanent", "blocked"),
        (190, 463, "stop_channel", "unauthorized"),
        (368, None, "stop_channel", "account_blocked"),
        (613, None, "transient", "too_many"),
        (1200, None, "transient", "unavailable"),
    ],
)
def test_refusals_are_told_apart(graph, code, subcode, verdict, reason):
    graph.fail(SEND, graph.error(code, subcode))
    error = refused(send)
    assert (error.verdict, error.code, error.uncertain) == (verdict, reason, False)
    assert len(graph.list_calls(SEND)) == 1
    assert graph.sent == []


def test_a_proxys_error_page_is_transient(graph):
    graph.fail(SEND, Response(502, b"<html>"))
    error = refused(send)
    assert (error.code, error.permanent, error.uncertain) == ("unavailable", False, False)


@pytest.mark.parametrize("trouble", [Vanish(), Hang(0.8), Response(200, {}), Response(200, {"message_id": ""})])
def test_a_lost_answer_is_uncertain_and_not_repeated(graph, trouble):
    graph.fail(SEND, trouble)
    error = refused(send, "Hi", reply_to="m_0", media=[{"kind": "image", "url": "https://shop.test/1.jpg"}])
    assert (error.uncertain, error.permanent) == (True, False)
    assert len(graph.list_calls(SEND)) == 1


def test_nobody_there_is_transient(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.META_BASE_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = refused(send)
    assert (error.permanent, error.uncertain) == (False, False)


def test_a_picture_that_cannot_be_loaded_goes_out_as_its_link(graph):
    graph.fail(SEND, graph.error(100, 2018047))
    assert send("Look", media=[{"kind": "image", "url": "https://shop.test/1.jpg"}], correlation="abc") == [
        "m_1",
        "m_2",
    ]
    assert graph.texts(CUSTOMER) == ["https://shop.test/1.jpg", "Look"]
    assert graph.sent[0].message["metadata"] == "abc:0"


def test_a_quotation_of_what_is_gone_is_left_out(graph):
    graph.fail(SEND, graph.error(100))
    assert send("Yes", reply_to="m_gone") == ["m_1"]
    assert [("reply_to" in call.json) for call in graph.list_calls(SEND)] == [True, False]


def test_a_picture_and_its_quotation_can_both_be_given_up(graph):
    graph.fail(SEND, graph.error(100), graph.error(100, 2018008))
    send("", media=[{"kind": "image", "url": "https://shop.test/1.jpg"}], reply_to="m_gone")
    assert graph.texts(CUSTOMER) == ["https://shop.test/1.jpg"]


@pytest.mark.parametrize("trouble", [Vanish(), Response(500, b"x"), Hang(0.8)])
def test_the_token_is_in_no_error(graph, trouble):
    graph.fail(SEND, trouble)
    assert PAGE_TOKEN not in "".join(traceback.format_exception(refused(send)))
    assert PAGE_TOKEN not in repr(adapter.node(CREDENTIALS))
    assert APP_SECRET not in repr(adapter.subscription(CREDENTIALS))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"page_id": "1/../2"}, "bad_address"),
        ({"page_id": ""}, "bad_address"),
        ({"token": "a\nb"}, "unauthorized"),
        ({"token": "שלום"}, "unauthorized"),
    ],
)
def test_what_is_no_account_or_token_never_leaves(graph, wrong, code):
    assert refused(send, credentials=CREDENTIALS | wrong).code == code
    assert graph.calls == []


def test_typing_is_seen_and_shown(graph):
    adapter.show_typing(to=CUSTOMER, message_id="m_1", credentials=CREDENTIALS)
    assert [call.json for call in graph.list_calls(SEND)] == [
        {"recipient": {"id": CUSTOMER}, "sender_action": "mark_seen"},
        {"recipient": {"id": CUSTOMER}, "sender_action": "typing_on"},
    ]


def test_one_failed_courtesy_does_not_stop_the_other(graph):
    graph.fail(SEND, graph.error(2), None)
    assert refused(adapter.show_typing, to=CUSTOMER, message_id="", credentials=CREDENTIALS).code == "unavailable"
    assert [call.status for call in graph.list_calls(SEND)] == [400, 200]
    assert (adapter.typing_seconds, adapter.has_bubbles) == (20, True)


# --- Files ----------------------------------------------------------------------------------------
def test_a_file_is_fetched_without_the_token(graph):
    graph.files["4401_n.jpg"] = (b"\xff\xd8picture", "image/jpeg; charset=binary")
    file = adapter.fetch(f"{graph.url}/cdn/4401_n.jpg?oh=1", credentials=CREDENTIALS, most=100)
    assert (file.content, file.mime_type, file.name) == (b"\xff\xd8picture", "image/jpeg", "4401_n.jpg")
    (call,) = graph.list_calls("GET /cdn/4401_n.jpg")
    assert "authorization" not in call.headers


def test_a_file_has_a_limit_and_an_end(graph):
    graph.files["big"] = (b"x" * 101, "image/jpeg")
    assert refused(adapter.fetch, f"{graph.url}/cdn/big", credentials=CREDENTIALS, most=100).code == "too_large"
    gone = refused(adapter.fetch, f"{graph.url}/cdn/gone", credentials=CREDENTIALS, most=100)
    assert (gone.code, gone.permanent) == ("bad_media", True)
    graph.fail("GET /cdn/big", Response(503, b""), Response(429, b""))
    busy = [refused(adapter.fetch, f"{graph.url}/cdn/big", credentials=CREDENTIALS, most=100) for _ in range(2)]
    assert [(error.code, error.permanent) for error in busy] == [("unavailable", False), ("too_many", False)]


def test_other_hosts_have_to_be_public(graph):
    class Inside(FakeServer):
        def respond(self, call: Call) -> Response:
            return Response(200, b"secret")

    with Inside() as inside:
        for link in (f"{inside.url}/cdn/1.jpg", f"{graph.url}@127.0.0.1/x", "http://[", "file:///etc/passwd"):
            assert refused(adapter.fetch, link, credentials=CREDENTIALS, most=100).permanent
    assert inside.calls == graph.calls == []


# --- The door -------------------------------------------------------------------------------------
def test_metas_signature_counts_and_nothing_else():
    body = delivery("page", PAGE_ID, said(CUSTOMER, "שלום / hi", account=PAGE_ID, mid="m_1"))
    genuine = Delivery(body, signed(body))
    assert adapter.verify(genuine, secret=APP_SECRET)
    assert not adapter.verify(genuine, secret="other")
    assert not adapter.verify(genuine, secret="")
    assert not adapter.verify(Delivery(body, {}), secret=APP_SECRET)
    assert not adapter.verify(Delivery(body + b" ", signed(body)), secret=APP_SECRET)
    (message,) = adapter.parse(body, account={"account_id": PAGE_ID})
    assert message.text == "שלום / hi"


def test_the_handshake_gives_the_challenge_back():
    query = {"hub.mode": "subscribe", "hub.verify_token": "v-token", "hub.challenge": "1158201444"}
    assert adapter.handshake(query, verify_token="v-token") == "1158201444"
    assert adapter.handshake(query, verify_token="other") is None
    assert adapter.handshake({**query, "hub.verify_token": ""}, verify_token="") is None


@given(st.binary(max_size=60), st.text(max_size=20))
def test_no_signature_but_the_right_one_opens(body, signature):
    assert not adapter.verify(Delivery(body, {"X-Hub-Signature-256": signature}), secret=APP_SECRET)


def test_the_network_has_its_window():
    assert adapter.window(CUSTOMER) == Window(free=timedelta(hours=24), person=timedelta(days=7))


def test_the_apps_secret_proves_deliveries():
    assert adapter.choose_secret(CREDENTIALS, generated="x") == APP_SECRET
    assert {field.name for field in adapter.fields if field.is_secret} == {"token", "app_secret"}


# --- The account ----------------------------------------------------------------------------------
def test_identify_names_the_page(graph):
    assert adapter.identify(credentials=CREDENTIALS) == Account(PAGE_ID, "Valdman Meats")
    (call,) = graph.calls
    assert call.query == {"fields": "id,name"}


def test_identify_believes_nobody_without_an_id(graph):
    graph.fail(f"GET /{VERSION}/{PAGE_ID}", Response(200, {"name": "x"}))
    assert refused(adapter.identify, credentials=CREDENTIALS).permanent is False


def test_connect_subscribes_the_page_and_gives_the_app_our_address(graph):
    steps = adapter.connect(credentials=CREDENTIALS, url=HERE, secret=APP_SECRET)
    (subscribe,), (address,) = graph.list_calls(SUBSCRIBE), graph.list_calls(SET_ADDRESS)
    assert subscribe.form == {"subscribed_fields": ",".join(PAGE_FIELDS)}
    assert address.headers["authorization"] == f"Bearer {APP_TOKEN}"
    assert address.form == {
        "object": "page", "callback_url": HERE, "verify_token": "v-token", "fields": ",".join(PAGE_FIELDS),
    }  # fmt: skip
    assert [step.split(":")[0] for step in steps] == [
        "Check in the Meta app's dashboard that the app is live and has advanced access to pages_messaging"
    ]
    assert adapter.inspect(credentials=CREDENTIALS) == WebhookState(url=HERE, notes=[])


@pytest.mark.parametrize("has_app", [True, False])
def test_what_meta_does_not_let_us_do_is_left_to_a_person(graph, has_app):
    graph.fail(SET_ADDRESS, graph.error(2200, None, "(#2200) Callback verification failed"))
    credentials = CREDENTIALS | ({} if has_app else {"app_id": ""})
    step, _review = adapter.connect(credentials=credentials, url=HERE, secret=APP_SECRET)
    assert ("Callback verification failed" in step) is has_app
    assert all(said in step for said in (HERE, "v-token", "the object page", "message_echoes"))
    assert f"{PAGE_ID}/subscribed_apps" in graph.subscriptions


def test_meta_asks_our_door_for_its_challenge(settings):
    class Door(FakeServer):
        def respond(self, call: Call) -> Response:
            return Response(200, (adapter.handshake(call.query, verify_token="v-token") or "").encode())

    with FakeMessenger(asks_back=True) as graph, Door() as door:
        settings.META_BASE_URL = graph.url
        assert len(adapter.connect(credentials=CREDENTIALS, url=door.url, secret=APP_SECRET)) == 1
        wrong = CREDENTIALS | {"verify_token": "other"}
        assert len(adapter.connect(credentials=wrong, url=door.url, secret=APP_SECRET)) == 2
        assert adapter.inspect(credentials=CREDENTIALS).url == door.url


def test_a_page_that_cannot_be_subscribed_is_an_error(graph):
    graph.fail(SUBSCRIBE, graph.error(200, None, "Requires pages_manage_metadata"))
    error = refused(adapter.connect, credentials=CREDENTIALS, url=HERE, secret=APP_SECRET)
    assert (error.code, error.verdict) == ("unauthorized", "stop_channel")
    assert graph.list_calls(SET_ADDRESS) == []


def test_the_real_meta_wants_https(settings):
    settings.META_BASE_URL = "https://graph.facebook.com"
    error = refused(adapter.connect, credentials=CREDENTIALS, url="http://localhost:8000/w", secret="s")
    assert error.code == "bad_address"


def test_inspect_tells_what_is_missing(graph):
    state = adapter.inspect(credentials=CREDENTIALS)
    assert state == WebhookState(url="", notes=["The account is not subscribed to the app: connect the channel again."])
    graph.subscriptions[f"{PAGE_ID}/subscribed_apps"] = {"id": APP_ID, "subscribed_fields": list(PAGE_FIELDS[1:])}
    (note,) = adapter.inspect(credentials=CREDENTIALS).notes
    assert note == "The account's subscription lacks messages: connect the channel again."
    graph.subscriptions[f"{PAGE_ID}/subscribed_apps"] = {"id": "1", "subscribed_fields": list(PAGE_FIELDS)}
    assert "not subscribed" in adapter.inspect(credentials=CREDENTIALS).notes[0]


def test_inspect_of_an_unknown_app_says_so(graph):
    adapter.connect(credentials=CREDENTIALS, url=HERE, secret=APP_SECRET)
    assert adapter.inspect(credentials=CREDENTIALS | {"app_id": ""}) == WebhookState(is_known=False, notes=[])
    wrong = adapter.inspect(credentials=CREDENTIALS | {"app_secret": "other"})
    assert (wrong.is_known, len(wrong.notes)) == (False, 1)
    graph.fail(f"GET /{VERSION}/{APP_ID}/subscriptions", graph.error(2))
    assert refused(adapter.inspect, credentials=CREDENTIALS).code == "unavailable"


def test_inspect_fails_with_an_ended_token(graph):
    error = refused(adapter.inspect, credentials=CREDENTIALS | {"token": "ended"})
    assert (error.code, error.verdict) == ("unauthorized", "stop_channel")
