"""What the channels inside this installation share: the other end is our own page or our own terminal."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BaseModel, Field, ValidationError

from channels.base import (
    Account,
    Adapter,
    Delivery,
    InboundItem,
    InboundMessage,
    Outgoing,
    StorableText,
    UnreadablePayload,
    WebhookState,
)

LONGEST_TEXT = 4000


class LocalPayload(BaseModel):
    """Our own JSON: `id` makes a repeated message the same one, `visitor` is the person."""

    id: Annotated[StorableText, Field(min_length=1, max_length=64)]
    visitor: Annotated[StorableText, Field(min_length=1, max_length=64)]
    text: Annotated[StorableText, Field(min_length=1, max_length=LONGEST_TEXT)]
    name: Annotated[StorableText, Field(max_length=160)] = ""
    # The id of a tapped choice.
    choice: Annotated[StorableText, Field(max_length=200)] = ""


class LocalAdapter(Adapter):
    """Nothing goes over a wire: to send is to have it in the database. The webhook door stays shut."""

    repeatable = True

    def verify(self, delivery: Delivery, *, secret: str) -> bool:
        return False

    def event_id(self, body: bytes) -> str:
        try:
            return LocalPayload.model_validate_json(body).id
        except ValidationError:
            return ""

    def parse(self, body: bytes, *, account: Mapping[str, str]) -> list[InboundItem]:
        try:
            payload = LocalPayload.model_validate_json(body)
        except ValidationError as error:
            raise UnreadablePayload(f"{self.kind}: {error.error_count()} fields are wrong") from error
        return [
            InboundMessage(
                external_id=payload.id, sender_id=payload.visitor, text=payload.text, sender_name=payload.name,
                kind="choice" if payload.choice else "text", choice_id=payload.choice,
            )
        ]  # fmt: skip

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return [{"text": outgoing.text}] if outgoing.text or outgoing.media else []

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        return uuid4().hex

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        return Account(external_id=self.kind, name=self.label)

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        return WebhookState()
