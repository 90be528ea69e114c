"""A Message's photo, recording, file, place or card -> media as channels/items.py describes them. Pure."""

from typing import Any

from channels.telegram.payloads import Contact, File, Message, Sticker, User

# Telegram's field: our kind, and the type of file it always is where the message may not say.
# The order matters where Telegram fills two: an animation is also a document.
FILES = {
    "voice": ("voice", "audio/ogg"),
    "audio": ("audio", "audio/mpeg"),
    "video": ("video", "video/mp4"),
    "video_note": ("video", "video/mp4"),
    "animation": ("video", "video/mp4"),
    "document": ("document", ""),
}


def list_media(message: Message) -> list[dict[str, Any]]:
    """What the message carries beside its text: one medium or none."""
    return _files(message) or _place(message) or _card(message)


def is_own(contact: Contact | None, sender: User | None) -> bool:
    """Whether the card is the sender's own: only Telegram's word for it counts, anybody's card can be shared."""
    return contact is not None and sender is not None and contact.user_id == sender.id


def _files(message: Message) -> list[dict[str, Any]]:
    if message.photo:
        # The sizes come smallest first, and all of them are JPEG.
        return [_file("image", message.photo[-1], mime_type="image/jpeg", album=message.media_group_id)]
    for field, (kind, mime_type) in FILES.items():
        if file := getattr(message, field):
            return [_file(kind, file, mime_type=mime_type, album=message.media_group_id)]
    return [_sticker(message.sticker)] if message.sticker else []


def _file(kind: str, file: File, *, mime_type: str, album: str = "") -> dict[str, Any]:
    facts = {
        "kind": kind, "ref": file.file_id, "mime_type": file.mime_type or mime_type, "name": file.file_name,
        "size": file.file_size, "seconds": file.duration, "album": album,
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value not in {"", None}}


def _sticker(sticker: Sticker) -> dict[str, Any]:
    """Its emoji is what it says."""
    drawn = "application/x-tgsticker" if sticker.is_animated else "image/webp"
    facts = _file("sticker", sticker, mime_type="video/webm" if sticker.is_video else drawn)
    return facts | ({"caption": sticker.emoji} if sticker.emoji else {})


def _place(message: Message) -> list[dict[str, Any]]:
    if message.venue:
        facts = message.venue.model_dump(exclude={"location"}, exclude_defaults=True)
        return [{"kind": "location", **message.venue.location.model_dump(), **facts}]
    return [{"kind": "location", **message.location.model_dump()}] if message.location else []


def _card(message: Message) -> list[dict[str, Any]]:
    if message.contact is None:
        return []
    facts = {"kind": "contact", "name": message.contact.name, "phone": message.contact.phone_number}
    return [facts | {"is_own": is_own(message.contact, message.sender)}]
