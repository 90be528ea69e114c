import socket
import traceback
from base64 import b64encode
from datetime import timedelta

import pytest

from channels.base import Account, Delivery, DeliveryReport, MediaFile, Outgoing, WebhookState, Window
from channels.refusals import Verdict
from channels.testing.fake_twilio import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    NUMBER,
    NUMBER_SID,
    PHOTO,
    SERVICE_SID,
    FakeTwilio,
    error,
    inbound_form,
    report_form,
    sign,
)
from channels.twilio.adapter import TwilioAdapter
from lib.errors import ProviderError
from lib.testing.server import FakeServer, Hang, Response, Vanish

CUSTOMER, HOOK = "+14155552671", "https://shop.example.com/webhooks/twilio/6f9a"
CREDENTIALS = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "from_number": NUMBER, "webhook_url": HOOK}
SERVICE = {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN, "messaging_service_sid": SERVICE_SID}
ON_WHATSAPP = {**CREDENTIALS, "from_number": f"whatsapp:{NUMBER}"}
NUMBERS = f"/2010-04-01/Accounts/{ACCOUNT_SID}/IncomingPhoneNumbers"
MOST = 1024 * 1024
adapter = TwilioAdapter()


@pytest.fixture
def twilio(settings):
    with FakeTwilio() as server:
        settings.TWILIO_BASE_URL = settings.TWILIO_MESSAGING_URL = server.url
        settings.OUTBOUND_TIMEOUT = 1.0
        yield server


def send(text="Hello", *, to=CUSTOMER, credentials=CREDENTIALS, media=()):
    (part,) = adapter.render(Outgoing(text, to=to, media=media))
    return adapter.send(part, to=to, credentials=credentials)


def refused(act, *args, **kwargs):
    with pytest.raises(ProviderError) as caught:
        act(*args, **kwargs)
    return caught.value


# --- Sending --------------------------------------------------------------------------------------
def test_send_returns_the_sid(twilio):
    assert send("Hi") == f"SM{1:032x}"
    (call,) = twilio.messages()
    assert call.form == {"To": CUSTOMER, "From": NUMBER, "Body": "Hi", "StatusCallback": f"{HOOK}#rc=5&rp=all"}
    assert call.headers["authorization"] == "Basic " + b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()


def test_the_address_of_the_reports_names_the_piece(twilio):
    """A report that comes back says which message it is about, also when the answer to the request was lost."""
    parts = adapter.render(Outgoing("word " * 400, to=CUSTOMER, correlation="0b1c-2d"))
    for part in parts:
        adapter.send(part, to=CUSTOMER, credentials=CREDENTIALS)
    addresses = [call.form["StatusCallback"] for call in twilio.messages()]
    assert addresses == [f"{HOOK}?SalesdeskPart=0b1c-2d:{number}#rc=5&rp=all" for number in range(2)]
    url = addresses[1].partition("#")[0]
    kept = adapter.storable(report_form("delivered"), url=url)
    assert adapter.parse(kept, account={"account_sid": ACCOUNT_SID}) == [
        DeliveryReport("SM" + "2" * 32, "delivered", correlation="0b1c-2d:1")
    ]
    assert adapter.event_id(kept) == adapter.event_id(report_form("delivered"))


@pytest.mark.parametrize("query", ["", "?other=1", "?SalesdeskPart=", "?SalesdeskPart=%00:1", "?SalesdeskPart=a:1:2"])
def test_an_address_that_names_no_piece_of_ours_adds_nothing(query):
    body = report_form("delivered")
    assert adapter.storable(body, url=HOOK + query) == body


def test_without_our_address_no_reports_are_asked_for(twilio):
    send(credentials={**CREDENTIALS, "webhook_url": ""})
    assert "StatusCallback" not in twilio.messages()[0].form


def test_a_messaging_service_chooses_the_sender(twilio):
    send(credentials={**SERVICE, "from_number": NUMBER})
    assert twilio.messages()[0].form == {"To": CUSTOMER, "MessagingServiceSid": SERVICE_SID, "Body": "Hello"}


