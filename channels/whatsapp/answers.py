"""The parts of the Graph API's answers that we read (https://developers.facebook.com/docs/graph-api)."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from channels.base import StorableText
from channels.whatsapp.payloads import Forgiving, Id, Payload


class Success(Payload):
    success: bool


class SentMessage(Payload):
    id: Id


class Sent(Payload):
    messages: Annotated[Sequence[SentMessage], Field(min_length=1)]


class Media(Payload):
    """`url` is valid for five minutes."""

    url: StorableText
    mime_type: StorableText = ""
    file_size: Forgiving[int] = None


class Webhooks(Payload):
    """Where a number's updates go: to its own address, else to its account's, else to the app's."""

    phone_number: StorableText = ""
    whatsapp_business_account: StorableText = ""
    application: StorableText = ""

    @property
    def url(self) -> str:
        return self.phone_number or self.whatsapp_business_account or self.application


class Number(Payload):
    id: Id
    display_phone_number: StorableText = ""
    verified_name: StorableText = ""
    status: StorableText = ""
    quality_rating: StorableText = ""
    code_verification_status: StorableText = ""
    name_status: StorableText = ""
    whatsapp_business_manager_messaging_limit: StorableText = ""
    webhook_configuration: Webhooks = Webhooks()


class Subscription(Payload):
    """An app that receives the account's updates, perhaps at an address of its own."""

    override_callback_uri: StorableText = ""


class Cursors(Payload):
    after: StorableText = ""


class Paging(Payload):
    cursors: Cursors = Cursors()
    next: StorableText = ""


class Page(Payload):
    data: Sequence[Any]
    paging: Paging = Paging()

    @property
    def next_cursor(self) -> str:
        """Empty on the last page: that one has a cursor too, but no address of another."""
        return self.paging.cursors.after if self.paging.next else ""
