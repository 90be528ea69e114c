"""A message -> sendMessage requests: pieces that fit, buttons under the last, bold where it was meant."""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from channels.base import Outgoing
from lib.text import shorten, split_text

# Counted in UTF-16 code units, after the markup is taken away: https://core.telegram.org/bots/api#sendmessage
LONGEST_TEXT = 4096
LONGEST_DATA = 64
LONGEST_LABEL = 64

# What models write although nobody asked: everything else stays as it is, a price of 2*3 included.
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_HEADING = re.compile(r"^#{1,4} +(.+?) *#*$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


def render(outgoing: Outgoing) -> list[dict[str, Any]]:
    """The requests in order, without `chat_id`. `plain` is the text for when Telegram refuses the markup."""
    parts = [_part(piece) for piece in split_text(outgoing.text, LONGEST_TEXT, measure="utf16")]
    if parts and outgoing.choices:
        parts[-1]["reply_markup"] = {"inline_keyboard": [[_button(choice)] for choice in outgoing.choices]}
    return parts


def callback_data(choice_id: str) -> str:
    """The id itself while it fits into 64 bytes, else a digest that stands for it."""
    if len(choice_id.encode()) <= LONGEST_DATA:
        return choice_id
    return hashlib.sha256(choice_id.encode()).hexdigest()


def _part(text: str) -> dict[str, Any]:
    marked = _to_html(text)
    if marked == html.escape(text, quote=False):
        return {"text": text}
    return {"text": marked, "parse_mode": "HTML", "plain": text}


def _to_html(text: str) -> str:
    marked = html.escape(text, quote=False)
    for pattern, tag in ((_CODE, "code"), (_BOLD, "b"), (_HEADING, "b")):
        marked = pattern.sub(rf"<{tag}>\1</{tag}>", marked)
    return marked


def _button(choice: Mapping[str, str]) -> dict[str, str]:
    label = shorten(choice["title"], LONGEST_LABEL)
    return {"text": label, "callback_data": callback_data(choice["id"])}


def plain(part: Mapping[str, Any]) -> dict[str, Any]:
    """The same request without markup."""
    kept: Sequence[str] = [name for name in part if name not in {"plain", "parse_mode"}]
    return {name: part[name] for name in kept} | {"text": part.get("plain", part["text"])}
