"""Webhooks as a board sends them (https://board.support/docs/api/webhooks), with what a test cares about changed."""

import json
from typing import Any

KEY = "the-secret-of-the-webhook"
MESSAGE = {
    "user_id": "947",
    "message_id": 2574,
    "message": "Hello! How are you?",
    "attachments": "",
    "conversation_user_id": "947",
    "conversation_id": "1057",
    "conversation_status_code": 2,
    "conversation_source": "wa",
}
REGISTRATION = {
    "user": {"first_name": ["Don", "First name"], "password": ["12345678", "Password"]},
    "extra": {"phone": ["+02123456789", "Phone"]},
}


def webhook(function: str, data: Any, *, key: str = KEY) -> bytes:
    body = {"function": function, "key": key, "data": data, "sender-url": "https://shop.example"}
    return json.dumps(body, ensure_ascii=False).encode()


def message_sent(**changes: Any) -> bytes:
    return webhook("message-sent", MESSAGE | changes)
