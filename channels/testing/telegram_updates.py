"""What Telegram would post to a webhook, for tests and benchmarks."""

import json
import time
from typing import Any

from channels.telegram.signature import HEADER


def text_update(
    update_id: int, *, chat_id: int, text: str, message_id: int | None = None, edited: bool = False
) -> bytes:
    """A customer's text in a private chat; the message's id is the update's unless given."""
    message: dict[str, Any] = {
        "message_id": message_id or update_id,
        "from": {"id": chat_id, "is_bot": False, "first_name": f"Customer {chat_id}", "language_code": "en"},
        "chat": {"id": chat_id, "first_name": f"Customer {chat_id}", "type": "private"},
        "date": int(time.time()),
        "text": text,
    }
    if edited:
        message["edit_date"] = message["date"]
    return json.dumps({"update_id": update_id, "edited_message" if edited else "message": message}).encode()


def webhook_headers(secret: str) -> dict[str, str]:
    """The headers of a genuine delivery."""
    return {"Content-Type": "application/json", HEADER: secret}
