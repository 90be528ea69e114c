"""Pictures and recordings in the providers' JSON."""

from base64 import b64encode
from typing import Any

from agent.llm.base import Medium

# What the formats call a kind of recording, which is not always the end of its type.
SOUNDS = {"audio/mpeg": "mp3", "audio/mp4": "m4a"}


def encoded(medium: Medium) -> str:
    return b64encode(medium.content).decode("ascii")


def data_url(medium: Medium) -> str:
    return f"data:{medium.mime_type};base64,{encoded(medium)}"


def is_sound(medium: Medium) -> bool:
    return medium.mime_type.startswith("audio/")


def sound_format(medium: Medium) -> str:
    """`ogg`, `mp3`: also how a file of this kind is called."""
    return SOUNDS.get(medium.mime_type, medium.mime_type.removeprefix("audio/"))


def chat_part(medium: Medium) -> dict[str, Any]:
    """As part of a message in the Chat Completions format."""
    if is_sound(medium):
        return {"type": "input_audio", "input_audio": {"data": encoded(medium), "format": sound_format(medium)}}
    return {"type": "image_url", "image_url": {"url": data_url(medium)}}
