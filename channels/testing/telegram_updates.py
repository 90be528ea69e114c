"""What Telegram would post to a webhook, for tests and benchmarks."""

import json
import time
from typing import Any

from channels.telegram.signature import HEADER


def text_update(
    update_id: int, *, chat_id: int, text: str, message_id: int | None = None, edited: bool = False
) -> bytes:
    """A customer's text in a private chat; the message's id is the update's unless given."""
    message = _message(message_id or update_id, chat_id) | {"text": text}
    if edited:
        message["edit_date"] = message["date"]
    return json.dumps({"update_id": update_id, "edited_message" if edited else "message": message}).encode()


def photo_update(update_id: int, *, chat_id: int, file_id: str, caption: str = "", album: str = "") -> bytes:
    """A customer's photo; those of one `album` come as one update each."""
    sizes = [(f"{file_id}-small", 90, 67), (file_id, 1280, 960)]
    photo = [
        {"file_id": size_id, "file_unique_id": size_id, "width": width, "height": height}
        for size_id, width, height in sizes
    ]
    more = {"caption": caption, "media_group_id": album}
    message = _message(update_id, chat_id) | {"photo": photo} | {name: value for name, value in more.items() if value}
    return json.dumps({"update_id": update_id, "message": message}).encode()


def _message(message_id: int, chat_id: int) -> dict[str, Any]:
    return {
        "message_id": message_id,
        "from": {"id": chat_id, "is_bot": False, "first_name": f"Customer {chat_id}", "language_code": "en"},
        "chat": {"id": chat_id, "first_name": f"Customer {chat_id}", "type": "private"},
        "date": int(time.time()),
    }


def webhook_headers(secret: str) -> dict[str, str]:
    """The headers of a genuine delivery."""
    return {"Content-Type": "application/json", HEADER: secret}
