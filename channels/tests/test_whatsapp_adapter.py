import hmac
import socket
import traceback
from datetime import timedelta

import pytest

from channels.base import Account, Delivery, MediaFile, Outgoing, Template, Window
from channels.refusals import Verdict
from channels.testing.fake_graph import NUMBER_ID, VERSION, WABA_ID, FakeGraph, StoredMedia, number, refused
from channels.whatsapp.adapter import WhatsAppAdapter
from lib.errors import ProviderError
from lib.testing.server import Hang, Response, Vanish

TOKEN = "EAAfakeTokenForTests"
SECRET = "fake-app-secret"
CREDENTIALS = {
    "token": TOKEN, "phone_number_id": NUMBER_ID, "waba_id": WABA_ID, "app_secret": SECRET, "verify_token": "v-1",
}  # fmt: skip
PHONE = "16505551234"
USER = "US.13491208655302741918"
MESSAGES = f"POST /{VERSION}/{NUMBER_ID}/messages"
URL = "https://shop.test/webhooks/whatsapp/1"
adapter = WhatsAppAdapter()


@pytest.fixture
def graph(settings):
    with FakeGraph(app_secret=SECRET) as server:
        settings.META_BASE_URL, settings.META_API_VERSION = server.url, VERSION
        settings.OUTBOUND_TIMEOUT = 1.0
        yield server


def send(text="Hello", *, to=PHONE, **more):
    (part,) = adapter.render(Outgoing(text, **more))
    return adapter.send(part, to=to, credentials=CREDENTIALS)


def error_of(function, *args, **kwargs):
    with pytest.raises(ProviderError) as caught:
        function(*args, **kwargs)
    return caught.value


# --- Proof ---------------------------------------------------------------------------------------
def test_deliveries_are_proved_with_the_apps_secret():
    body = b'{"object":"whatsapp_business_account","entry":[]}'
    header = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    secret = adapter.choose_secret(CREDENTIALS, generated="ours")
    assert adapter.verify(Delivery(body, {"X-Hub-Signature-256": header}), secret=secret)
    assert not adapter.verify(Delivery(body + b" ", {"X-Hub-Signature-256": header}), secret=secret)
    assert not adapter.verify(Delivery(body, {}), secret=secret)


def test_the_handshake_wants_our_token():
    query = {"hub.mode": "subscribe", "hub.verify_token": "v-1", "hub.challenge": "77"}
    assert adapter.handshake(query, verify_token="v-1") == "77"
    assert adapter.handshake(query, verify_token="v-2") is None


def test_after_24_hours_nobody_may_write_freely():
    assert adapter.window(USER) == Window(free=timedelta(hours=24), person=None)


def test_tokens_and_secrets_are_the_only_secret_fields():
    assert [(field.name, field.is_secret) for field in adapter.fields] == [
        ("token", True), ("phone_number_id", False), ("waba_id", False), ("app_secret", True),
    ]  # fmt: skip


# --- Sending -------------------------------------------------------------------------------------
def test_a_number_and_a_user_id_go_under_different_names(graph):
    assert send() == "wamid.FAKE1000000"
    assert send("Hi", to=USER) == "wamid.FAKE1000001"
    whole = {"messaging_product": "whatsapp", "recipient_type": "individual", "type": "text"}
    assert graph.sent() == [
        whole | {"to": PHONE, "text": {"body": "Hello", "preview_url": False}},
        whole | {"recipient": USER, "text": {"body": "Hi", "preview_url": False}},
    ]


def test_what_is_for_us_does_not_go_out(graph):
    send("Hello", is_paced=True, correlation="m-1", to=f"+{PHONE}")
    (sent,) = graph.sent(PHONE)
    assert "pause" not in sent
    assert sent["biz_opaque_callback_data"] == "m-1:0"


