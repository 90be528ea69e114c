"""A message -> calls to the network, each followed by its copy for the board's inbox.

A part is {"do": "send" | "mirror", "text"} or {"do", "url", "name"} for a picture. They are parts of their own, so that
a copy that failed is repeated by itself: the customer gets everything once.
"""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from channels.base import Outgoing
from channels.bubbles import cut, pause_before
from channels.choices import as_numbered_text
from channels.supportboard import address, markup
from lib.text import split_text

Part = dict[str, Any]

# What the board itself keeps and shows.
LONGEST_TEXT = 2000
# Longest text and how it is counted, by source.
LIMITS: dict[str, tuple[int, str]] = {
    address.WHATSAPP: (4096, "characters"),
    # Older boards cut at 1000, newer ones at 2000, and neither says so.
    address.MESSENGER: (1000, "characters"),
    address.INSTAGRAM: (1000, "bytes"),
    # The board cuts at 4000 after it has escaped every full stop and doubled every link.
    address.TELEGRAM: (2000, "utf16"),
}
# Who shows *this* in bold; on the other networks the stars would stay.
BOLD = {address.WHATSAPP, address.WEB}
PICTURES = {"jpg", "jpeg", "png", "gif", "webp"}


def render(outgoing: Outgoing) -> list[Part]:
    """The parts in order: pictures with their captions, then the text with its choices."""
    source = address.source_of(outgoing.to)
    sent = [*_pictures(outgoing, source), *_text(outgoing, source)]
    if source not in address.NETWORKS:
        return sent
    return [part for piece in sent for part in (piece, *_mirrors(piece))]


def _pictures(outgoing: Outgoing, source: str) -> Iterator[Part]:
    for medium in outgoing.media:
        yield {"do": "send", "url": _named(medium["url"], medium["kind"]), "name": medium.get("name") or medium["kind"]}
        yield from _pieces(medium.get("caption", ""), source, is_paced=False)


def _text(outgoing: Outgoing, source: str) -> Sequence[Part]:
    words = as_numbered_text(outgoing.text, outgoing.choices, language=outgoing.language)
    return _pieces(words, source, is_paced=outgoing.is_paced)


def _pieces(text: str, source: str, *, is_paced: bool) -> list[Part]:
    limit, measure = LIMITS.get(source, (LONGEST_TEXT, "characters"))
    written = markup.for_network(text, has_bold=source in BOLD)
    pieces = cut(written, limit, measure=measure, is_paced=is_paced)
    return [{"do": "send", "text": piece} | ({"pause": pause_before(piece)} if is_paced else {}) for piece in pieces]


def _mirrors(piece: Part) -> list[Part]:
    if "url" in piece:
        return [{**piece, "do": "mirror", "is_optional": True}]
    return [{"do": "mirror", "text": text, "is_optional": True} for text in split_text(piece["text"], LONGEST_TEXT)]


def _named(url: str, kind: str) -> str:
    """The board tells a picture by the end of its address; what stands behind # is asked of nobody."""
    extension = PurePosixPath(urlsplit(url).path).suffix[1:].lower()
    return url if kind != "image" or extension in PICTURES else f"{url}#image.jpg"
