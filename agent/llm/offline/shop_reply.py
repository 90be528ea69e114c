"""What the shop itself is asked: when it is open, where it delivers, whether one can fetch an order."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from agent.llm.offline import which
from agent.llm.offline.acts import Kind
from agent.llm.offline.case import Case
from agent.llm.offline.coming import delivery_call, hours_day, week_of
from agent.llm.offline.phrases import say
from agent.llm.offline.recap import hours_text
from lib.hours import Spans, is_within
from orders.chat.recap import BULLET, day_text

_FURTHEST_DAYS = 60
# So far ahead special days are told without being asked for.
_SOON_DAYS = 14


def hours_parts(case: Case) -> Iterator[str]:
    """The day that was asked about; else whether the shop is open now, and its week with the special days."""
    briefing, language = case.briefing, case.language
    if not briefing.opening_hours and not briefing.special_days:
        return
    texts = [act.text for act in (*case.answered, *case.said.acts) if act.kind in {Kind.HOURS, Kind.WHEN}]
    day = hours_day(texts, briefing, language=language)
    if briefing.now and day:
        yield _on_day(case, datetime.combine(day, briefing.now.timetz()))
        return
    if briefing.now:
        yield _now(case, briefing.now)
    if briefing.opening_hours:
        yield hours_text(briefing.opening_hours, language)
    if briefing.now:
        yield from _special(case, briefing.now)


def delivery_parts(case: Case) -> Iterator[str]:
    """Nothing when the shop has no delivery areas: then a person answers."""
    for act in (*case.answered, *case.said.acts):
        result = None
        if act.kind == Kind.DELIVERY:
            result = case.situation.result_of(delivery_call(act.text, language=case.language))
        if result and not result.is_error:
            yield "\n".join(_delivery(result.receipt, case))


def pickup_parts(case: Case) -> Iterator[str]:
    """Who only asks whether they can fetch it."""
    is_alone = which.target(case) is None and not case.wanted.wishes and not case.said.has(Kind.AGAIN)
    if case.said.has(Kind.PICKUP) and is_alone:
        address = case.briefing.address
        yield say(case.language, "pickup_possible", address=address) if address else say(case.language, "pickup_yes")


def _on_day(case: Case, at: datetime) -> str:
    spans = week_of(case.briefing).spans(at.date())
    day = day_text(at.date(), None, case.language)
    if spans:
        return say(case.language, "open_on", day=day, hours=_text(spans))
    return f"{say(case.language, 'closed_on', day=day)} {_again(case, at)}".strip()


def _now(case: Case, now: datetime) -> str:
    spans = week_of(case.briefing).spans(now.date()) or []
    if is_within(now.time(), spans):
        until = next(end for start, end in spans if start <= now.strftime("%H:%M") < end)
        return say(case.language, "open_now", until=until)
    return f"{say(case.language, 'closed_now')} {_again(case, now)}".strip()


def _again(case: Case, at: datetime) -> str:
    """When it opens next after that moment."""
    week, clock = week_of(case.briefing), at.strftime("%H:%M")
    for ahead in range(_FURTHEST_DAYS):
        day = at.date() + timedelta(days=ahead)
        for start, _end in week.spans(day) or ():
            if ahead or start > clock:
                return say(case.language, "open_again", when=f"{day_text(day, None, case.language)}, {start}")
    return ""


def _special(case: Case, now: datetime) -> Iterator[str]:
    week = week_of(case.briefing)
    for ahead in range(_SOON_DAYS):
        day = now.date() + timedelta(days=ahead)
        if str(day) in week.special:
            spans, text = week.special[str(day)], day_text(day, None, case.language)
            known = say(case.language, "open_on", day=text, hours=_text(spans)) if spans else ""
            yield known or say(case.language, "closed_on", day=text)


def _text(spans: Spans) -> str:
    return ", ".join("–".join(span) for span in spans)


def _delivery(receipt: Mapping[str, Any], case: Case) -> Iterator[str]:
    place, areas, language = str(receipt["place"]), receipt["areas"], case.language
    if receipt.get("served") is False:
        names = ", ".join(str(area["area"]) for area in areas if not area.get("everywhere_else"))
        yield say(language, "not_delivered", place=place)
        yield say(language, "delivery_areas", names=names)
        if case.briefing.address:
            yield say(language, "pickup_possible", address=case.briefing.address)
        return
    for area in areas:
        mark = f"{BULLET} " if len(areas) > 1 else ""
        # French writes `sam. 28 nov.`: no second full stop behind it.
        yield mark + " ".join(_area(area, place or str(area["area"]), language)).replace("..", ".")


def _area(area: Mapping[str, Any], place: str, language: str) -> Iterator[str]:
    is_free = str(area["fee"]) == "0"
    yield say(language, "delivery_free" if is_free else "delivery_fee", place=place, fee=str(area["fee_text"]))
    if area.get("free_from_text") and not is_free:
        yield say(language, "delivery_free_from", amount=str(area["free_from_text"]))
    if area.get("minimum_text"):
        yield say(language, "delivery_minimum", amount=str(area["minimum_text"]))
    yield say(language, "delivery_earliest", day=str(area["earliest_text"]))
