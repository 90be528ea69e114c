"""What a visitor sees of their own conversation, and nothing of anybody else's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from channels.chat_page.visitors import Visitor
from channels.media import public_media
from channels.models import Channel, EventStatus, InboundEvent
from conversations.models import Author, Conversation, Identity, Message, MessageStatus
from conversations.selectors import agent_owns, list_thread
from conversations.stream_tokens import sign_listener

# After this long nobody writes any more, whatever the rows say.
TYPING_WINDOW = timedelta(minutes=2)
PENDING_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """One bubble. `id` is empty while the message is stored but not yet read by a worker."""

    id: str
    author: str
    text: str
    at: datetime
    status: str
    client_id: str = ""
    choices: Sequence[dict[str, str]] = ()
    # Pictures of ours: [{"kind": "image", "url", "caption"}].
    media: Sequence[dict[str, str]] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "author": self.author, "text": self.text, "at": self.at.isoformat(),
            "status": self.status, "client_id": self.client_id, "choices": list(self.choices),
            "media": list(self.media),
        }  # fmt: skip


@dataclass(frozen=True)
class Thread:
    """The lines after a cursor; `cursor` names the last one, for the next question. `stream` may be empty.

    `pending` is what the visitor wrote and no worker has read yet.
    """

    lines: Sequence[Line] = ()
    cursor: str = ""
    is_typing: bool = False
    stream: str = ""
    pending: Sequence[Line] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        return {
            "messages": [line.as_json() for line in self.lines], "pending": [line.as_json() for line in self.pending],
            "typing": self.is_typing, "cursor": self.cursor, "stream": self.stream,
        }  # fmt: skip


def read_thread(channel: Channel, visitor: Visitor, *, after: str = "", origin: str = "") -> Thread:
    """The visitor's messages after the one that `after` names; an unknown cursor begins at the beginning.

    `origin` is the site whose page will listen to the stream: our own when it is empty.
    """
    pending = _list_pending(channel, visitor)
    identity = Identity.objects.filter(channel_id=channel.public_id, external_id=visitor.id).first()
    if identity is None:
        return Thread(is_typing=bool(pending), pending=pending)
    messages = list_thread(identity, after=_place_of(after, identity))
    conversation = Conversation.objects.filter(identity=identity).order_by("status", "-pk").first()
    return Thread(
        # What was withdrawn before it went out was never said.
        lines=[_line(message) for message in messages if _was_said(message)],
        cursor=str(messages[-1].public_id) if messages else after,
        is_typing=bool(pending) or (conversation is not None and _is_answering(conversation)),
        stream=_stream_address(conversation, origin),
        pending=pending,
    )


def _list_pending(channel: Channel, visitor: Visitor) -> list[Line]:
    """Stored, but no worker was there yet: the visitor must not think that it was lost."""
    rows = InboundEvent.objects.filter(
        channel=channel, status=EventStatus.RECEIVED, external_id__startswith=f"{visitor.id}:"
    )
    bodies = [(json.loads(bytes(row.body)), row.received_at) for row in rows.order_by("pk")[:PENDING_SHOWN]]
    return [Line("", Author.CUSTOMER, body["text"], at, "sending", body["id"]) for body, at in bodies]


def _place_of(cursor: str, identity: Identity) -> int:
    try:
        key = UUID(cursor)
    except ValueError:
        return 0
    found = Message.objects.filter(identity=identity, public_id=key).values_list("pk", flat=True).first()
    return found or 0


def _was_said(message: Message) -> bool:
    """Not what was withdrawn, and no news that the visitor did not want."""
    return message.status != MessageStatus.WITHDRAWN and message.error_code != "opted_out"


def _line(message: Message) -> Line:
    is_own = message.author == Author.CUSTOMER
    return Line(
        id=str(message.public_id), author=message.author, text=message.text, at=message.created_at,
        status=message.status, client_id=message.external_id if is_own else "", choices=message.choices,
        media=() if is_own else _pictures(message),
    )  # fmt: skip


def _pictures(message: Message) -> list[dict[str, str]]:
    """Nothing but web addresses: what a page opens must not be able to run."""
    return [
        {"kind": "image", "url": medium["url"], "caption": medium.get("caption", "")}
        for medium in public_media(message)
        if medium.get("kind") == "image" and medium["url"].startswith(("https://", "http://"))
    ]


def _is_answering(conversation: Conversation) -> bool:
    asked = conversation.last_inbound_at
    is_fresh = asked is not None and timezone.now() - asked < TYPING_WINDOW
    return conversation.is_waiting and is_fresh and agent_owns(conversation)


def _stream_address(conversation: Conversation | None, origin: str) -> str:
    """Where the visitor's page listens to this conversation; empty when it has to ask instead."""
    if conversation is None or not settings.STREAM_URL:
        return ""
    return f"{settings.STREAM_URL}/stream/{sign_listener(conversation.public_id, origin=origin)}"
