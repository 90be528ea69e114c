"""What the channels inside this installation share: the other end is our own page or our own terminal."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

from pydantic import BaseModel, Field, ValidationError

from channels.base import (
    Account,
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


class LocalAdapter:
    """Nothing goes over a wire: to send is to have it in the database. The webhook door stays shut."""

    kind: str
    streams = False
    repeatable = True
    content_type = "application/json"

    def verify(self, *, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        return False

    def event_id(self, body: bytes) -> str:
        try:
            return LocalPayload.model_validate_json(body).id
        except ValidationError:
            return ""

    def parse(self, body: bytes) -> list[InboundItem]:
        try:
            payload = LocalPayload.model_validate_json(body)
        except ValidationError as error:
            raise UnreadablePayload(f"{self.kind}: {error.error_count()} fields are wrong") from error
        return [
            InboundMessage(
                external_id=payload.id, sender_id=payload.visitor, text=payload.text, sender_name=payload.name
            )
        ]

    def render(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        return [{"text": outgoing.text, "choices": list(outgoing.choices)}] if outgoing.text else []

    def send(self, part: Mapping[str, Any], *, to: str, credentials: Mapping[str, str]) -> str:
        return uuid4().hex

    def show_typing(self, *, to: str, credentials: Mapping[str, str]) -> None:
        """Watchers hear of it through conversations.live."""

    def answer_tap(self, tap_id: str, *, credentials: Mapping[str, str]) -> None:
        """There is no button here that spins."""

    def identify(self, *, credentials: Mapping[str, str]) -> Account:
        return Account(external_id=self.kind, name=self.kind.capitalize())

    def connect(self, *, credentials: Mapping[str, str], url: str, secret: str) -> None:
        """Nobody has to be told where we are."""

    def inspect(self, *, credentials: Mapping[str, str]) -> WebhookState:
        return WebhookState()
