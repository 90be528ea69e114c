"""What a model is asked to fill in, and what it is given for it: JSON on both sides, so that words stay data."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from agent.llm.base import ToolSpec
from agent.wording import load_files, words_of
from conversations.models import Message
from lib.text import shorten

# Of one message; whoever pastes a book is not remembered word for word.
LONGEST_MESSAGE = 1500

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}

SAVE_SUMMARY = ToolSpec(
    name="save_summary",
    description="Keep the new summary. It replaces the old one.",
    parameters={"type": "object", "properties": {"summary": _TEXT}, "required": ["summary"]},
)
SAVE_PROFILE = ToolSpec(
    name="save_profile",
    description="Keep what the customer said about themselves. Leave empty what they did not say.",
    parameters={
        "type": "object",
        "properties": {
            **dict.fromkeys(("name", "phone", "email", "address", "language"), _TEXT),
            "notes": _TEXTS,
            "outdated_notes": _TEXTS,
        },
    },
)


def summary_content(summary: str, messages: Sequence[Message], *, edited_before: int) -> str:
    """`edited_before` is the key up to which messages are known already and were edited since."""
    return _json({"summary_so_far": summary, "messages": _said(messages, edited_before=edited_before)})


def profile_content(known: Mapping[str, str], messages: Sequence[Message]) -> str:
    return _json({"known": known, "messages": _said(messages)})


def _said(messages: Sequence[Message], *, edited_before: int = 0) -> list[dict[str, Any]]:
    load_files(messages)
    return [
        {
            "author": message.author,
            "text": shorten(words_of(message), LONGEST_MESSAGE),
            **({"edited": True} if message.pk <= edited_before else {}),
        }
        for message in messages
    ]


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
