"""Twilio as a channel: SMS, MMS, and WhatsApp through Twilio. A customer is the address they write from."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings

from channels.base import (
    Account,
    Adapter,
    Answer,
    CredentialField,
    Delivery,
    InboundItem,
    MediaFile,
    Outgoing,
    ProviderError,
    WebhookState,
    Window,
)
from channels.twilio import account, media, parse, render, signature
from channels.twilio.addresses import WHATSAPP, is_whatsapp, phone
from channels.twilio.client import Access, call, read_access
from channels.twilio.reports import keep_part, reports_to

# Nobody waits for it; a slow answer must not keep a worker from delivering.
SHORT_TIMEOUT = 5.0
_MESSAGE = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")


class TwilioAdapter(Adapter):
    kind = "twilio"
    label = "SMS (Twilio)"
    content_types = ("application/x-www-form-urlencoded", "application/json")
    fields = (
        CredentialField("account_sid", "the account SID, from the console's first page; it begins with AC"),
        CredentialField("auth_token", "the account's primary auth token, below the SID", is_secret=True),
        CredentialField(
            "from_number", "the number to send from, +14155552671 or whatsapp:+14155552671", is_required=False
        ),
        CredentialField("messaging_service_sid", "or a messaging service; it begins with MG", is_required=False),
    )
    # On WhatsApp; a text message has no such thing.
    typing_seconds = 25
    # TwiML that says nothing: any plain text would be sent to the customer.
    answer = Answer("<Response/>", "text/xml")

    def verify(self, delivery: Delivery, *, secret: str) -> bool:
        return signature.verify(delivery, secret=secret)

    def event_id(self, body: bytes) -> str:
        return parse.event_id(body)

    def storable(self, body: bytes, *, url: str = "") -> bytes:
        return keep_part(body, url=url)

    def parse(self, body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
        return parse.parse(body, account_sid=account.get("account_sid", ""))

    def window(self, to: str) -> Window | None:
        return Window(timedelta(hours=24)) if is_whatsapp(to) else None

    def address_of(self, phone: str, *, account: Mapping[str, str]) -> str:
        """On the network that the shop's sender is on; a messaging service sends text messages."""
        return f"{WHATSAPP}{phone}" if is_whatsapp(account.get("from_number", "")) else phone

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return render.render(outgoing)

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        """Returns the message's SID. Reports of it come to the credentials' `webhook_url`."""
        access = read_access(credentials)
        form = {"To": to, **_sender(access, to=to), **part}
        correlation = form.pop("correlation", "")
        if credentials.get("webhook_url"):
            form["StatusCallback"] = reports_to(credentials["webhook_url"], correlation)
        sid = call("POST", f"{access.account_url}/Messages.json", access=access, form=form).get("sid")
        if not isinstance(sid, str) or not sid:
            raise ProviderError("Twilio's answer has no SID", permanent=False, uncertain=True)
        return sid

    def show_typing(self, *, to: str, message_id: str, credentials: Mapping[str, str]) -> None:
        """Also marks the message as read. https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource"""
        if not is_whatsapp(to) or not _MESSAGE.fullmatch(message_id):
            return
        call(
            "POST", f"{settings.TWILIO_MESSAGING_URL}/v2/Indicators/Typing.json", access=read_access(credentials),
            form={"messageId": message_id, "channel": "whatsapp"},
            timeout=min(SHORT_TIMEOUT, settings.OUTBOUND_TIMEOUT),
        )  # fmt: skip

    def fetch(self, ref: str, *, credentials: Mapping[str, str], most: int) -> MediaFile:
        return media.fetch(ref, access=read_access(credentials), most=most)

    def choose_secret(self, credentials: Mapping[str, str], *, generated: str) -> str:
        """Twilio signs with the auth token; there is nothing to choose."""
        return credentials.get("auth_token", "").strip()

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        return account.identify(read_access(credentials))

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        return account.connect(read_access(credentials), url=url)

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        return account.inspect(read_access(credentials))


def _sender(access: Access, *, to: str) -> dict[str, str]:
    """From the network that the recipient is on: a number can be both an SMS and a WhatsApp sender."""
    if access.service_sid:
        return {"MessagingServiceSid": access.service_sid}
    number = phone(access.sender)
    return {"From": f"{WHATSAPP}{number}" if is_whatsapp(to) else number}
