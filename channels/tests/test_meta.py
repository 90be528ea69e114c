import hmac

import pytest

from channels.meta import graph, signature
from channels.refusals import Refusal, Verdict
from lib.errors import ProviderError
from lib.testing.server import Call, FakeServer, Response

# As Meta writes it: escaped, and not as our own encoder would.
BODY = b'{"object":"page","text":"\\u00e4 \\/ caf\\u00e9"}'
SECRET = "app-secret"
BUSY = Refusal(Verdict.TRANSIENT, "busy", wait=9)
BLOCKED = Refusal(Verdict.PERMANENT, "blocked")
CLOSED = Refusal(Verdict.PERMANENT, "window_closed")
TABLE = {4: BUSY, 10: {2018278: CLOSED, None: BLOCKED}}
TOKEN = "EAAtoken"


def signed(body, secret=SECRET):
    return "sha256=" + hmac.new(secret.encode(), body, "sha256").hexdigest()


def verify(body=BODY, header=None, secret=SECRET):
    return signature.verify(body=body, headers={"X-Hub-Signature-256": header or signed(BODY)}, secret=secret)


# --- signature -----------------------------------------------------------------------------------
def test_the_signature_is_of_the_bytes_as_they_came():
    assert verify()
    assert not verify(body=BODY.replace(b"\\/", b"/"))
    assert not verify(body=BODY + b" ")


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", signed(BODY).removeprefix("sha256="), signed(BODY).upper(), signed(BODY, "other"), "sha1=1", "ü"],
)
def test_another_signature_is_refused(header):
    assert not signature.verify(body=BODY, headers={"x-hub-signature-256": header}, secret=SECRET)


def test_no_signature_and_no_secret_are_refused():
    assert not signature.verify(body=BODY, headers={}, secret=SECRET)
    assert not verify(header=signed(BODY, ""), secret="")


def test_the_handshake_gives_the_challenge_back():
    query = {"hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "1158201444"}
    assert signature.handshake(query, verify_token="t") == "1158201444"


@pytest.mark.parametrize(
    ("query", "token"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": "x", "hub.challenge": "1"}, "t"),
        ({"hub.mode": "unsubscribe", "hub.verify_token": "t", "hub.challenge": "1"}, "t"),
        ({"hub.mode": "subscribe", "hub.verify_token": "", "hub.challenge": "1"}, ""),
        ({}, "t"),
    ],
)
def test_a_stranger_gets_no_challenge(query, token):
    assert signature.handshake(query, verify_token=token) is None


# --- graph ---------------------------------------------------------------------------------------
class Echo(FakeServer):
    def respond(self, call: Call) -> Response:
        return Response(200, {"path": call.path, "query": call.query})


@pytest.fixture
def server(settings):
    with Echo() as running:
        settings.META_BASE_URL, settings.META_API_VERSION = running.url, "v26.0"
        settings.OUTBOUND_TIMEOUT = 1.0
        yield running


def call(**more):
    return graph.call("GET", "/me", token=TOKEN, refusals=TABLE, **more)


def refused(**more):
    with pytest.raises(ProviderError) as caught:
        call(**more)
    return caught.value


def test_a_call_has_the_version_and_the_token(server):
    assert call(query={"fields": "id"}) == {"path": "/v26.0/me", "query": {"fields": "id"}}
    (made,) = server.list_calls("GET /v26.0/me")
    assert made.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    ("answer", "code", "permanent", "retry_after"),
    [
        (Response(400, {"error": {"code": 4}}), "busy", False, 9),
        (Response(500, {"error": {"code": 10}}), "blocked", True, None),
        (Response(400, {"error": {"code": 10, "error_subcode": 2018278}}), "window_closed", True, None),
        (Response(400, {"error": {"code": 10, "error_subcode": ["?"]}}), "blocked", True, None),
        (Response(400, {"error": {"code": 77}}), "refused", True, None),
        (Response(200, {"error": {"code": 4}}), "busy", False, 9),
        (Response(400, {"error": {"code": "4"}}), "refused", True, None),
        (Response(429, b"<html>"), "too_many", False, None),
        (Response(502, b"<html>"), "unavailable", False, None),
        (Response(404, b""), "refused", True, None),
    ],
)
def test_refusals_are_read_by_their_code(server, answer, code, permanent, retry_after):
    server.fail("GET /v26.0/me", answer)
    error = refused()
    assert (error.code, error.permanent, error.retry_after) == (code, permanent, retry_after)
    assert error.uncertain is False


def test_what_meta_said_is_kept_for_people(server):
    details = {"code": 77, "message": "Bad", "error_data": {"details": "the long story"}, "fbtrace_id": "Az8"}
    server.fail("GET /v26.0/me", Response(400, {"error": details}))
    assert str(refused()) == "77: the long story [fbtrace_id Az8]"


@pytest.mark.parametrize("body", [b"<html>", [], b""])
def test_a_yes_that_cannot_be_read_is_uncertain(server, body):
    server.fail("GET /v26.0/me", Response(200, body))
    error = refused()
    assert (error.uncertain, error.permanent) == (True, False)


@pytest.mark.parametrize("token", ["", "EAA\n", "EAA x", "EAAé"])
def test_what_is_no_token_goes_nowhere(server, token):
    with pytest.raises(ProviderError) as caught:
        graph.call("GET", "/me", token=token, refusals=TABLE)
    assert (caught.value.code, caught.value.verdict) == ("unauthorized", Verdict.STOP_CHANNEL)
    assert server.calls == []


def test_the_token_is_in_no_error(server):
    server.fail("GET /v26.0/me", Response(400, {"error": {"code": 190, "message": "Bad token"}}))
    assert TOKEN not in str(refused())