def test_every_kind_of_piece_is_taken(graph):
    outgoings = [
        Outgoing("Which?", choices=[{"id": "a", "title": "A"}]),
        Outgoing("Which?", choices=[{"id": str(n), "title": f"Row {n}"} for n in range(10)]),
        Outgoing("Look", media=[{"kind": "image", "url": "https://shop.test/a.jpg", "caption": ""}]),
        Outgoing("", template=Template("news", "en", "approved", body="Hi {{1}}", parameters=1), values=("you",)),
    ]
    for outgoing in outgoings:
        (part,) = adapter.render(outgoing)
        adapter.send(part, to=PHONE, credentials=CREDENTIALS)
    assert [sent["type"] for sent in graph.sent(PHONE)] == ["interactive", "interactive", "image", "template"]


def test_nobody_is_no_recipient(graph):
    assert error_of(send, to="").code == "bad_address"
    assert graph.calls == []


@pytest.mark.parametrize(
    ("trouble", "code", "verdict", "retry_after"),
    [
        (refused(131056), "too_many", Verdict.TRANSIENT, 7.0),
        (refused(130429, status=429), "too_many", Verdict.TRANSIENT, None),
        (refused(131047), "window_closed", Verdict.PERMANENT, None),
        (refused(131026), "unreachable", Verdict.PERMANENT, None),
        (refused(131050), "opted_out_marketing", Verdict.OPT_OUT, None),
        (refused(190, status=401), "unauthorized", Verdict.STOP_CHANNEL, None),
        (refused(131042), "payment", Verdict.STOP_CHANNEL, None),
        (refused(132015), "template_paused", Verdict.PERMANENT, None),
        (Response(503, b"<html>"), "unavailable", Verdict.TRANSIENT, None),
    ],
)
def test_refusals_are_told_apart(graph, trouble, code, verdict, retry_after):
    graph.fail_messages(trouble)
    error = error_of(send)
    assert (error.code, error.verdict, error.retry_after) == (code, verdict, retry_after)
    assert error.permanent is (verdict in {Verdict.PERMANENT, Verdict.OPT_OUT})
    assert (error.uncertain, graph.sent()) == (False, [])


@pytest.mark.parametrize("trouble", [Vanish(), Hang(1.5)])
def test_a_lost_answer_is_uncertain_and_not_repeated(graph, trouble):
    graph.fail_messages(trouble)
    assert error_of(send).uncertain is True
    assert len(graph.list_calls(MESSAGES)) == 1


@pytest.mark.parametrize("body", [b"<html>", {}, {"messages": []}, {"messages": [{}]}, {"messages": "?"}])
def test_a_yes_that_cannot_be_read_is_uncertain(graph, body):
    graph.fail_messages(Response(200, body))
    error = error_of(send)
    assert (error.uncertain, error.permanent) == (True, False)


def test_nobody_there_is_transient(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.META_BASE_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = error_of(send)
    assert (error.permanent, error.uncertain) == (False, False)


@pytest.mark.parametrize("trouble", [refused(190), Vanish(), Response(500, b"")])
def test_the_token_is_in_no_error(graph, trouble):
    graph.fail_messages(trouble)
    assert TOKEN not in "".join(traceback.format_exception(error_of(send)))


@pytest.mark.parametrize("number_id", ["", "1/../2", "1?x=", "1 2", "1\n"])
def test_what_is_no_id_never_becomes_an_address(graph, number_id):
    broken = CREDENTIALS | {"phone_number_id": number_id}
    (part,) = adapter.render(Outgoing("Hello"))
    assert error_of(adapter.send, part, to=PHONE, credentials=broken).code == "bad_address"
    assert graph.calls == []


# --- Typing --------------------------------------------------------------------------------------
def test_one_call_marks_as_read_and_shows_typing(graph):
    adapter.show_typing(to=PHONE, message_id="wamid.THEIRS", credentials=CREDENTIALS)
    (call,) = graph.list_calls(MESSAGES)
    assert call.json == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.THEIRS",
        "typing_indicator": {"type": "text"},
    }
    assert graph.sent() == []


def test_without_a_message_there_is_nothing_to_mark(graph):
    adapter.show_typing(to=PHONE, message_id="", credentials=CREDENTIALS)
    assert graph.calls == []