@pytest.mark.parametrize("credentials", [CREDENTIALS, ON_WHATSAPP])
@pytest.mark.parametrize(("to", "sender"), [(CUSTOMER, NUMBER), (f"whatsapp:{CUSTOMER}", f"whatsapp:{NUMBER}")])
def test_the_sender_is_on_the_customers_network(twilio, credentials, to, sender):
    send(to=to, credentials=credentials)
    assert twilio.messages()[0].form["From"] == sender


def test_several_pictures_repeat_their_field(twilio):
    media = [{"kind": "image", "url": f"https://shop.test/{name}.jpg"} for name in "ab"]
    send("Look", media=media)
    assert twilio.messages()[0].form_lists["MediaUrl"] == ["https://shop.test/a.jpg", "https://shop.test/b.jpg"]


@pytest.mark.parametrize(
    ("trouble", "code", "permanent", "verdict"),
    [
        (error(20429, 429), "too_many", False, Verdict.TRANSIENT),
        (error(21610), "opted_out", True, Verdict.OPT_OUT),
        (error(21211), "unreachable", True, Verdict.PERMANENT),
        (error(20003, 401), "unauthorized", False, Verdict.STOP_CHANNEL),
        (error(12345), "refused", True, Verdict.PERMANENT),
        (Response(503, b"<html>"), "unavailable", False, Verdict.TRANSIENT),
    ],
)
def test_refusals_are_told_apart_and_nothing_is_repeated(twilio, trouble, code, permanent, verdict):
    twilio.fail(twilio.messages_call, trouble)
    caught = refused(send)
    assert (caught.code, caught.permanent, caught.verdict) == (code, permanent, verdict)
    assert caught.uncertain is False
    assert len(twilio.list_calls(twilio.messages_call)) == 1


@pytest.mark.parametrize(
    "trouble", [Vanish(), Hang(1.5), Response(201, b"<html>"), Response(201, {"status": "queued"})]
)
def test_a_lost_answer_is_uncertain_and_not_repeated(twilio, trouble):
    twilio.fail(twilio.messages_call, trouble)
    assert refused(send).uncertain is True
    assert twilio.wait_for(lambda calls: len(calls) == 1)


def test_nobody_there_is_transient(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.TWILIO_BASE_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
    caught = refused(send)
    assert (caught.permanent, caught.uncertain) == (False, False)


@pytest.mark.parametrize("trouble", [error(20003, 401), Vanish(), Response(500, b""), Hang(1.5)])
def test_the_token_is_in_no_error(twilio, trouble):
    twilio.fail(twilio.messages_call, trouble)
    said = "".join(traceback.format_exception(refused(send)))
    assert AUTH_TOKEN not in said
    assert b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode() not in said


@pytest.mark.parametrize(
    "wrong",
    [
        {"account_sid": ""},
        {"account_sid": "AC1/../../x"},
        {"account_sid": f"{ACCOUNT_SID}/x"},
        {"auth_token": " "},
        {"messaging_service_sid": "MG1/../x"},
        {"from_number": "0541234567"},
        {"from_number": "SHOP"},
        {"from_number": "12345"},
    ],
)
def test_wrong_credentials_never_become_an_address(twilio, wrong):
    assert refused(adapter.identify, credentials={**CREDENTIALS, **wrong}).permanent is True
    assert twilio.list_calls() == []


# --- The account ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("credentials", "external_id"),
    [
        (CREDENTIALS, NUMBER),
        ({**CREDENTIALS, "from_number": " +1 (415) 555-0100 "}, NUMBER),
        (ON_WHATSAPP, f"whatsapp:{NUMBER}"),
        ({**SERVICE, "from_number": NUMBER}, SERVICE_SID),
    ],
)
def test_identify_names_the_account(twilio, credentials, external_id):
    assert adapter.identify(credentials=credentials) == Account(external_id, "The shop")


def test_identify_wants_something_to_send_from(twilio):
    caught = refused(adapter.identify, credentials={**CREDENTIALS, "from_number": ""})
    assert str(caught) == "Give a phone number (from_number) or a messaging service (messaging_service_sid)."
    assert twilio.list_calls() == []


