"""A message -> requests of the Send API, for Messenger and Instagram: texts that fit, pictures, quick replies."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.base import Outgoing
from channels.bubbles import cut, pause_before
from channels.choices import as_numbered_text, list_button

# https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/quick-replies
MOST_QUICK_REPLIES = 13
LONGEST_TITLE = 20
LONGEST_PAYLOAD = 1000
# Our kinds of media, and the networks' names of them; whatever else there is goes out as a link.
TYPES = {"image": "image", "video": "video", "voice": "audio", "audio": "audio", "document": "file"}

# What models write although nobody asked, and neither network shows: everything else stays, a price of 2*3 included.
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_HEADING = re.compile(r"^#{1,4} +(.+?) *#*$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)")
# The name that we give to what Meta sent without one (messaging_parse): nobody there knows it.
_DIGEST = re.compile(r"[0-9a-f]{64}")

# {"request", "instead", "pause"}: a request of the Send API but for its recipient. `instead` are the parts to send when
# it is refused with a code: links for pictures that could not be loaded, no quotation of what is not there any more.
Part = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """What a network takes: a text's size and how it is measured, pictures in one request, words of ours."""

    text: int
    measure: str
    pictures: int
    has_metadata: bool


@dataclass(frozen=True)
class Piece:
    """One request's content: a text, or media."""

    text: str = ""
    media: Sequence[Mapping[str, str]] = ()


def render(outgoing: Outgoing, limits: Limits) -> list[Part]:
    """The requests in order: media, each with its caption behind it, then the text with the choices under it."""
    quick = _quick_replies(outgoing.choices)
    text = _closing_text(outgoing, is_numbered=not quick)
    texts = cut(text, limits.text, measure=limits.measure, is_paced=outgoing.is_paced)
    pieces = [*_media_pieces(outgoing.media, limits), *(Piece(text=piece) for piece in texts)]
    last = len(pieces) - 1
    return [
        _part(piece, outgoing, limits, place=place, quick=quick if place == last else [])
        for place, piece in enumerate(pieces)
    ]


def as_plain(text: str) -> str:
    """The text without markup that would be seen as such. No word and no address is dropped."""
    for pattern, kept in ((_LINK, r"\1: \2"), (_CODE, r"\1"), (_BOLD, r"\1"), (_HEADING, r"\1")):
        text = pattern.sub(kept, text)
    return text


def _closing_text(outgoing: Outgoing, *, is_numbered: bool) -> str:
    text = as_plain(outgoing.text).strip()
    if is_numbered:
        return as_numbered_text(text, outgoing.choices, language=outgoing.language)
    return text or list_button(outgoing.language)


def _quick_replies(choices: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The choices as buttons; none when the network would cut or refuse one of them."""
    fits = len(choices) <= MOST_QUICK_REPLIES and all(
        choice["title"].strip() and len(choice["title"]) <= LONGEST_TITLE and 0 < len(choice["id"]) <= LONGEST_PAYLOAD
        for choice in choices
    )
    if not fits:
        return []
    return [{"content_type": "text", "title": choice["title"], "payload": choice["id"]} for choice in choices]


def _media_pieces(media: Sequence[Mapping[str, str]], limits: Limits) -> Iterator[Piece]:
    """Pictures that follow each other go together where the network can; a caption ends such a row."""
    row: list[Mapping[str, str]] = []
    for medium in media:
        is_picture, caption = medium["kind"] == "image", as_plain(medium.get("caption", "")).strip()
        if row and not (is_picture and len(row) < limits.pictures):
            yield Piece(media=row)
            row = []
        if medium["kind"] not in TYPES:
            yield from _texts(_as_links([medium]), limits)
            continue
        row = [*row, medium]
        if caption or not is_picture:
            yield Piece(media=row)
            yield from _texts(caption, limits)
            row = []
    if row:
        yield Piece(media=row)


def _texts(text: str, limits: Limits) -> list[Piece]:
    return [Piece(text=piece) for piece in cut(text, limits.text, measure=limits.measure)]


def _as_links(media: Sequence[Mapping[str, str]]) -> str:
    """What remains of media that the network cannot show."""
    blocks = [(as_plain(medium.get("caption", "")), medium.get("name", ""), medium["url"]) for medium in media]
    return "\n\n".join("\n".join(filter(None, block)) for block in blocks)


def _part(piece: Piece, outgoing: Outgoing, limits: Limits, *, place: int, quick: Sequence[Mapping[str, str]]) -> Part:
    more: dict[str, Any] = {"quick_replies": list(quick)} if quick else {}
    if limits.has_metadata and outgoing.correlation:
        more["metadata"] = f"{outgoing.correlation}:{place}"
    content = _attached(piece.media) if piece.media else {"text": piece.text}
    part = _request({**content, **more}, outgoing)
    if piece.media:
        # The captions stand behind their media already.
        links = _texts(_as_links([{**medium, "caption": ""} for medium in piece.media]), limits)
        others = [_request({"text": link.text, **more}, outgoing) for link in links]
        part["instead"] = {"bad_media": others, "too_large": others}
    if place == 0 and outgoing.reply_to and not _DIGEST.fullmatch(outgoing.reply_to):
        part = _quoting(part, outgoing.reply_to)
    return part | ({"pause": pause_before(piece.text)} if outgoing.is_paced else {})


def _attached(media: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    items = [{"type": TYPES[medium["kind"]], "payload": {"url": medium["url"]}} for medium in media]
    return {"attachment": items[0]} if len(items) == 1 else {"attachments": items}


def _request(message: Mapping[str, Any], outgoing: Outgoing) -> Part:
    """Only a person of the shop may answer late, and then it has to be said."""
    late = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"request": {**(late if outgoing.is_late else {"messaging_type": "RESPONSE"}), "message": dict(message)}}


def _quoting(part: Part, mid: str) -> Part:
    """The part as an answer to a message; without that when the network refuses it: the message may be gone."""
    request = {**part["request"], "reply_to": {"mid": mid}}
    return {"request": request, "instead": {**part.get("instead", {}), "refused": [part]}}
