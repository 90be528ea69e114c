"""A message -> Bot API requests: pieces that fit, albums, buttons under the last, bold where it was meant."""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from channels.base import Outgoing
from channels.bubbles import cut, pause_before
from channels.choices import list_button
from lib.text import shorten

# Counted in UTF-16 code units, after the markup is taken away: https://core.telegram.org/bots/api#sendmessage
LONGEST_TEXT = 4096
# https://core.telegram.org/bots/api#sendphoto
LONGEST_CAPTION = 1024
# https://core.telegram.org/bots/api#sendmediagroup
MOST_IN_ALBUM = 10
LONGEST_DATA = 64
LONGEST_LABEL = 64

# What models write although nobody asked: everything else stays as it is, a price of 2*3 included.
_BOLD = re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*")
_HEADING = re.compile(r"^#{1,4} +(.+?) *#*$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")

# {"method", "arguments", "instead", "pause"}: a Bot API method and its arguments but for `chat_id`. `instead` are
# the parts to send when Telegram refuses this one with a code: without the markup, or with links for pictures.
Part = dict[str, Any]


@dataclass(frozen=True)
class Picture:
    url: str
    caption: str = ""


@dataclass(frozen=True)
class Piece:
    """One request's content: pictures with their captions, or a text."""

    text: str = ""
    pictures: Sequence[Picture] = ()

    @property
    def words(self) -> str:
        return self.text or " ".join(picture.caption for picture in self.pictures)


def render(outgoing: Outgoing) -> list[Part]:
    """The requests in order. The text is the caption of the first picture where it fits, else it follows."""
    pictures, text = _compose(outgoing)
    albums = [pictures[at : at + MOST_IN_ALBUM] for at in range(0, len(pictures), MOST_IN_ALBUM)]
    texts = cut(text, LONGEST_TEXT, measure="utf16", is_paced=outgoing.is_paced)
    pieces = [*(Piece(pictures=album) for album in albums), *(Piece(text=piece) for piece in texts)]
    parts = _requests(pieces, first=_quote(outgoing), last=_buttons(outgoing.choices))
    if outgoing.is_paced:
        return [part | {"pause": pause_before(piece.words)} for part, piece in zip(parts, pieces, strict=True)]
    return parts


def callback_data(choice_id: str) -> str:
    """The id itself while it fits into 64 bytes, as ids of choices should.

    A longer one becomes a digest, and the digest is what a tap brings back: it is told from other choices, but
    whoever offered it has to compare digests to know it again.
    """
    if len(choice_id.encode()) <= LONGEST_DATA:
        return choice_id
    return hashlib.sha256(choice_id.encode()).hexdigest()


def _compose(outgoing: Outgoing) -> tuple[list[Picture], str]:
    """The pictures with their captions, and the text that has to stand by itself."""
    images = [item for item in outgoing.media if item["kind"] == "image"]
    given = [Picture(item["url"], item.get("caption", "").strip()) for item in images]
    too_long = [picture.caption for picture in given if not _is_caption(picture.caption)]
    pictures = [picture if _is_caption(picture.caption) else replace(picture, caption="") for picture in given]
    text = "\n\n".join([*too_long, outgoing.text.strip()]).strip()
    # An album cannot carry buttons: they need a text to stand under.
    if outgoing.choices and len(pictures) > 1:
        return pictures, text or list_button(outgoing.language)
    if pictures and not pictures[0].caption and _is_caption(text):
        return [replace(pictures[0], caption=text), *pictures[1:]], ""
    return pictures, text


def _is_caption(text: str) -> bool:
    return len(text.encode("utf-16-le")) // 2 <= LONGEST_CAPTION


def _quote(outgoing: Outgoing) -> dict[str, Any]:
    """Ids of messages are `<chat>:<message>`; one of another chat, or none of a message, cannot be quoted."""
    chat, _, number = outgoing.reply_to.rpartition(":")
    if not number.isdecimal() or (outgoing.to and chat != outgoing.to):
        return {}
    return {"reply_parameters": {"message_id": int(number), "allow_sending_without_reply": True}}


def _buttons(choices: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    rows = [[_button(choice)] for choice in choices]
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _button(choice: Mapping[str, str]) -> dict[str, str]:
    label = shorten(choice["title"], LONGEST_LABEL)
    return {"text": label, "callback_data": callback_data(choice["id"])}


def _requests(pieces: Sequence[Piece], *, first: Mapping[str, Any], last: Mapping[str, Any]) -> list[Part]:
    """A part for each piece; the first and the last one have arguments of their own."""
    parts = []
    for place, piece in enumerate(pieces):
        is_last = place == len(pieces) - 1
        make = _pictures if piece.pictures else _message
        parts.append(make(piece, first=first if place == 0 else {}, last=last if is_last else {}))
    return parts


def _message(piece: Piece, *, first: Mapping[str, Any], last: Mapping[str, Any]) -> Part:
    part: Part = {"method": "sendMessage", "arguments": {**_marked("text", piece.text), **first, **last}}
    if "parse_mode" not in part["arguments"]:
        return part
    plain = {"method": "sendMessage", "arguments": {"text": piece.text, **first, **last}}
    return part | {"instead": {"bad_markup": [plain]}}


def _pictures(piece: Piece, *, first: Mapping[str, Any], last: Mapping[str, Any]) -> Part:
    links = [Piece(text=text) for text in cut(_with_links(piece.pictures), LONGEST_TEXT, measure="utf16")]
    instead = {"bad_media": _requests(links, first=first, last=last)}
    plain = {**_show(piece.pictures, is_marked=False, more={**first, **last}), "instead": instead}
    marked = _show(piece.pictures, is_marked=True, more={**first, **last})
    return marked | {"instead": instead | {"bad_markup": [plain]}}


def _show(pictures: Sequence[Picture], *, is_marked: bool, more: Mapping[str, Any]) -> Part:
    captions = [_captioned(picture.caption, is_marked=is_marked) for picture in pictures]
    if len(pictures) == 1:
        return {"method": "sendPhoto", "arguments": {"photo": pictures[0].url, **captions[0], **more}}
    items = [
        {"type": "photo", "media": picture.url, **caption} for picture, caption in zip(pictures, captions, strict=True)
    ]
    return {"method": "sendMediaGroup", "arguments": {"media": items, **more}}


def _captioned(caption: str, *, is_marked: bool) -> dict[str, str]:
    if not caption:
        return {}
    return _marked("caption", caption) if is_marked else {"caption": caption}


def _with_links(pictures: Sequence[Picture]) -> str:
    """What remains of pictures that Telegram cannot show."""
    return "\n\n".join(f"{picture.caption}\n{picture.url}".strip() for picture in pictures)


def _marked(name: str, text: str) -> dict[str, str]:
    marked = _to_html(text)
    if marked == html.escape(text, quote=False):
        return {name: text}
    return {name: marked, "parse_mode": "HTML"}


def _to_html(text: str) -> str:
    marked = html.escape(text, quote=False)
    for pattern, tag in ((_CODE, "code"), (_BOLD, "b"), (_HEADING, "b")):
        marked = pattern.sub(rf"<{tag}>\1</{tag}>", marked)
    return marked
