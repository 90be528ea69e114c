"""What models write although nobody asked -> WhatsApp's own marks; everything else stays, a price of 2*3 included.

https://faq.whatsapp.com/539178204879377
"""

import re

# A digit beside the stars means arithmetic.
_BOLD = re.compile(r"(?<![\d*])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\d*])")
_STRIKE = re.compile(r"(?<!~)~~(?=\S)([^~\n]+?)(?<=\S)~~(?!~)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)")


def to_whatsapp(text: str) -> str:
    """Bold, headings and links as WhatsApp shows them. Never longer than before."""
    text = _LINK.sub(_link, text)
    text = _HEADING.sub(_heading, text)
    return _STRIKE.sub(r"~\1~", _BOLD.sub(r"*\1*", text))


def without_marks(text: str) -> str:
    """For titles of buttons and rows, where WhatsApp shows marks as they are."""
    return _STRIKE.sub(r"\1", _BOLD.sub(r"\1", text))


def _link(found: re.Match[str]) -> str:
    """`name: address`; WhatsApp makes addresses tappable by itself."""
    name, url = found[1].strip(), found[2]
    return url if not name or name == url else f"{name}: {url}"


def _heading(found: re.Match[str]) -> str:
    inner = _BOLD.sub(r"\1", found[1]).strip("* ")
    return f"*{inner}*" if inner and "*" not in inner else found[1]
