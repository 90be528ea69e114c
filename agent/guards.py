"""What may be said: a number, an amount or a finished action must stand in a receipt. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.claims import CONDITION, DONE, NO_CLAIM
from agent.discount_claims import find_promises, rates_in

ORDER_NUMBER = re.compile(r"\bORD-\d{4}-\d+\b", re.IGNORECASE)
_NUMBER = r"\d[\d.,\u00a0\u202f' ]*\d|\d"
_MONEY_WORDS = r"₪|€|\$|£|¥|\bRp\.?|\bNIS\b|\bILS\b|\bEUR\b|\bUSD\b|\bIDR\b|ש\"ח|ש״ח"
_AFTER_WORDS = _MONEY_WORDS + r"|שקלים|שקל|\beuros?\b|\bshekels?\b|\bdollars?\b|\brupiah\b"
AMOUNT = re.compile(rf"(?:{_MONEY_WORDS})\s*({_NUMBER})|({_NUMBER})\s*(?:{_AFTER_WORDS})", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
# Clauses, so that "I cancelled it, tell me if ..." cannot hide behind its second half; never inside a number.
_CLAUSE = re.compile(r"(?<=[,;:])\s+|\s[-–—]\s")
_MONEY_KEYS = frozenset(
    {
        "price",
        "total",
        "subtotal",
        "unit_price",
        "was",
        "now",
        "most",
        "available",
        "fee",
        "amount",
        "minimum",
        "missing",
        "free_from",
    }
)
_DONE_KINDS = {
    "cancelled": {"order_cancelled"},
    "confirmed": {"order_confirmed"},
    "created": {"order_created", "order_exists"},
    "changed": {"order_changed", "order_created", "order_shown"},
    "asked": {"change_requested", "cancel_requested", "handed_over", "team_asked"},
    "restored": {"order_restored"},
}
# A fact that was read backs the same words: "your order was cancelled yesterday".
_DONE_STATUSES = {
    "cancelled": {"cancelled"},
    "confirmed": {"confirmed", "processing", "packaged", "shipped", "delivered"},
    "created": {"pending", "confirmed", "processing", "packaged", "shipped", "delivered", "cancelled"},
    "changed": set(),
    "asked": set(),
    "restored": set(),
}


@dataclass(frozen=True)
class Facts:
    """What a reply may rely on: collected from this turn's receipts and the customer's own words."""

    order_numbers: frozenset[str] = frozenset()
    amounts: frozenset[Decimal] = frozenset()
    statuses: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    # Per cent, as receipts name them.
    rates: frozenset[str] = frozenset()
    heard: str = field(default="", repr=False)


@dataclass(frozen=True)
class Problem:
    """One thing that must not be said, and why."""

    kind: str
    what: str


def collect_facts(receipts: Iterable[Mapping[str, Any]], *, heard: Sequence[str] = ()) -> Facts:
    """Everything in the receipts, plus what the customer said themselves (repeating that claims nothing)."""
    pairs = [pair for receipt in receipts for pair in _walk(receipt)]
    words = "\n".join(heard)
    said = {number for match in AMOUNT.finditer(words) for number in _readings(match[1] or match[2])}
    amounts = {money for key, value in pairs if key in _MONEY_KEYS and (money := _decimal(value)) is not None}
    products = {amount * count for amount in amounts for count in _counts(words)}
    return Facts(
        order_numbers=frozenset(str(value) for key, value in pairs if key == "order_number"),
        amounts=frozenset(amounts | products | said),
        statuses=frozenset(str(value) for key, value in pairs if key == "status"),
        kinds=frozenset(str(value) for key, value in pairs if key == "kind"),
        rates=frozenset(_rates(pairs)),
        heard=words,
    )


def check_reply(text: str, facts: Facts) -> list[Problem]:
    """Everything in the text that no fact backs; an empty list means that it may be sent."""
    return [
        *_wrong_numbers(text, facts),
        *_wrong_amounts(text, facts),
        *_wrong_claims(text, facts),
        *_wrong_promises(text, facts),
    ]


def _wrong_numbers(text: str, facts: Facts) -> Iterator[Problem]:
    for found in ORDER_NUMBER.findall(text):
        if found.upper() not in facts.order_numbers and found.upper() not in facts.heard.upper():
            yield Problem("order_number", found)


def _wrong_amounts(text: str, facts: Facts) -> Iterator[Problem]:
    for match in AMOUNT.finditer(text):
        readings = _readings(match[1] or match[2])
        if readings and not readings & facts.amounts:
            yield Problem("amount", match[0].strip())


def _wrong_claims(text: str, facts: Facts) -> Iterator[Problem]:
    for clause in _clauses(text):
        if NO_CLAIM.search(clause):
            continue
        for claim, patterns in DONE.items():
            backed = facts.kinds & _DONE_KINDS[claim] or facts.statuses & _DONE_STATUSES[claim]
            if not backed and any(pattern.search(clause) for pattern in patterns):
                yield Problem("claim", clause.strip())


def _wrong_promises(text: str, facts: Facts) -> Iterator[Problem]:
    is_backed = "promotion_offered" in facts.kinds or bool(facts.rates)
    for clause in _clauses(text):
        for promise in find_promises(clause, rates=facts.rates, is_backed=is_backed, heard=facts.heard):
            yield Problem("promotion", promise)


def _rates(pairs: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for key, value in pairs:
        if key == "percent" and value:
            yield str(value)
        elif isinstance(value, str):
            yield from rates_in(value)


def _clauses(text: str) -> Iterator[str]:
    """The clauses that stand for themselves: what follows an opening "if ..." belongs to the condition."""
    for sentence in _SENTENCE.split(text):
        for clause in _CLAUSE.split(sentence):
            if CONDITION.match(clause.strip()):
                break
            yield clause


def _walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, str(name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _walk(inner, key)
    else:
        yield key, value


def _readings(written: str) -> set[Decimal]:
    """All that a written number can mean: `1.234` is one thing in Paris and another in London."""
    bare = re.sub(r"[\s\u00a0\u202f']", "", written)
    readings = {bare.replace(",", ""), bare.replace(".", "").replace(",", "."), bare.replace(",", ".")}
    return {number for reading in readings if (number := _decimal(reading)) is not None}


def _counts(text: str) -> set[Decimal]:
    return {number for match in re.findall(r"\d+(?:[.,]\d+)?", text) for number in _readings(match)}


def _decimal(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value)) if value is not None and not isinstance(value, bool) else None
    except InvalidOperation:
        return None
