"""How and when an order comes: the customer's words as arguments of the tools, and the order that they mean."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from agent.llm.base import Briefing
from agent.llm.offline.dates import Week, When, is_wish, read_past, read_when
from agent.llm.offline.dialogue import Wanted
from agent.llm.offline.situation import Call

DELIVERY = "check_delivery"


def week_of(briefing: Briefing) -> Week:
    return Week(briefing.opening_hours, briefing.special_days)


def arguments_of(wanted: Wanted, briefing: Briefing, *, language: str) -> dict[str, str]:
    """`fulfilment`, `wished_on` and `wished_at`, as far as they were said."""
    found = {"fulfilment": "pickup"} if wanted.is_pickup else {}
    when = _read(wanted.when, briefing, language)
    if when and when.day:
        found["wished_on"] = when.day.isoformat()
        found |= {"wished_at": when.clock.strftime("%H:%M")} if when.clock else {}
    return found


def notes_of(wanted: Wanted, briefing: Briefing, *, language: str) -> str:
    """The notes, with the words about time that no date says: `for tomorrow morning`."""
    when = _read(wanted.when, briefing, language)
    said = wanted.when if when is None or when.is_rough else ""
    return "; ".join(note for note in (said, wanted.notes) if note)


def past_day(text: str, briefing: Briefing, *, language: str) -> date | None:
    """The day of an earlier order: `the one from Monday`."""
    if not text or is_wish(text) or briefing.now is None:
        return None
    return read_past(text, language=language, today=briefing.now.date())


def ordered_on(order: Mapping[str, Any], now: datetime) -> date:
    return datetime.fromisoformat(str(order["ordered_at"])).astimezone(now.tzinfo).date()


def delivery_call(place: str, *, language: str) -> Call:
    """Hebrew glues its "to" to the place."""
    bare = place[1:] if language == "he" and place[:1] in {"ל", "ב"} and len(place) > 3 else place
    return Call(DELIVERY, {"place": bare.strip(" -")} if bare else {})


def _read(text: str, briefing: Briefing, language: str) -> When | None:
    if not text or briefing.now is None:
        return None
    return read_when(text, language=language, now=briefing.now, week=week_of(briefing))


def hours_day(texts: list[str], briefing: Briefing, *, language: str) -> date | None:
    """The day that a question about opening hours names."""
    days = [when.day for text in texts if (when := _read(text, briefing, language))]
    return next((day for day in days if day), None)
