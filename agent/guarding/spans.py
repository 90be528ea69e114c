"""Lengths of time and days of the week, the same whatever language they are said in. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from babel.dates import get_day_names

LANGUAGES = ("en", "fr", "es", "he", "id")
_NUMBERS = {
    **dict.fromkeys(("two", "deux", "dos", "dua", "שני"), "2"),
    **dict.fromkeys(("three", "trois", "tres", "tiga", "שלושה"), "3"),
    **dict.fromkeys(("four", "quatre", "cuatro", "empat", "ארבעה"), "4"),
    **dict.fromkeys(("five", "cinq", "cinco", "lima", "חמישה"), "5"),
}
_UNITS = {
    "minute": r"min(?:ute|uto)?s?|menit|דקות",
    "hour": r"hours?|heures?|horas?|jam|שעות",
    "day": r"days?|jours?|días?|hari|ימים|ימי",
    "week": r"weeks?|semaines?|semanas?|minggu|שבועות",
}
_WORKING = re.compile(r"\b(?:business|working|ouvrés|hábiles|laborables|kerja)\b|עסקים")
_PAIRS = {"שעתיים": "2 hour", "יומיים": "2 day", "שבועיים": "2 week"}
_COUNT = rf"\d+|{'|'.join(_NUMBERS)}"
_WORKING_BEHIND = r"(?: (?:ouvrés|hábiles|laborables|kerja|עסקים))?"
_SPAN = re.compile(
    rf"(?<!\w)(?P<least>{_COUNT})(?: ?(?:-|–|to|à|a|עד|sampai) ?(?P<most>{_COUNT}))?[ -](?:business |working )?"
    rf"(?:{'|'.join(f'(?P<{name}>{words})' for name, words in _UNITS.items())})(?!\w){_WORKING_BEHIND}"
    rf"|(?<!\w)ב?(?P<pair>{'|'.join(_PAIRS)})(?!\w)",
    re.IGNORECASE,
)


def spans(text: str) -> Iterator[str]:
    """`2-3 working days` and `2 à 3 jours ouvrés` are both `2-3 working day`."""
    for match in _SPAN.finditer(text.casefold()):
        if match["pair"]:
            yield _PAIRS[match["pair"]]
            continue
        unit = next(name for name in _UNITS if match[name])
        least, most = (_NUMBERS.get(count, count) for count in (match["least"], match["most"] or ""))
        working = "working " if _WORKING.search(match[0]) else ""
        yield f"{least}{f'-{most}' if most else ''} {working}{unit}"


def weekdays(text: str) -> Iterator[int]:
    """Monday is 0."""
    lowered = text.casefold()
    for pattern, day in _day_patterns():
        if pattern.search(lowered):
            yield day


@cache
def _day_patterns() -> Sequence[tuple[re.Pattern[str], int]]:
    names = {
        name.casefold(): day for language in LANGUAGES for day, name in get_day_names("wide", locale=language).items()
    }
    return [(re.compile(rf"(?<!\w)ב?{re.escape(name)}s?(?!\w)"), day) for name, day in names.items()]
