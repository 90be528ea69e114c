"""Days and times as people say them, as dates on the shop's own clock. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from babel.dates import get_day_names

from agent.llm.offline.tokens import flat, fold_word, tidy
from lib.hours import Spans, is_within

# In the order in which they are looked for: the day after tomorrow holds the word for tomorrow.
_RELATIVE = (
    (2, ("the day after tomorrow", "day after tomorrow", "apres-demain", "pasado manana", "מחרתיים", "besok lusa",
         "lusa")),
    (1, ("tomorrow", "demain", "manana", "מחר", "besok")),
    (0, ("today", "tonight", "now", "aujourd'hui", "ce soir", "maintenant", "hoy", "esta noche", "ahora", "היום",
         "הערב", "עכשיו", "hari ini", "nanti siang", "nanti sore", "nanti malam", "sekarang")),
    (-1, ("yesterday", "hier", "ayer", "אתמול")),
)  # fmt: skip
# Parts of a day; a time without one is the reading at which the shop is open.
_PARTS = {
    "morning": ("morning", "matin", "por la manana", "בוקר", "pagi"),
    "noon": ("noon", "midi", "צהריים", "siang"),
    "late": ("afternoon", "evening", "night", "tonight", "ce soir", "soir", "apres-midi", "por la tarde",
             "por la noche", "esta noche", "ערב", "אחר הצהריים", "sore", "malam"),
}  # fmt: skip
# What begins a wish for a day: `for Friday`. Without it a weekday may be one that is over: `the one from Friday`.
_WISHING = re.compile(
    r"^(?:for|by|on|at|around|until|next|this|pour|avant|a|vers|para|antes de|untuk|buat|jam|pukul)\s|^[לבע](?=[א-ת])"
)
_CLOCK = re.compile(r"(?<![\d/.])(\d{1,2})(?:\s?[:h.]\s?(\d\d))?(?![\d/])\s*(am|pm)?")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[/.](\d{1,2})(?:[/.](\d{2,4}))?(?![\d:])")
_EARLIEST = 7


@dataclass(frozen=True)
class When:
    """A day and, if one was said, a time of it. `is_rough` tells that a part of the day was said and no time."""

    day: date | None
    clock: time | None = None
    is_rough: bool = False


@dataclass(frozen=True)
class Week:
    """When the shop is open."""

    usual: Mapping[str, Spans]
    special: Mapping[str, Spans]

    def spans(self, day: date) -> Spans | None:
        if str(day) in self.special:
            return self.special[str(day)]
        return self.usual.get(DAY_KEYS[day.weekday()], []) if self.usual else None


DAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED_WEEK = Week({}, {})


def is_wish(text: str) -> bool:
    """Whether the words ask for a day to come: `for Friday`, `tomorrow`, `at 5 pm`."""
    folded = _folded(text)
    return bool(_WISHING.match(folded) or _CLOCK.search(folded)) or (_offset(folded) or -1) >= 0


def read_when(text: str, *, language: str, now: datetime, week: Week = CLOSED_WEEK) -> When | None:
    """The day to come that the words name, and the time; None when they name neither."""
    folded = _folded(text)
    day, rest = _day_to_come(folded, language, now.date())
    part = _part(folded)
    clock = _clock(rest, part, week.spans(day or now.date()))
    if day is None and clock is None:
        return None
    if day is None:
        day = now.date() + timedelta(days=clock is not None and clock <= now.time())
    return When(day, clock, is_rough=bool(part) and clock is None)


def read_past(text: str, *, language: str, today: date) -> date | None:
    """The day gone by that the words name: yesterday, the last Monday."""
    folded = _folded(text)
    offset = _offset(folded)
    if offset is not None:
        return today + timedelta(days=offset) if offset <= 0 else None
    weekday = _weekday(folded, language)
    return None if weekday is None else today - timedelta(days=(today.weekday() - weekday) % 7)


def _day_to_come(folded: str, language: str, today: date) -> tuple[date | None, str]:
    """The day, and the words without a date in figures."""
    numeric = _NUMERIC.search(folded)
    if numeric and (found := _numeric_day(numeric, language, today)):
        return found, folded.replace(numeric[0], " ")
    offset = _offset(folded)
    if offset is not None:
        return today + timedelta(days=offset), folded
    weekday = _weekday(folded, language)
    return (None if weekday is None else today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)), folded


def _numeric_day(match: re.Match[str], language: str, today: date) -> date | None:
    """`24/12`; in English `12/24` as well, where that alone can be meant."""
    first, second = int(match[1]), int(match[2])
    day, month = (second, first) if language == "en" and second > 12 else (first, second)
    year = int(match[3]) if match[3] else today.year
    try:
        found = date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
    return found.replace(year=found.year + 1) if not match[3] and found < today - timedelta(days=60) else found


def _offset(folded: str) -> int | None:
    bare = folded.replace("por la manana", " ")
    return next((days for days, names in _RELATIVE for name in names if _says(bare, name)), None)


def _weekday(folded: str, language: str) -> int | None:
    return next((day for name, day in _weekdays(language) if _says(folded, name)), None)


@cache
def _weekdays(language: str) -> Sequence[tuple[str, int]]:
    names = [(fold_word(name.lower()), day) for day, name in get_day_names("wide", locale=language).items()]
    # Friday and Saturday need no `day` in Hebrew.
    short = [(fold_word("שישי"), 4), (fold_word("שבת"), 5)] if language == "he" else []
    return [*names, *short]


def _part(folded: str) -> str:
    return next((part for part, names in _PARTS.items() if any(_says(folded, name) for name in names)), "")


def _clock(folded: str, part: str, spans: Spans | None) -> time | None:
    match = _CLOCK.search(folded)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3] or part:
        is_late = match[3] == "pm" or (not match[3] and (part == "late" or (part == "noon" and hour < _EARLIEST)))
        return time(
            hour % 12 + 12 if is_late and hour <= 12 else 0 if match[3] == "am" and hour == 12 else hour, minute
        )
    readings = [time(hour, minute), *([time(hour + 12, minute)] if 0 < hour < 12 else [])]
    fitting = [reading for reading in readings if spans and is_within(reading, spans)]
    return fitting[0] if fitting else readings[0 if hour >= _EARLIEST else -1]


def _says(folded: str, name: str) -> bool:
    return _pattern(name).search(folded) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    glue = "[ולבמשה]{0,2}" if "\u05d0" <= name[-1:] <= "\u05ea" else ""
    return re.compile(rf"(?<!\w){glue}{re.escape(fold_word(name))}(?!\w)")


def _folded(text: str) -> str:
    return flat(tidy(text)).strip()
