"""What a customer's words can mean, as plain data."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

# The text of a SET that asks for another address and does not say which.
NEW_ADDRESS = "address"


class Kind(StrEnum):
    """One thing that a customer does by saying something."""

    GREET = "greet"
    THANK = "thank"
    LEAVE = "leave"
    YES = "yes"
    NO = "no"
    DONE = "done"
    HELP = "help"
    WHO = "who"
    CATALOGUE = "catalogue"
    ASK = "ask"
    ORDER = "order"
    ADD = "add"
    REMOVE = "remove"
    SET = "set"
    REPLACE = "replace"
    AMOUNT = "amount"
    PICK = "pick"
    ADDRESS = "address"
    NOTES = "notes"
    WHEN = "when"
    PICKUP = "pickup"
    DELIVERY = "delivery"
    NAME = "name"
    CONTACT = "contact"
    CANCEL = "cancel"
    KEEP = "keep"
    CONFIRM = "confirm"
    ORDERS = "orders"
    TRACK = "track"
    TOTAL = "total"
    AGAIN = "again"
    FRESH = "fresh"
    NOTIFY = "notify"
    PERSON = "person"
    COMPLAIN = "complain"
    HAGGLE = "haggle"
    HOURS = "hours"
    PLACE = "place"
    SHOP = "shop"
    PAY = "pay"
    MEDIA = "media"
    PHOTO = "photo"
    MENTION = "mention"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Amount:
    """How much was said. `unit` is a unit of the tools, empty for the product's own."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True)
class Wish:
    """A product in the customer's words and how much of it. `parts` are the phrase split at its `and`s."""

    phrase: str
    amount: Amount | None = None
    parts: tuple[str, ...] = ()


# The text of an order that says how much in all: `only one mug`.
ONLY = "only"


@dataclass(frozen=True)
class Act:
    """`text` is an address, a note, a name, an order number or a phrase, whatever the kind speaks of.

    REPLACE holds two wishes: what goes and what comes. `order` is the order that was named for it, see naming.py.
    """

    kind: Kind
    wishes: tuple[Wish, ...] = ()
    text: str = ""
    order: str = ""


@dataclass(frozen=True)
class Said:
    """A burst of messages, understood."""

    language: str
    acts: tuple[Act, ...]

    def has(self, *kinds: Kind) -> bool:
        return any(act.kind in kinds for act in self.acts)

    def all(self, *kinds: Kind) -> list[Act]:
        return [act for act in self.acts if act.kind in kinds]

    def wishes(self, *kinds: Kind) -> list[Wish]:
        return [wish for act in self.all(*kinds) for wish in act.wishes]

    def last_text(self, kind: Kind) -> str:
        """What was said last about it; empty when nothing was."""
        return next((act.text for act in reversed(self.acts) if act.kind == kind), "")
