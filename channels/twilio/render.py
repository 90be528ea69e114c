"""A message -> Messages.json requests, without sender and recipient: cheap on SMS, and safe from carriers' words."""

from collections.abc import Mapping, Sequence
from typing import Any

from channels.base import Outgoing, Template
from channels.choices import as_numbered_text
from channels.twilio import markup, segments
from channels.twilio.addresses import has_carrier, is_whatsapp, takes_mms
from channels.twilio.wording import numbered, safe_wording
from lib.text import split_text

# https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
LONGEST_TEXT = 1600
MOST_MEDIA = 10

Medium = Mapping[str, str]


def render(outgoing: Outgoing) -> list[dict[str, Any]]:
    """Parts with `Body`, `MediaUrl` (a list) or both, in order; `correlation` is for the address of the reports."""
    text = _fill(outgoing.template, outgoing.values) if outgoing.template else outgoing.text
    media = [] if outgoing.template else [medium for medium in outgoing.media if medium.get("url")]
    choices = [] if outgoing.template else outgoing.choices
    make = _sms if has_carrier(outgoing.to) else _chat
    parts = make(text, media, choices, outgoing)
    if not outgoing.correlation:
        return parts
    return [part | {"correlation": f"{outgoing.correlation}:{number}"} for number, part in enumerate(parts)]


def _sms(
    text: str, media: Sequence[Medium], choices: Sequence[Mapping[str, str]], outgoing: Outgoing
) -> list[dict[str, Any]]:
    """Pictures travel with the first text where there is MMS; elsewhere, and for other files, as their address."""
    mms = takes_mms(outgoing.to)
    pictures = [medium["url"] for medium in media if mms and medium.get("kind") == "image"]
    lines = [_line(medium, is_shown=medium["url"] in pictures) for medium in media]
    body = "\n".join(line for line in (markup.plain(text), *lines) if line)
    body = safe_wording(numbered(body, choices, language=outgoing.language))
    parts: list[dict[str, Any]] = [{"Body": piece} for piece in segments.split(body)]
    for number, first in enumerate(range(0, len(pictures), MOST_MEDIA)):
        if number == len(parts):
            parts.append({})
        parts[number]["MediaUrl"] = pictures[first : first + MOST_MEDIA]
    return parts


def _chat(
    text: str, media: Sequence[Medium], choices: Sequence[Mapping[str, str]], outgoing: Outgoing
) -> list[dict[str, Any]]:
    """WhatsApp shows one file in a message, with its caption; what is asked comes last."""
    written = markup.for_whatsapp(text) if is_whatsapp(outgoing.to) else markup.plain(text)
    # A messaging service's opt-out words hold for its WhatsApp senders too.
    body = safe_wording(as_numbered_text(written, choices, language=outgoing.language))
    parts = [part for medium in media for part in _captioned(medium)]
    return [*parts, *({"Body": piece} for piece in split_text(body, LONGEST_TEXT, measure="utf16"))]


def _captioned(medium: Medium) -> list[dict[str, Any]]:
    first, *rest = split_text(medium.get("caption", ""), LONGEST_TEXT, measure="utf16") or [""]
    shown: dict[str, Any] = {"Body": first} if first else {}
    return [{**shown, "MediaUrl": [medium["url"]]}, *({"Body": piece} for piece in rest)]


def _line(medium: Medium, *, is_shown: bool) -> str:
    caption = medium.get("caption", "")
    if is_shown:
        return caption
    return f"{caption}: {medium['url']}" if caption else medium["url"]


def _fill(template: Template, values: Sequence[str]) -> str:
    """The approved text with its gaps filled: this is how it reads where texts need no approval."""
    text = template.body
    for number, value in enumerate(values, start=1):
        text = text.replace(f"{{{{{number}}}}}", value)
    return text
