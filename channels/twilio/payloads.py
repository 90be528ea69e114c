"""The fields of Twilio's webhooks that we read; the rest, and tomorrow's, are ignored.

https://www.twilio.com/docs/messaging/guides/webhook-request
https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_pascal

from channels.base import StorableText, UnreadablePayload
from channels.twilio.signature import read_form

Sid = Annotated[StorableText, Field(max_length=64)]
Word = Annotated[StorableText, Field(max_length=40)]
Address = Annotated[StorableText, Field(max_length=100)]


class Payload(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_pascal)


class Event(Payload):
    """What every webhook about a message says. The names with Sms are the old ones, still sent beside the new."""

    account_sid: Sid = ""
    message_sid: Sid = ""
    sms_sid: Sid = ""
    message_status: Word = ""
    sms_status: Word = ""

    @property
    def sid(self) -> str:
        return self.message_sid or self.sms_sid

    @property
    def status(self) -> str:
        """How far a message of ours came; empty for a customer's message, which is only ever `received`."""
        status = self.message_status or self.sms_status
        return "" if status in {"received", "receiving"} else status


class Report(Payload):
    error_code: Word = ""
    error_message: StorableText = ""
    channel_status_message: StorableText = ""


class Message(Payload):
    sender: Annotated[Address, Field(alias="From", min_length=1)]
    body: StorableText = ""
    profile_name: StorableText = ""
    message_type: Word = ""
    opt_out_type: Word = ""
    original_replied_message_sid: Sid = ""
    # A tapped button, and a row of a list: what it means, and what it said.
    button_payload: StorableText = ""
    button_text: StorableText = ""
    list_id: StorableText = ""
    list_title: StorableText = ""


class Medium(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: Annotated[StorableText, Field(min_length=1, max_length=2000)]
    mime_type: Annotated[StorableText, Field(max_length=200)] = ""


class Place(Payload):
    latitude: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
    label: StorableText = ""
    address: StorableText = ""


def read_fields(body: bytes) -> dict[str, str]:
    """The fields of a form, or of a JSON object. Raises UnreadablePayload."""
    try:
        return _read_json(body) if body.lstrip().startswith((b"{", b"[")) else dict(read_form(body))
    except (ValueError, RecursionError) as error:
        raise UnreadablePayload(f"not a delivery of Twilio's: {type(error).__name__}") from error


def _read_json(body: bytes) -> dict[str, str]:
    data: Any = json.loads(body)
    if not isinstance(data, dict):
        raise UnreadablePayload("not a delivery of Twilio's: a list")
    # Half of a character pair can be written in JSON, but not stored.
    return {
        name: str(value).encode(errors="replace").decode()
        for name, value in data.items()
        if isinstance(value, str | int | float)
    }
