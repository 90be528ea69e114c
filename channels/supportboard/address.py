"""Where a customer is: `<source>:<user>:<conversation>`, for example `wa:947:1057`.

A person of the board may write on several networks, each with rules of its own, so somebody is one person on one
source (`wa:947`). Answers need the conversation as well, and a person gets a new one when the old one was closed:
the whole address is the name to send to, the person a second name that stays, and each message renames to its own
conversation.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from channels.base import Window
from channels.refusals import UNREACHABLE, refusal

WEB = "web"
WHATSAPP, MESSENGER, INSTAGRAM, TELEGRAM = "wa", "fb", "ig", "tg"
# Networks that the board reaches by a call of their own; everything else it brings to people by itself.
NETWORKS = frozenset({WHATSAPP, MESSENGER, INSTAGRAM, TELEGRAM})
# Of Meta. Their later tag for people is no help: the board sends everything as RESPONSE.
WINDOWED = frozenset({WHATSAPP, MESSENGER, INSTAGRAM})
DAY = Window(free=timedelta(hours=24))

_WRITTEN = re.compile(r"([a-z]{1,8}):([1-9][0-9]{0,18}):([1-9][0-9]{0,18})")


@dataclass(frozen=True)
class Address:
    """`source` is the board's short name of a network, or `web`; `user` and `conversation` are the board's ids."""

    source: str
    user: str
    conversation: str

    def __str__(self) -> str:
        return f"{self.source}:{self.user}:{self.conversation}"

    @property
    def person(self) -> str:
        return f"{self.source}:{self.user}"


def read(written: str) -> Address:
    """The parts of an address. Raises ProviderError (`unreachable`) for anything else."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise refusal(UNREACHABLE, "this is no address in Support Board")
    return Address(*found.groups())


def source_of(written: str) -> str:
    """The network of an address; the web chat's when it is none."""
    found = _WRITTEN.fullmatch(written)
    return found[1] if found else WEB


def window(written: str) -> Window | None:
    return DAY if source_of(written) in WINDOWED else None
