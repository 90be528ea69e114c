"""A webhook's bytes -> what a customer or somebody of the shop wrote. Pure."""

import json
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ValidationError

from channels.base import Echo, InboundItem, InboundMessage, Renamed, Revocation, UnreadablePayload
from channels.supportboard import markup
from channels.supportboard.address import WEB, Address
from channels.supportboard.payloads import Envelope, MessageDeleted, MessageSent

MESSAGE_SENT, MESSAGE_DELETED = "message-sent", "message-deleted"
LONGEST_URL = 2000
KINDS = {
    "image": ("jpg", "jpeg", "png", "gif", "webp", "heic"),
    "audio": ("mp3", "ogg", "oga", "opus", "wav", "m4a", "aac", "amr", "flac"),
    "video": ("mp4", "mov", "webm", "avi", "mkv", "3gp", "wmv"),
}
_KIND_OF = {extension: kind for kind, extensions in KINDS.items() for extension in extensions}
# What the board calls its visitors' recordings.
RECORDING = "voice_message"

P = TypeVar("P", bound=BaseModel)


def event_id(body: bytes) -> str:
    """The board and a browser may both tell of a message: only the copy that can be read counts as that message."""
    try:
        envelope = Envelope.model_validate_json(body)
        sent = MessageSent.model_validate(envelope.data)
    except ValidationError:
        return ""
    return f"message_{sent.message_id}" if envelope.function == MESSAGE_SENT and sent.is_complete else ""


def storable(body: bytes) -> bytes:
    """The body without the secret; of what we have no use for only its name: a registration holds a password."""
    try:
        function = Envelope.model_validate_json(body).function
        kept = json.loads(body)
    except (ValidationError, ValueError, RecursionError):
        return b"{}"
    if function not in {MESSAGE_SENT, MESSAGE_DELETED}:
        return json.dumps({"function": function}).encode()
    kept.pop("key", None)
    return json.dumps(kept).encode()


def parse(body: bytes, *, bot_user_id: str) -> list[InboundItem]:
    """What a customer or a person of the shop wrote; nothing for our own messages and all other functions."""
    try:
        envelope = Envelope.model_validate_json(body)
    except ValidationError as error:
        # `from None`, here and below: what pydantic keeps of the body may be a password.
        raise UnreadablePayload(f"not a webhook of Support Board: {_fields(error)}") from None
    if envelope.function == MESSAGE_SENT:
        return list(_message(_read(MessageSent, envelope.data), bot_user_id=bot_user_id))
    if envelope.function == MESSAGE_DELETED:
        # The id is all that the board tells, also when somebody of the shop deleted the message.
        return [Revocation("", _read(MessageDeleted, {"message_id": envelope.data}).message_id)]
    return []


def _read(shape: type[P], data: Any) -> P:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise UnreadablePayload(f"not readable: {_fields(error)}") from None


def _fields(error: ValidationError) -> str:
    fields = {".".join(map(str, problem["loc"])) for problem in error.errors(include_input=False, include_url=False)}
    return ", ".join(sorted(fields - {""})) or "body"


def _message(sent: MessageSent, *, bot_user_id: str) -> Iterator[InboundItem]:
    text, media = markup.plain(sent.message), _media(sent.attachments)
    is_customer = sent.user_id == sent.conversation_user_id
    if not sent.is_complete or not (text or media) or (sent.user_id == bot_user_id and not is_customer):
        return
    address = Address(_source(sent), sent.conversation_user_id, sent.conversation_id)
    # Answers go to the conversation in which the person wrote last.
    yield Renamed(sender_id=address.person, new_id=str(address))
    if is_customer:
        yield InboundMessage(
            external_id=sent.message_id, sender_id=str(address), sender_aliases=(address.person,), text=text,
            kind=media[0]["kind"] if media else "text", media=tuple(media),
        )  # fmt: skip
    else:
        by = f"Support Board, user {sent.user_id}"
        yield Echo(to=str(address), external_id=sent.message_id, text=text, by=by, media=tuple(media))


def _source(sent: MessageSent) -> str:
    source = sent.conversation_source.lower()
    return source if source.isascii() and source.isalpha() and len(source) <= 8 else WEB


def _media(attachments: list[Any]) -> list[dict[str, Any]]:
    return [medium for item in attachments if (medium := _medium(item))]


def _medium(item: Any) -> dict[str, Any] | None:
    """An attachment is [name, url], sometimes with its size; one that is none is left out."""
    if not (isinstance(item, list) and len(item) >= 2 and all(isinstance(value, str) for value in item[:2])):
        return None
    name, url = (value.encode(errors="replace").decode().replace("\x00", "").strip() for value in item[:2])
    if not url.startswith(("https://", "http://")) or len(url) > LONGEST_URL:
        return None
    return {"kind": _kind(name, url), "ref": url, "name": name[:200]}


def _kind(name: str, url: str) -> str:
    if RECORDING in name:
        return "voice"
    extensions = [PurePosixPath(unquote(path)).suffix[1:].lower() for path in (_path(url), name)]
    return next((_KIND_OF[extension] for extension in extensions if extension in _KIND_OF), "document")


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