# --- Files ---------------------------------------------------------------------------------------
def fetch(ref="5558", most=1000):
    return adapter.fetch(ref, credentials=CREDENTIALS, most=most)


def test_a_file_is_looked_up_and_downloaded_with_the_same_token(graph):
    graph.media["5558"] = StoredMedia(b"OggS...", "audio/ogg")
    assert fetch() == MediaFile(b"OggS...", "audio/ogg")
    lookup, download = graph.calls
    assert (lookup.path, lookup.query) == (f"/{VERSION}/5558", {"phone_number_id": NUMBER_ID})
    assert download.headers["authorization"] == f"Bearer {TOKEN}"


def test_a_file_that_is_too_large_is_not_downloaded(graph):
    graph.media["5558"] = StoredMedia(b"x" * 1001)
    assert error_of(fetch).code == "too_large"
    assert [call.path for call in graph.calls] == [f"/{VERSION}/5558"]


def test_a_file_that_is_larger_than_was_said_is_too_large_all_the_same(graph):
    graph.media["5558"] = StoredMedia(b"x" * 1001, file_size=10)
    error = error_of(fetch)
    assert (error.code, error.permanent) == ("too_large", True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/media/5558", "http://169.254.169.254/latest", "file:///etc/passwd"]
)
def test_a_private_address_is_never_called(graph, url):
    graph.media["5558"] = StoredMedia(b"x", url=url)
    assert error_of(fetch).code in {"private_address", "bad_address"}
    assert len(graph.calls) == 1


def test_a_file_that_is_gone_is_refused(graph):
    assert error_of(fetch).permanent is True
    graph.media["5558"] = StoredMedia(b"x", url=f"{graph.url}/media/gone")
    assert error_of(fetch).permanent is True


@pytest.mark.parametrize("ref", ["", "../me", "5558/../1", "https://evil.test/x"])
def test_what_is_no_media_id_never_becomes_an_address(graph, ref):
    assert error_of(fetch, ref).permanent is True
    assert graph.calls == []


# --- The account ---------------------------------------------------------------------------------
def test_identify_names_the_number(graph):
    assert adapter.identify(credentials=CREDENTIALS) == Account(NUMBER_ID, "Lucky Shrub +1 555-078-3881")


def test_a_wrong_app_secret_is_found_out_at_once(graph):
    error = error_of(adapter.identify, credentials=CREDENTIALS | {"app_secret": "another"})
    assert error.permanent is True
    assert "appsecret_proof" in str(error)


def test_connect_registers_our_address(graph):
    steps = adapter.connect(credentials=CREDENTIALS, url=URL, secret=SECRET)
    (call,) = graph.list_calls(f"POST /{VERSION}/{WABA_ID}/subscribed_apps")
    assert call.json == {"override_callback_uri": URL, "verify_token": "v-1"}
    assert len(steps) == 2
    assert "messages, smb_message_echoes" in steps[0]
    assert URL in steps[1]


def test_a_number_of_another_account_is_not_connected(graph):
    graph.account.numbers = {"1": number("1")}
    error = error_of(adapter.connect, credentials=CREDENTIALS, url=URL, secret=SECRET)
    assert (error.code, error.permanent) == ("bad_address", True)
    assert graph.account.overrides == []


@pytest.mark.parametrize(
    "answer", [refused(2200, details="Callback verification failed"), Response(200, {"success": False})]
)
def test_an_address_that_whatsapp_does_not_take_is_told(graph, answer):
    graph.fail(f"POST /{VERSION}/{WABA_ID}/subscribed_apps", answer)
    assert error_of(adapter.connect, credentials=CREDENTIALS, url=URL, secret=SECRET).permanent is True


def test_an_address_may_have_200_characters(graph):
    error = error_of(adapter.connect, credentials=CREDENTIALS, url="https://shop.test/" + "x" * 200, secret=SECRET)
    assert error.code == "bad_address"
    assert graph.calls == []


def test_the_real_whatsapp_wants_https(settings):
    settings.META_BASE_URL = "https://graph.facebook.com"
    error = error_of(adapter.connect, credentials=CREDENTIALS, url="http://localhost:8000/w", secret=SECRET)
    assert error.code == "bad_address"


