"""How carriers cut a text message, and so what it costs: 160 characters of the GSM alphabet, 70 of any other.

One character outside of that alphabet makes all of the message UCS-2, at more than twice the price.
https://www.twilio.com/docs/glossary/what-sms-character-limit
"""

import unicodedata

from lib.text import split_text

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# These take two places each.
_EXTENSION = frozenset("^{}\\[~]|€\f")
# Above this carriers begin to lose or shuffle the pieces.
MOST_SEGMENTS = 10
# A character that takes two places is never cut apart, which can leave one place empty in each segment.
_GSM7_ROOM, _UCS2_ROOM = 152 * MOST_SEGMENTS, 66 * MOST_SEGMENTS

_TWINS = str.maketrans(
    dict.fromkeys("‘’‚‛′´`ʼ", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−•‣◦●·⁃∙", "-")
    | dict.fromkeys("\t\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))), " ")
    | dict.fromkeys("\u2028\u2029", "\n")
    # Nobody can see these.
    | dict.fromkeys("\u200b\u2060\ufeff\u00ad", "")
    | {"…": "...", "×": "x", "÷": "/", "‹": "<", "›": ">", "½": "1/2", "¼": "1/4", "¾": "3/4", "⁄": "/"}
)  # fmt: skip


def is_gsm7(text: str) -> bool:
    return all(char in _BASIC or char in _EXTENSION for char in text)


def count(text: str) -> int:
    """The segments that a message of this text is sent, and paid, in."""
    if is_gsm7(text):
        return _fill([2 if char in _EXTENSION else 1 for char in text], alone=160, joined=153)
    return _fill([2 if ord(char) > 0xFFFF else 1 for char in text], alone=70, joined=67)


def smart_text(text: str) -> str:
    """The text with plain twins for typographic characters, when that makes all of it GSM-7; else as it is.

    Letters and emoji have no twins: nothing that carries meaning is replaced.
    """
    plain = unicodedata.normalize("NFC", text).translate(_TWINS)
    return plain if is_gsm7(plain) else text


def split(text: str) -> list[str]:
    """Messages of at most ten segments and 1600 characters that together hold every word of the text."""
    smart = smart_text(text)
    return [_cheapest(piece) for piece in split_text(smart, _room(smart), measure="utf16")]


def _cheapest(piece: str) -> str:
    """A piece may be GSM-7 though an emoji elsewhere kept the whole from it."""
    plain = smart_text(piece)
    return plain if count(plain) <= count(piece) else piece


def _room(text: str) -> int:
    """UTF-16 units that fit into ten segments, wherever the text is cut."""
    if not is_gsm7(text):
        return _UCS2_ROOM
    doubled = sum(char in _EXTENSION for char in text)
    return max(_GSM7_ROOM - doubled, _GSM7_ROOM // 2)


def _fill(sizes: list[int], *, alone: int, joined: int) -> int:
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    segments, used = 1, 0
    for size in sizes:
        if used + size > joined:
            segments, used = segments + 1, 0
        used += size
    return segments
