"""A customer's own words, apart from what they only pass on: quotes, forwarded messages, pasted chats. Pure.

Somebody else's `yes` agrees to nothing (orders are confirmed by the customer alone).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

FORWARDED = "forwarded"
# From here on nothing is the writer's own.
_FROM_HERE = re.compile(
    r"^\W*(?:(?:begin )?(?:forwarded|original) message|forwarded from [^\n]{1,60}|message transféré|message d'origine|"
    r"mensaje (?:reenviado|original)|הודעה שהועברה|pesan (?:diteruskan|terusan))\W*$.*|"
    r"^(?:on|le|el|pada|ב-?)\b[^\n]{4,80}\b(?:wrote|a écrit|escribió|menulis|כתב|כתבה)\s?:\s*$.*",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_LINE = re.compile(r"^\s*(?:>|&gt;).*$", re.MULTILINE)
# A line of an exported chat: `[28/11/2026, 17:40] Dana: yes`.
_PASTED = re.compile(
    r"^\W{0,3}\[?\d{1,2}[/.]\d{1,2}[/.]\d{2,4},? +\d{1,2}[:.]\d{2}[^\]:\n]{0,12}\]?\W{1,4}[^:\n]{1,40}: .*$",
    re.MULTILINE,
)
_QUOTES = re.compile(r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<!\w)\"[^\"\n]+\"(?!\w)|(?<!\w)'[^'\n]+'(?!\w)")


def own_words(text: str) -> str:
    """The text without what it quotes; a text that is one quote and nothing else is the writer's own: we ask people to
    answer "yes"."""
    said = _PASTED.sub(" ", _LINE.sub(" ", _FROM_HERE.sub(" ", text)))
    bare = _QUOTES.sub(" ", said)
    return bare if re.search(r"\w", bare) else said


def passed_on(text: str) -> list[str]:
    """What `own_words` leaves out, piece by piece, without its quotation marks."""
    own = own_words(text)
    found = [match[0] for pattern in (_FROM_HERE, _PASTED, _LINE, _QUOTES) for match in pattern.finditer(text)]
    return [piece.strip("\"'“”„«»> \n") for piece in found if piece not in own]


def is_forwarded(media: Sequence[Mapping[str, Any]]) -> bool:
    return any(medium.get("kind") == FORWARDED for medium in media)
