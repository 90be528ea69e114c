"""What may be promised: when an order comes, what is taken off a price, how much is there, what a product does. Pure.

Each stands in the shop's own words or in a tool's result, or it is not said. What the customer wishes promises nothing.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from babel.dates import format_date

from agent.claims import CLAUSE, SENTENCE
from agent.guarding.amounts import amounts, readings, without_amounts
from agent.guarding.facts import Facts
from agent.guarding.promise_words import (
    COMES,
    DELIVERS,
    DISCOUNT,
    FREE,
    HEALTH,
    LEFT,
    PERCENT,
    RELATIVE_DAYS,
    TIMES,
    UNPROMISED,
)  # fmt: skip
from agent.guarding.spans import LANGUAGES, spans, weekdays

_FORMATS = (
    "d MMMM",
    "MMMM d",
    "d MMM",
    "MMM d",
    "d/M",
    "d.M",
    "dd/MM",
    "dd.MM",
    "EEEE",
    "yyyy-MM-dd",
    "d/M/yy",
    "d/M/yyyy",
)


def wrong_promises(text: str, facts: Facts) -> Iterator[tuple[str, str]]:
    """(kind, words) of everything that is promised without a fact behind it."""
    for clause in _clauses(_without_quotes(text, facts)):
        if _heals(clause, facts):
            yield "health", clause.strip()
        if UNPROMISED.search(clause):
            continue
        for kind, check in _CHECKS.items():
            if check(clause, facts):
                yield kind, clause.strip()


def _clauses(text: str) -> Iterator[str]:
    """Those that promise something by themselves; a question promises nothing, nor what hangs on its answer."""
    for sentence in SENTENCE.split(text):
        for clause in CLAUSE.split(sentence):
            if not re.search(r"[?؟]\W*$", clause):
                yield clause


def _without_quotes(text: str, facts: Facts) -> str:
    """The recap shows what the customer wrote: `Notes: tomorrow at 5`."""
    for quote in facts.quoted:
        text = text.replace(quote, " ")
    return text


def _comes_when(clause: str, facts: Facts) -> bool:
    """A time beside "arrives" that neither the shop's words nor a date in a result hold."""
    return bool(COMES.search(clause)) and any(
        not _is_known_time(match[0].casefold(), facts) for match in TIMES.finditer(without_amounts(clause))
    )


def _is_known_time(words: str, facts: Facts) -> bool:
    return (
        words in facts.told
        or _is_told_otherwise(words, facts)
        or any(words in name or name in words for day in facts.dates for name in _names(day, facts.house.today))
    )


def _is_told_otherwise(words: str, facts: Facts) -> bool:
    """The same length of time or day of the week in another language."""
    said, days = set(spans(words)), set(weekdays(words))
    return bool(said or days) and said <= set(spans(facts.told)) and days <= set(weekdays(facts.told))


def _names(day: date, today: date | None) -> Iterator[str]:
    yield from _written(day)
    if today is not None:
        yield from (word for word, days in RELATIVE_DAYS.items() if day == today + timedelta(days=days))


@cache
def _written(day: date) -> tuple[str, ...]:
    """A date as each of the languages writes it."""
    return tuple(format_date(day, form, locale=code).casefold() for code in LANGUAGES for form in _FORMATS)


def _takes_off(clause: str, facts: Facts) -> bool:
    """Something free or cheaper than the shop says."""
    lowered = clause.casefold()
    gift = FREE.search(lowered)
    rebate = DISCOUNT.search(lowered)
    is_gift = gift and not FREE.search(facts.told) and not _is_free_delivery(clause, facts)
    return bool(is_gift) or bool(rebate and not DISCOUNT.search(facts.told))


def _is_free_delivery(clause: str, facts: Facts) -> bool:
    """`Gratuit dès 60 €`, as an area says, or delivery to a place where it costs nothing."""
    named: set[Decimal] = set().union(*(numbers for _written, numbers in amounts(clause)))
    return bool(named & facts.free_from) or (Decimal(0) in facts.free_from and bool(DELIVERS.search(clause)))


def _percentage(clause: str, facts: Facts) -> bool:
    said = _percents(clause)
    return bool(said and said - _percents(facts.told))


def _percents(text: str) -> set[Decimal]:
    return {number for match in PERCENT.finditer(text) for number in readings(match[1])}


def _how_many(clause: str, facts: Facts) -> bool:
    """`Only 3 left`: a number that no stock says."""
    for match in LEFT.finditer(without_amounts(clause)):
        written = next(group for group in match.groups() if group)
        if not readings(written) & facts.counts:
            return True
    return False


def _heals(clause: str, facts: Facts) -> bool:
    """What a product does to a body, or a guarantee of it, in words that the shop did not use itself."""
    return any(
        match[0].casefold() not in facts.told and not UNPROMISED.search(clause[: match.start()])
        for match in HEALTH.finditer(clause)
    )


_CHECKS: dict[str, Callable[[str, Facts], bool]] = {
    "delivery_time": _comes_when,
    "discount": _takes_off,
    "percentage": _percentage,
    "stock": _how_many,
}
