"""Attachments of Messenger and Instagram -> media as channels/items.py describes them. Pure.

Meta hands out links that end soon and need no token: the link itself is the `ref`. A `story` (which the customer
answered, or in which they mentioned the shop) is a medium of its own kind, with the picture as its `ref`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ValidationError

from channels.meta.messaging_payloads import Attachment, Content, Message, Product

# Longer is no link of Meta's.
LONGEST_LINK = 4096
Medium = dict[str, Any]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Shown:
    """What a message shows beside its text: media, and the words of links and cards."""

    media: Sequence[Medium] = ()
    words: Sequence[str] = field(default_factory=tuple)


def show(message: Message) -> Shown:
    """Everything attached that can be read; an attachment that cannot costs nobody else's."""
    read = list(_readable(message.attachments, Attachment))
    media = [medium for attachment in read for medium in _media(attachment)]
    return Shown(media, [words for attachment in read if (words := _words(attachment))])


def around(message: Message) -> list[Medium]:
    """What the message is about without containing it: a story that it answers, a product that was looked at."""
    found: list[Medium] = []
    if message.reply_to and message.reply_to.story:
        story = message.reply_to.story
        found.append({"kind": "story"} | _known(id=story.id, ref=_link(story.url)))
    if message.referral and message.referral.product:
        found += _product(message.referral.product)
    return found


def _media(attachment: Attachment) -> list[Medium]:
    build = _BUILDERS.get(attachment.type)
    return build(attachment.payload or Content()) if build else []


def _file(kind: str) -> Callable[[Content], list[Medium]]:
    def build(content: Content) -> list[Medium]:
        ref = _link(content.url)
        return [{"kind": kind, "ref": ref} | _known(caption=content.title)] if ref else []

    return build


def _image(content: Content) -> list[Medium]:
    return _file("sticker" if content.sticker_id else "image")(content)


def _document(content: Content) -> list[Medium]:
    return [medium | _known(name=_name(medium["ref"])) for medium in _file("document")(content)]


def _location(content: Content) -> list[Medium]:
    place = content.coordinates
    if place is None:
        return []
    return [{"kind": "location", "latitude": place.lat, "longitude": place.long} | _known(title=content.title)]


def _cards(content: Content) -> list[Medium]:
    elements = content.product.elements if content.product else []
    return [medium for product in _readable(elements, Product) for medium in _product(product)]


def _product(product: Product) -> list[Medium]:
    number = product.retailer_id or product.id
    return [{"kind": "product", "id": number} | _known(title=product.title)] if number else []


# `share` is a post that somebody passed on: what its link gives is the post's picture.
_BUILDERS: dict[str, Callable[[Content], list[Medium]]] = {
    "image": _image,
    "audio": _file("voice"),  # neither app can send any other sound
    "video": _file("video"),
    "reel": _file("video"),
    "ig_reel": _file("video"),
    "file": _document,
    "share": _file("image"),
    "story_mention": _file("story"),
    "location": _location,
    "template": _cards,
}


def _words(attachment: Attachment) -> str:
    """What a link or a card says: of a message that is nothing else, it is the text."""
    content = attachment.payload or Content()
    if attachment.type == "fallback":
        return _lines(attachment.title or content.title, attachment.url or content.url)
    if attachment.type == "template" and not content.product:
        return _lines(content.text, *(card.title for card in _readable(content.elements, Product)))
    return ""


def _readable(raw: Sequence[Any], shape: type[M]) -> Iterator[M]:
    for one in raw:
        try:
            yield shape.model_validate(one)
        except ValidationError:
            continue


def _link(url: str | None) -> str:
    is_link = bool(url) and len(str(url)) <= LONGEST_LINK and str(url).startswith(("https://", "http://"))
    return str(url) if is_link else ""


def _name(link: str) -> str:
    """A document is called as the end of its link says."""
    try:
        return unquote(PurePosixPath(urlsplit(link).path).name).replace("\x00", "")
    except ValueError:
        return ""


def _known(**facts: str | None) -> dict[str, str]:
    return {name: value for name, value in facts.items() if value}


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)
