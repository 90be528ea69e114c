"""WhatsApp's Cloud API as a channel: a business phone number is the account, a person's user id their address."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from django.conf import settings
from pydantic import BaseModel

from channels.base import (
    Account,
    Adapter,
    CredentialField,
    Delivery,
    InboundItem,
    MediaFile,
    Outgoing,
    ProviderError,
    Template,
    WebhookState,
    Window,
)
from channels.meta import signature
from channels.whatsapp import parse, registration, render
from channels.whatsapp.answers import Sent, Success
from channels.whatsapp.client import call, download, list_rows
from channels.whatsapp.template import Listed, read_templates

# Nobody waits for this; a slow answer must not keep a worker from delivering.
SHORT_TIMEOUT = 5.0
TEMPLATE_FIELDS = "name,language,status,category,components"
_NUMBER = re.compile(r"\+?([0-9]+)")

R = TypeVar("R", bound=BaseModel)


class WhatsAppAdapter(Adapter):
    kind = "whatsapp"
    label = "WhatsApp"
    fields = (
        CredentialField("token", "a system user's access token with whatsapp_business_messaging and "
                        "whatsapp_business_management", is_secret=True),
        CredentialField("phone_number_id", "the number's id in WhatsApp Manager (not the number itself)"),
        CredentialField("waba_id", "the id of the WhatsApp Business account that the number belongs to"),
        CredentialField("app_secret", "the Meta app's secret, which signs what Meta delivers", is_secret=True),
    )  # fmt: skip
    typing_seconds = 25
    has_bubbles = True

    def verify(self, delivery: Delivery, *, secret: str) -> bool:
        return signature.verify(body=delivery.body, headers=delivery.headers, secret=secret)

    def handshake(self, query: Mapping[str, str], *, verify_token: str) -> str | None:
        return signature.handshake(query, verify_token=verify_token)

    def event_id(self, body: bytes) -> str:
        """Nothing: a delivery is a batch without a name. One that is repeated has the same bytes."""
        return ""

    def accounts(self, body: bytes) -> frozenset[str]:
        return parse.accounts(body)

    def parse(self, body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
        return parse.parse(body, account=account)

    def window(self, to: str) -> Window | None:
        """Templates only afterwards, and no tag that a person could use."""
        return Window(free=timedelta(hours=24))

    def address_of(self, phone: str, *, account: Mapping[str, str]) -> str:
        return phone.removeprefix("+")

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return render.render(outgoing)

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        """Returns WhatsApp's message id (wamid)."""
        content = {name: value for name, value in part.items() if name != "pause"}
        payload = {**_recipient(to), "recipient_type": "individual", **content}
        return _post_message(payload, Sent, credentials).messages[0].id

    def show_typing(self, *, to: str, message_id: str, credentials: Mapping[str, str]) -> None:
        """Also marks the message as read. Shown for 25 seconds, or until an answer comes."""
        if message_id:
            payload = {"status": "read", "message_id": message_id, "typing_indicator": {"type": "text"}}
            _post_message(payload, Success, credentials, timeout=min(SHORT_TIMEOUT, settings.OUTBOUND_TIMEOUT))

    def fetch(self, ref: str, *, credentials: Mapping[str, str], most: int) -> MediaFile:
        number, token = credentials["phone_number_id"], credentials["token"]
        return download(ref, phone_number_id=number, token=token, most=most)

    def choose_secret(self, credentials: Mapping[str, str], *, generated: str) -> str:
        return credentials["app_secret"]

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        return registration.identify(credentials)

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> Sequence[str]:
        return registration.connect(credentials, url=url)

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        return registration.inspect(credentials)

    def templates(self, *, credentials: Mapping[str, str]) -> list[Template]:
        path = f"{credentials['waba_id']}/message_templates"
        return list(read_templates(list_rows(path, Listed, token=credentials["token"], fields=TEMPLATE_FIELDS)))


def _recipient(to: str) -> dict[str, str]:
    """A number or a user id: they go under different names."""
    if not to:
        raise ProviderError("there is no recipient", permanent=True, code="bad_address")
    number = _NUMBER.fullmatch(to)
    return {"to": number[1]} if number else {"recipient": to}


def _post_message(
    payload: Mapping[str, Any], shape: type[R], credentials: Mapping[str, str], *, timeout: float | None = None
) -> R:
    path = f"{credentials['phone_number_id']}/messages"
    whole = {"messaging_product": "whatsapp", **payload}
    return call("POST", path, shape, token=credentials["token"], payload=whole, timeout=timeout)
