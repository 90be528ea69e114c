"""Which stage a conversation is in: decided by recorded facts, never by a model. Pure.

A rule is a fact of the vocabulary below, counted ones with how many (`messages:3`). One fulfilled rule is enough. A
stage is entered from any earlier one as soon as one of its entry rules holds; where no later stage can be entered
like that, the next stage without entry rules follows once an exit rule of the present one holds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from lib.errors import DomainError

MOST_COUNTED = 100
# Who comes back after this long begins a new visit.
SILENCE = timedelta(hours=24)


class Fact(StrEnum):
    """What can be known of a visit. `messages` counts the customer's in it, `replies` ours in the present stage."""

    CUSTOMER_WROTE = "customer_wrote"
    MESSAGES = "messages"
    REPLIES = "replies"
    NEED_RECORDED = "need_recorded"
    PRODUCT_SHOWN = "product_shown"
    TESTIMONIAL_SENT = "testimonial_sent"
    PROMOTION_OFFERED = "promotion_offered"
    WANTS_TO_BUY = "wants_to_buy"
    ORDER_PENDING = "order_pending"
    ORDER_CONFIRMED = "order_confirmed"
    SAID_BYE = "said_bye"


COUNTED = (Fact.MESSAGES, Fact.REPLIES)
# Why a conversation stands where no rule led it.
BEGAN = "began"
CAME_BACK = "came_back"
Known = Mapping[Fact, int]


@dataclass(frozen=True)
class Rule:
    fact: Fact
    least: int = 1

    def holds(self, known: Known) -> bool:
        return known.get(self.fact, 0) >= self.least

    def __str__(self) -> str:
        return f"{self.fact}:{self.least}" if self.fact in COUNTED else str(self.fact)


@dataclass(frozen=True)
class Station:
    """A stage as the decision sees it."""

    key: str
    enter_when: Sequence[Rule] = ()
    leave_when: Sequence[Rule] = ()


@dataclass(frozen=True)
class Move:
    """`why` is a rule as text, or BEGAN or CAME_BACK."""

    start: str
    end: str
    why: str


def read_rule(text: str) -> Rule:
    """Raises DomainError `bad_rule` for everything outside the vocabulary."""
    name, _, count = text.strip().partition(":")
    if name not in set(Fact):
        raise DomainError("bad_rule", f"There is no fact {name!r}. There are: {', '.join(Fact)}.")
    fact = Fact(name)
    if fact not in COUNTED:
        if count:
            raise DomainError("bad_rule", f"{name} is not counted.")
        return Rule(fact)
    if not count.isdecimal() or not 0 < int(count) <= MOST_COUNTED:
        raise DomainError("bad_rule", f"Say how many, from 1 to {MOST_COUNTED}: {name}:3.")
    return Rule(fact, int(count))


def decide(stations: Sequence[Station], current: str, known: Known, *, comes_back: bool = False) -> list[Move]:
    """The moves from the present stage, in order; an empty list when it stays. Deciding again changes nothing.

    An unknown `current` (a new conversation, a stage that was deleted) begins at the first stage.
    """
    if not stations:
        return []
    keys = [station.key for station in stations]
    moves: list[Move] = []
    if current not in keys or comes_back:
        moves.append(Move(current, keys[0], CAME_BACK if comes_back else BEGAN))
        known = _without_replies(known)
    place = 0 if moves else keys.index(current)
    while found := _next(stations, place, known):
        moves.append(Move(keys[place], keys[found[0]], found[1]))
        place, known = found[0], _without_replies(known)
    return moves


def is_new_visit(*, at_end: bool, said_bye: bool, silent_for: timedelta) -> bool:
    """Whether the customer's new words begin a visit of their own: after a farewell, or after a long silence."""
    return silent_for >= SILENCE or (at_end and not said_bye)


def _next(stations: Sequence[Station], place: int, known: Known) -> tuple[int, str] | None:
    later = range(place + 1, len(stations))
    for at in reversed(later):
        if rule := _first(stations[at].enter_when, known):
            return at, str(rule)
    rule = _first(stations[place].leave_when, known)
    following = next((at for at in later if not stations[at].enter_when), None)
    return (following, str(rule)) if rule and following is not None else None


def _first(rules: Sequence[Rule], known: Known) -> Rule | None:
    return next((rule for rule in rules if rule.holds(known)), None)


def _without_replies(known: Known) -> Known:
    return {fact: count for fact, count in known.items() if fact != Fact.REPLIES}