def test_identify_refuses_a_wrong_token(twilio):
    assert refused(adapter.identify, credentials={**CREDENTIALS, "auth_token": "no"}).code == "unauthorized"


def test_identify_refuses_a_suspended_account(twilio):
    twilio.account["status"] = "suspended"
    caught = refused(adapter.identify, credentials=CREDENTIALS)
    assert (caught.code, str(caught)) == ("account_blocked", "The Twilio account is suspended.")


def test_connect_tells_the_number_where_to_deliver(twilio):
    twilio.number["sms_application_sid"] = "AP1"
    assert adapter.connect(credentials=CREDENTIALS, url=HOOK, secret=AUTH_TOKEN) == ()
    (change,) = twilio.list_calls(f"POST {NUMBERS}/{NUMBER_SID}.json")
    assert change.form == {"SmsUrl": f"{HOOK}#rc=5&rp=all", "SmsMethod": "POST", "SmsApplicationSid": ""}
    assert adapter.inspect(credentials=CREDENTIALS) == WebhookState(HOOK, notes=())


def test_connect_tells_the_messaging_service_where_to_deliver(twilio):
    assert adapter.connect(credentials=SERVICE, url=HOOK, secret=AUTH_TOKEN) == ()
    (change,) = twilio.list_calls(f"POST /v1/Services/{SERVICE_SID}")
    assert change.form == {
        "InboundRequestUrl": f"{HOOK}#rc=5&rp=all", "InboundMethod": "POST", "UseInboundWebhookOnNumber": "false",
    }  # fmt: skip
    assert adapter.inspect(credentials=SERVICE) == WebhookState(HOOK, notes=())
    assert twilio.number["sms_url"] is None


def test_a_whatsapp_sender_is_set_by_hand(twilio):
    (step,) = adapter.connect(credentials=ON_WHATSAPP, url=HOOK, secret=AUTH_TOKEN)
    assert f"choose {NUMBER}, and enter {HOOK} with the method POST" in step
    assert twilio.list_calls() == []
    assert adapter.inspect(credentials=ON_WHATSAPP) == WebhookState(is_known=False)
    assert [call.method for call in twilio.list_calls()] == ["GET"]


def test_a_number_of_somebody_else_is_refused(twilio):
    caught = refused(adapter.connect, credentials={**CREDENTIALS, "from_number": CUSTOMER}, url=HOOK, secret="s")
    assert (caught.permanent, str(caught)) == (True, f"{CUSTOMER} is not a number of this Twilio account.")
    assert twilio.number["sms_url"] is None


def test_inspect_says_what_is_in_the_way(twilio):
    twilio.number |= {"sms_application_sid": "AP1", "capabilities": {"sms": False}}
    state = adapter.inspect(credentials=CREDENTIALS)
    assert state.url == ""
    assert [note.split(",")[0] for note in state.notes] == [
        "The number belongs to a TwiML application",
        "The number cannot take text messages.",
    ]
    assert adapter.inspect(credentials=SERVICE).notes == (
        "The messaging service leaves it to each number where messages go.",
    )


def test_an_unreadable_account_is_a_providers_trouble(twilio):
    twilio.account["status"] = ["?"]
    assert refused(adapter.identify, credentials=CREDENTIALS).code == "unavailable"


# --- Files ----------------------------------------------------------------------------------------
def fetch(twilio, *, path="", most=MOST):
    return adapter.fetch(twilio.url + (path or twilio.media_path), credentials=CREDENTIALS, most=most)


def test_a_file_is_fetched_from_storage_without_our_word(twilio):
    assert fetch(twilio) == MediaFile(PHOTO, "image/jpeg", "photo.jpg")
    at_twilio, in_storage = twilio.list_calls()
    assert "authorization" in at_twilio.headers
    assert "authorization" not in in_storage.headers


def test_two_redirects_are_followed_and_no_third(twilio):
    twilio.storage = ["/storage/a", "/storage/b"]
    assert fetch(twilio).content == PHOTO
    twilio.storage = ["/storage/a", "/storage/b", "/storage/c"]
    caught = refused(fetch, twilio)
    assert (caught.permanent, caught.code) == (True, "bad_media")


