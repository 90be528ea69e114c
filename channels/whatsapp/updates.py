"""What a delivery brings beside messages: reports on ours, wishes, new ids, templates.

https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import StringConstraints

from channels.base import StorableText
from channels.whatsapp.payloads import Forgiving, Id, OptionalId, Payload


class ErrorData(Payload):
    details: StorableText = ""


class Error(Payload):
    code: int
    title: StorableText = ""
    message: StorableText = ""
    error_data: Forgiving[ErrorData] = None

    @property
    def said(self) -> str:
        details = self.error_data.details if self.error_data else ""
        return f"{self.code}: {details or self.message or self.title or 'refused'}"


class Status(Payload):
    """How far one of our messages came; `biz_opaque_callback_data` is what we gave it on its way."""

    id: Id
    status: StorableText
    recipient_type: StorableText = ""
    errors: Forgiving[Sequence[Forgiving[Error]]] = None
    biz_opaque_callback_data: Annotated[StorableText, StringConstraints(max_length=512)] = ""


class Preference(Payload):
    """https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences"""

    wa_id: OptionalId = ""
    user_id: OptionalId = ""
    category: StorableText = ""
    value: StorableText
    detail: StorableText = ""


class Succession(Payload):
    previous: Id
    current: Id


class UserIdUpdate(Payload):
    """Somebody's id changed with their phone number."""

    user_id: Succession


class TemplateStatus(Payload):
    event: StorableText
    message_template_name: Annotated[StorableText, StringConstraints(min_length=1, max_length=512)]
    message_template_language: StorableText = ""
