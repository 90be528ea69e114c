"""What somebody does who sends something else than text: taps a button, shares a place, fills a basket."""

import re
from decimal import Decimal

from agent.llm.offline.acts import Act, Amount, Kind, Wish
from agent.marks import Block, read_tapped

# `2 x SAU-BEEF, 1 x DELI-PASTRAMI`, from the network's own shop.
_BOUGHT = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) x ([^,]+)")
# To change an order is to say that something should be otherwise, but not yet what.
_TAPS = {"confirm": Kind.CONFIRM, "change": Kind.SET, "cancel": Kind.CANCEL}


def read_sent(block: Block) -> tuple[Act, ...]:
    """The acts of a block that holds no spoken words; what cannot be read is MEDIA."""
    match block.name:
        case "tapped":
            tap = read_tapped(block.words)
            return (Act(_TAPS[tap[0]], text=tap[1], order=tap[1]),) if tap else ()
        case "cart":
            wishes = [Wish(name, Amount(Decimal(count))) for count, name in _BOUGHT.findall(block.words)]
            return (Act(Kind.ORDER, tuple(wishes)),)
        case "product":
            return (Act(Kind.ASK, tuple(Wish(name) for name in block.words.split(", "))),)
        case "location":
            return (Act(Kind.ADDRESS, text=block.words),)
        case "contact" | "message":
            return (Act(Kind.UNKNOWN),)
    return (Act(Kind.MEDIA, text=block.name),)
