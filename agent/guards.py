"""What may be said: a number, an amount or a finished action must stand in a receipt; nothing inner comes out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.claims import find_claims
from agent.guarding.amounts import amounts, order_numbers
from agent.guarding.cited import without_cited
from agent.guarding.facts import Facts, collect_facts
from agent.guarding.leaks import find_leaks
from agent.guarding.promises import wrong_promises

__all__ = ["KEPT_BACK", "Facts", "Problem", "check_reply", "collect_facts"]

_SOLD = ("confirmed", "processing", "packaged", "shipped", "delivered")
# Which receipts back a claim, and which facts that were read: "your order was cancelled yesterday".
BACKING = {
    "cancelled": {"kind:order_cancelled", "status:cancelled"},
    "confirmed": {"kind:order_confirmed", *(f"status:{status}" for status in _SOLD)},
    "created": {
        "kind:order_created", "kind:order_exists", "status:pending", "status:cancelled",
        *(f"status:{status}" for status in _SOLD),
    },
    "changed": {"kind:order_changed", "kind:order_created", "kind:order_shown", "kind:order_restored"},
    "asked": {"kind:change_requested", "kind:cancel_requested", "kind:handed_over", "kind:team_asked"},
    "restored": {"kind:order_restored"},
    "paid": {"payment:paid", "payment:overpaid", "payment:refunded", "payment:partly_refunded"},
    "refunded": {"payment:refunded", "payment:partly_refunded"},
    "shipped": {"status:shipped", "status:delivered"},
    "delivered": {"status:delivered"},
    "called": {"kind:handed_over", "kind:team_asked", "kind:change_requested", "kind:cancel_requested"},
    "waiting": {"kind:waiting"},
    "photo": {"kind:photos"},
    "link": {"kind:payment_link", "kind:tracking", "kind:order_confirmed"},
    # There is no tool that writes an e-mail.
    "mailed": set(),
}  # fmt: skip


# What is not told, rather than not so: nobody has to be called for it.
KEPT_BACK = frozenset({"leak", "personal", "link", "topic", "health"})


@dataclass(frozen=True)
class Problem:
    """One thing that must not be said, and why."""

    kind: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def check_reply(text: str, facts: Facts) -> list[Problem]:
    """Everything in the text that no fact backs; an empty list means that it may be sent."""
    own = without_cited(text, facts.cited)
    others = (Problem(kind, what) for kind, what in (*wrong_promises(own, facts), *find_leaks(text, facts)))
    return [*_wrong_numbers(text, facts), *_wrong_amounts(text, facts), *_wrong_claims(own, facts), *others]


def _wrong_numbers(text: str, facts: Facts) -> Iterator[Problem]:
    for number in dict.fromkeys(order_numbers(text)):
        if number not in facts.order_numbers:
            yield Problem("order_number", number)


def _wrong_amounts(text: str, facts: Facts) -> Iterator[Problem]:
    for written, meanings in amounts(text):
        if meanings and not meanings & facts.amounts:
            yield Problem("amount", written)


def _wrong_claims(text: str, facts: Facts) -> Iterator[Problem]:
    unbacked = (claim.clause for claim in find_claims(text) if not _is_backed(claim.kind, claim.clause, facts))
    for clause in dict.fromkeys(unbacked):
        yield Problem("claim", clause)


def _is_backed(kind: str, clause: str, facts: Facts) -> bool:
    """A clause that names orders speaks of these alone."""
    named = [facts.orders[number] for number in order_numbers(clause) if number in facts.orders]
    return all(marks & BACKING[kind] for marks in named or [facts.marks])