@pytest.mark.parametrize(
    "where", ["http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "http://[bad", "//x:y/"]
)
def test_a_redirect_into_a_private_network_is_refused(twilio, where):
    twilio.storage = [where]
    caught = refused(fetch, twilio)
    assert caught.permanent is True
    assert caught.code in {"private_address", "bad_address", "bad_media"}


def test_another_server_on_this_machine_is_private_too(twilio):
    with FakeServer() as other:
        twilio.storage = [f"{other.url}/storage/photo"]
        assert refused(fetch, twilio).code == "private_address"
        assert other.list_calls() == []


@pytest.mark.parametrize(
    "ref", ["https://evil.example.com/x", "http://api.twilio.com/x", "https://nottwilio.com/x", "x", ""]
)
def test_our_word_goes_to_twilio_alone(twilio, ref):
    assert refused(adapter.fetch, ref, credentials=CREDENTIALS, most=MOST).code == "bad_address"
    assert twilio.list_calls() == []


def test_a_large_file_is_refused(twilio):
    assert refused(fetch, twilio, most=len(PHOTO) - 1).code == "too_large"
    assert fetch(twilio, most=len(PHOTO)).content == PHOTO


@pytest.mark.parametrize(
    ("answer", "code", "permanent"),
    [
        (error(20404, 404), "bad_media", True),
        (Response(307, b""), "bad_media", True),
        (error(20003, 401), "unauthorized", False),
        (Response(502, b""), "unavailable", False),
    ],
)
def test_a_file_that_cannot_be_had_says_why(twilio, answer, code, permanent):
    twilio.fail(f"GET {twilio.media_path}", *[answer] * 3)
    caught = refused(fetch, twilio)
    assert (caught.code, caught.permanent) == (code, permanent)


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({}, ""),
        ({"Content-Disposition": "attachment"}, ""),
        ({"Content-Disposition": "attachment; filename*=utf-8''r%C3%A9%00.pdf"}, "ré.pdf"),
        ({"Content-Disposition": "attachment; filename*=nonsense'x'%FF"}, "ÿ"),
        ({"Content-Disposition": ";;=;filename"}, ""),
    ],
)
def test_a_files_name_is_read_as_far_as_it_goes(twilio, headers, name):
    twilio.fail(f"GET {twilio.media_path}", Response(200, b"x", headers))
    assert fetch(twilio).name == name


# --- The rest -------------------------------------------------------------------------------------
def test_typing_is_shown_on_whatsapp_alone(twilio):
    message = "SM" + "1" * 32
    for to, message_id in [(CUSTOMER, message), (f"whatsapp:{CUSTOMER}", "tap_1"), (f"whatsapp:{CUSTOMER}", message)]:
        adapter.show_typing(to=to, message_id=message_id, credentials=CREDENTIALS)
    (call,) = twilio.list_calls()
    assert (call.name, call.form) == (
        "POST /v2/Indicators/Typing.json", {"messageId": message, "channel": "whatsapp"},
    )  # fmt: skip


def test_only_whatsapp_has_a_window():
    assert adapter.window(f"whatsapp:{CUSTOMER}") == Window(free=timedelta(hours=24))
    assert adapter.window(CUSTOMER) is None


def test_the_auth_token_is_the_secret():
    secret = adapter.choose_secret({**CREDENTIALS, "auth_token": f" {AUTH_TOKEN}\n"}, generated="ours")
    assert secret == AUTH_TOKEN
    fields = [("AccountSid", ACCOUNT_SID), ("Body", "")]
    body = f"AccountSid={ACCOUNT_SID}&Body=".encode()
    given = Delivery(body, {"X-Twilio-Signature": sign(HOOK, fields)}, HOOK, adapter.content_types[0])
    assert adapter.verify(given, secret=secret)


def test_the_answer_at_the_door_is_sent_to_nobody():
    assert (adapter.answer.body, adapter.answer.content_type) == ("<Response/>", "text/xml")


def test_what_the_fake_posts_is_what_the_adapter_reads():
    (message,) = adapter.parse(inbound_form(Body="Hi"), account=CREDENTIALS)
    assert (message.sender_id, message.text) == (CUSTOMER, "Hi")
