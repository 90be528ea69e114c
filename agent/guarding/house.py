"""What a reply may rely on, and what it must not tell, before a tool was called: from the shop, not from the turn."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class House:
    """`texts` is what the shop says of itself, `contacts` the phones, e-mails and addresses that may be said.

    `prompt`, `orders` (what the shop told its agent), `names` of tools and `secrets` must not come out. `kinds` are
    receipts that still hold from earlier turns.
    """

    texts: str = ""
    contacts: str = ""
    topics: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    today: date | None = None
    names: frozenset[str] = frozenset()
    orders: str = field(default="", repr=False)
    prompt: str = field(default="", repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


NO_HOUSE = House()