def test_inspect_tells_the_address_and_how_the_number_does(graph):
    graph.account.overrides = [URL]
    state = adapter.inspect(credentials=CREDENTIALS)
    assert (state.url, state.is_known, state.last_error) == (URL, True, "")
    assert state.notes == ("Quality rating: GREEN.", "Messaging limit: TIER_2K.")


def test_inspect_tells_what_is_not_as_it_should_be(graph):
    graph.account.numbers[NUMBER_ID] = number(
        status="FLAGGED", quality_rating="RED", code_verification_status="EXPIRED", name_status="DECLINED",
        whatsapp_business_manager_messaging_limit="",
    )  # fmt: skip
    assert adapter.inspect(credentials=CREDENTIALS).notes == (
        "The number is not connected: FLAGGED.",
        "Quality rating: RED.",
        "The number is not verified: EXPIRED.",
        "The number's name is not approved: DECLINED.",
    )


def test_the_numbers_own_address_goes_before_its_accounts(graph):
    elsewhere = {"phone_number": "https://other.test/w", "whatsapp_business_account": URL}
    graph.account.numbers[NUMBER_ID] = number(webhook_configuration=elsewhere)
    graph.account.overrides = [URL]
    assert adapter.inspect(credentials=CREDENTIALS).url == "https://other.test/w"


def test_inspect_tells_when_nobody_listens(graph):
    state = adapter.inspect(credentials=CREDENTIALS)
    assert (state.url, state.last_error) == ("", "No app receives this account's messages.")


# --- Templates -----------------------------------------------------------------------------------
def listed(name="news", *components, **facts):
    body = {"type": "BODY", "text": "Hi {{1}}, order {{2}} is {{1}}.", "example": {"body_text": [["a", "b"]]}}
    known = {"id": "1", "name": name, "language": "en_US", "status": "APPROVED", "category": "UTILITY"}
    return known | {"components": [body, *components]} | facts


def names():
    return [template.name for template in adapter.templates(credentials=CREDENTIALS)]


def test_a_template_is_read_with_its_gaps(graph):
    graph.account.templates = [listed("news", {"type": "FOOTER", "text": "Bye"})]
    assert adapter.templates(credentials=CREDENTIALS) == [
        Template("news", "en_US", "approved", "utility", "Hi {{1}}, order {{2}} is {{1}}.", 2)
    ]


def test_the_list_is_read_over_all_of_its_pages(graph):
    graph.page_size = 2
    graph.account.templates = [listed(f"news_{place}") for place in range(5)]
    assert names() == ["news_0", "news_1", "news_2", "news_3", "news_4"]
    calls = graph.list_calls(f"GET /{VERSION}/{WABA_ID}/message_templates")
    assert [call.query.get("after", "") for call in calls] == ["", "2", "4"]


def test_a_list_that_never_ends_does(graph):
    page = Response(200, {"data": [listed()], "paging": {"cursors": {"after": "x"}, "next": "https://more"}})
    graph.fail(f"GET /{VERSION}/{WABA_ID}/message_templates", *[page] * 10)
    assert names() == ["news", "news"]


@pytest.mark.parametrize(
    "component",
    [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "HEADER", "format": "TEXT", "text": "For {{1}}"},
        {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "See", "url": "https://shop.test/{{1}}"}]},
        {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE"}]},
        {"type": "CAROUSEL", "cards": []},
        "?",
    ],
)
def test_a_template_that_a_text_cannot_fill_is_left_out(graph, component):
    plain = {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "See", "url": "https://shop.test/"}]}
    graph.account.templates = [listed("no", component), listed("yes", {"type": "HEADER", "format": "TEXT"}, plain)]
    assert names() == ["yes"]


def test_one_that_cannot_be_read_costs_no_other(graph):
    page = Response(200, {"data": [listed("a"), "?", {"name": "", "language": "en", "status": "X"}, listed("b")]})
    graph.fail(f"GET /{VERSION}/{WABA_ID}/message_templates", page)
    assert names() == ["a", "b"]
