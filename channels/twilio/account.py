"""The shop's side of an account: whose it is, and where it delivers what customers write.

https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
https://www.twilio.com/docs/messaging/api/service-resource
"""

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urldefrag

from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, ValidationError

from channels.base import Account, ProviderError, StorableText, WebhookState
from channels.refusals import Refusal, Verdict, refusal
from channels.twilio.addresses import WHATSAPP, is_whatsapp
from channels.twilio.client import Access, call
from channels.twilio.signature import RETRIES


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


A = TypeVar("A", bound=_Answer)


class _Owner(_Answer):
    friendly_name: StorableText | None = ""
    status: str = "active"


class _Number(_Answer):
    sid: str
    phone_number: str
    sms_url: StorableText | None = ""
    sms_application_sid: str | None = ""
    capabilities: dict[str, bool] = {}


class _Numbers(_Answer):
    incoming_phone_numbers: list[_Number] = []


class _Service(_Answer):
    inbound_request_url: StorableText | None = ""
    use_inbound_webhook_on_number: bool = False


def identify(access: Access) -> Account:
    """Raises ProviderError when there is nothing to send from, or the account does not work."""
    sender = access.service_sid or access.sender
    if not sender:
        said = gettext("Give a phone number (from_number) or a messaging service (messaging_service_sid).")
        raise ProviderError(said, permanent=True, code="unregistered")
    owner = _read(_Owner, call("GET", f"{access.account_url}.json", access=access))
    if owner.status != "active":
        said = gettext("The Twilio account is %(status)s.") % {"status": owner.status}
        raise refusal(Refusal(Verdict.STOP_CHANNEL, "account_blocked"), said)
    return Account(external_id=sender, name=owner.friendly_name or sender)


def connect(access: Access, *, url: str) -> Sequence[str]:
    """Have what customers write delivered to `url`. Returns what only a person can do."""
    if access.service_sid:
        form = {
            "InboundRequestUrl": url + RETRIES, "InboundMethod": "POST",
            # Else each number of the service would go on delivering to its own address.
            "UseInboundWebhookOnNumber": "false",
        }  # fmt: skip
        call("POST", access.service_url, access=access, form=form)
        return ()
    if is_whatsapp(access.sender):
        return (_by_hand(access.sender, url),)
    number = _find_number(access)
    # With an application, Twilio would ignore the address.
    form = {"SmsUrl": url + RETRIES, "SmsMethod": "POST", "SmsApplicationSid": ""}
    call("POST", f"{access.account_url}/IncomingPhoneNumbers/{number.sid}.json", access=access, form=form)
    return ()


def inspect(access: Access) -> WebhookState:
    if access.service_sid:
        return _inspect_service(access)
    if is_whatsapp(access.sender):
        # Where such a sender delivers, Twilio does not tell; whether the token is good, it does.
        identify(access)
        return WebhookState(is_known=False)
    number = _find_number(access)
    notes = []
    if number.sms_application_sid:
        notes.append(gettext("The number belongs to a TwiML application, which decides where messages go."))
    if number.capabilities.get("sms") is False:
        notes.append(gettext("The number cannot take text messages."))
    return WebhookState(urldefrag(number.sms_url or "").url, notes=tuple(notes))


def _inspect_service(access: Access) -> WebhookState:
    service = _read(_Service, call("GET", access.service_url, access=access))
    notes = []
    if service.use_inbound_webhook_on_number:
        notes.append(gettext("The messaging service leaves it to each number where messages go."))
    return WebhookState(urldefrag(service.inbound_request_url or "").url, notes=tuple(notes))


def _find_number(access: Access) -> _Number:
    # The filter also finds numbers that only contain this one.
    query = {"PhoneNumber": access.sender}
    found = _read(_Numbers, call("GET", f"{access.account_url}/IncomingPhoneNumbers.json", access=access, query=query))
    for number in found.incoming_phone_numbers:
        if number.phone_number == access.sender:
            return number
    said = gettext("%(number)s is not a number of this Twilio account.") % {"number": access.sender}
    raise ProviderError(said, permanent=True, code="unregistered")


def _by_hand(sender: str, url: str) -> str:
    return gettext(
        "In the Twilio console, open Messaging, Senders, WhatsApp senders, choose %(number)s, and enter "
        "%(url)s with the method POST as the address for incoming messages."
    ) % {"number": sender.removeprefix(WHATSAPP), "url": url}


def _read(shape: type[A], body: object) -> A:
    try:
        return shape.model_validate(body)
    except ValidationError:
        raise ProviderError("Twilio's answer is not readable", permanent=False, code="unavailable") from None
