"""A Twilio on this machine, for tests and benchmarks: real HTTP, scripted trouble, every call on record.

with FakeTwilio() as twilio:                     # settings.TWILIO_BASE_URL = settings.TWILIO_MESSAGING_URL = twilio.url
    twilio.fail(twilio.messages_call, error(21610, 400))
    ...
    assert twilio.texts("+14155552671") == ["Hello"]
"""

import hmac
import itertools
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from lib.testing.server import Call, FakeServer, Response

ACCOUNT_SID = "AC" + "0a" * 16
AUTH_TOKEN = "1f" * 16
NUMBER = "+14155550100"
NUMBER_SID = "PN" + "0b" * 16
SERVICE_SID = "MG" + "0c" * 16
PHOTO = b"\xff\xd8\xff\xe0 a photo"


def error(
    code: int, status: int = 400, message: str = "refused", *, headers: Mapping[str, str] | None = None
) -> Response:
    """How Twilio refuses."""
    return Response(
        status,
        {"code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status},
        headers or {},
    )


class FakeTwilio(FakeServer):
    """One account with a number and a messaging service; a medium's address sends on to storage."""

    def __init__(self, *, latency: float = 0.0, port: int = 0) -> None:
        super().__init__(latency=latency, port=port)
        self.account: dict[str, Any] = {"sid": ACCOUNT_SID, "friendly_name": "The shop", "status": "active"}
        self.number: dict[str, Any] = {
            "sid": NUMBER_SID, "phone_number": NUMBER, "sms_url": None, "sms_method": "POST",
            "sms_application_sid": None, "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        }  # fmt: skip
        self.service: dict[str, Any] = {
            "sid": SERVICE_SID, "friendly_name": "Shop", "inbound_request_url": None, "inbound_method": "POST",
            "use_inbound_webhook_on_number": True,
        }  # fmt: skip
        # Where a medium's address sends on to, one hop after the other.
        self.storage = ["/storage/photo"]
        self._sids = itertools.count(1)

    @property
    def messages_call(self) -> str:
        return f"POST {_ACCOUNT}/Messages.json"

    @property
    def media_path(self) -> str:
        return f"{_ACCOUNT}/Messages/MM{'0d' * 16}/Media/ME{'0e' * 16}"

    def messages(self, to: str = "") -> list[Call]:
        """The messages that were taken, in order."""
        taken = [call for call in self.list_calls(self.messages_call) if call.status == 201]
        return [call for call in taken if not to or call.form["To"] == to]

    def texts(self, to: str = "") -> list[str]:
        return [call.form.get("Body", "") for call in self.messages(to)]

    def respond(self, call: Call) -> Response:
        if call.path.startswith("/storage/"):
            return self._store(call)
        if call.headers.get("authorization") != _basic(ACCOUNT_SID, AUTH_TOKEN):
            return error(20003, 401, "Authenticate")
        answers: dict[str, Callable[[Call], Response]] = {
            self.messages_call: self._send,
            f"GET {_ACCOUNT}.json": lambda _call: Response(200, self.account),
            f"GET {_ACCOUNT}/IncomingPhoneNumbers.json": self._list_numbers,
            f"POST {_ACCOUNT}/IncomingPhoneNumbers/{NUMBER_SID}.json": lambda call: _update(self.number, call),
            f"GET /v1/Services/{SERVICE_SID}": lambda _call: Response(200, self.service),
            f"POST /v1/Services/{SERVICE_SID}": lambda call: _update(self.service, call),
            f"GET {self.media_path}": lambda _call: _redirect(self.storage[0]),
            "POST /v2/Indicators/Typing.json": lambda _call: Response(200, {"success": True}),
        }
        answer = answers.get(call.name)
        return answer(call) if answer else error(20404, 404, "The requested resource was not found")

    def _send(self, call: Call) -> Response:
        form = call.form_lists
        if not form.get("To"):
            return error(21604, 400, "A 'To' phone number is required.")
        if not (form.get("From") or form.get("MessagingServiceSid")):
            return error(21603, 400, "A 'From' phone number is required.")
        if not (form.get("Body", [""])[0] or form.get("MediaUrl")):
            return error(21619, 400, "A text message body or media urls must be specified.")
        if len(form.get("Body", [""])[0]) > 1600:
            return error(21617, 400, "The concatenated message body exceeds the 1600 character limit.")
        sid = f"SM{next(self._sids):032x}"
        return Response(201, {"sid": sid, "status": "queued", "error_code": None, "account_sid": ACCOUNT_SID})

    def _list_numbers(self, call: Call) -> Response:
        """The filter finds every number that contains what is asked for, as Twilio's does."""
        asked = call.query.get("PhoneNumber", "").removeprefix("+")
        longer = {**self.number, "sid": "PN" + "ff" * 16, "phone_number": f"{NUMBER}9"}
        found = [number for number in (longer, self.number) if asked in number["phone_number"]]
        return Response(200, {"incoming_phone_numbers": found})

    def _store(self, call: Call) -> Response:
        """The storage refuses a request that still carries an account's word, as the real one does."""
        if "authorization" in call.headers:
            return Response(400, b"<Error><Code>InvalidArgument</Code></Error>")
        after = self.storage[self.storage.index(call.path) + 1 :]
        if after:
            return _redirect(after[0])
        name = {"Content-Type": "image/jpeg; charset=binary", "Content-Disposition": 'inline; filename="photo.jpg"'}
        return Response(200, PHOTO, name)


def inbound_form(**fields: str) -> bytes:
    """What Twilio posts for a customer's message; `fields` in its own names, `From_` for the sender."""
    usual = {
        "ToCountry": "US", "ToState": "CA", "SmsMessageSid": "SM" + "1" * 32, "NumMedia": "0", "ToCity": "",
        "FromZip": "94103", "SmsSid": "SM" + "1" * 32, "FromState": "CA", "SmsStatus": "received", "FromCity": "",
        "Body": "Hello", "FromCountry": "US", "To": NUMBER, "ToZip": "", "NumSegments": "1",
        "MessageSid": "SM" + "1" * 32, "AccountSid": ACCOUNT_SID, "From": "+14155552671", "ApiVersion": "2010-04-01",
    }  # fmt: skip
    return urlencode({**usual, **{name.rstrip("_"): value for name, value in fields.items()}}).encode()


def report_form(status: str, **fields: str) -> bytes:
    """What Twilio posts about one of our messages."""
    usual = {
        "SmsSid": "SM" + "2" * 32, "SmsStatus": status, "MessageStatus": status, "To": "+14155552671",
        "MessageSid": "SM" + "2" * 32, "AccountSid": ACCOUNT_SID, "From": NUMBER, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    return urlencode({**usual, **fields}).encode()


def sign(url: str, fields: list[tuple[str, str]], *, token: str = AUTH_TOKEN, algorithm: str = "sha1") -> str:
    """The signature by Twilio's description alone, apart from its library."""
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    return b64encode(hmac.new(token.encode(), text.encode(), algorithm).digest()).decode()


_ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def _redirect(path: str) -> Response:
    return Response(307, b"", {"Location": path})


def _update(resource: dict[str, Any], call: Call) -> Response:
    """Fields come in CamelCase and stay in snake_case, as Twilio has it."""
    for name, value in call.form.items():
        key = "".join(f"_{char.lower()}" if char.isupper() else char for char in name).removeprefix("_")
        resource[key] = {"true": True, "false": False}.get(value, value)
    return Response(200, resource)
