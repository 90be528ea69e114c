"""What a section of the analytics consists of: figures with their definitions, tables, charts, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.dates import format_date, format_timedelta
from babel.numbers import format_decimal, format_percent
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.durations import percentile
from lib.spreadsheets import write_csv
from tenants.analytics.charts import Chart, Point, Value, bar_chart
from tenants.analytics.periods import Period

# A share or a middle of fewer cases says little, and so does a change from fewer.
ENOUGH = 20
UNKNOWN = "–"
# A chart with more columns is not read day by day.
MOST_COLUMNS = 92
DAYS_OF_WEEK = 7


@dataclass(frozen=True)
class Figure:
    """A number, what it was in the period before, and the page of the rows behind it.

    `change` is in percent; None when one of the two is unknown or too small. `is_thin`: too few cases to say much.
    """

    label: str
    shown: str
    definition: str
    before: str = ""
    change: int | None = None
    href: str = ""
    is_thin: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a table. `plain` is for a file: numbers without signs and separators."""

    cells: Sequence[str]
    plain: Sequence[object] = ()
    href: str = ""


@dataclass(frozen=True)
class Table:
    """`key` names it in addresses. The first column is a name, the others are numbers."""

    key: str
    title: str
    definition: str
    head: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Section:
    """`is_complete` is False while days of the period are still being counted."""

    title: str
    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Chart] = ()
    is_complete: bool = True


@dataclass(frozen=True)
class Rows:
    """A page of the rows behind a number; `older` is where the next page begins, empty on the last."""

    title: str
    head: Sequence[str]
    rows: Sequence[Row]
    older: str = ""


def locale() -> str:
    return (get_language() or "en").replace("-", "_")


def number(count: Decimal | int) -> str:
    return str(format_decimal(count, locale=locale()))


def share(part: int, whole: int) -> str:
    """`12%`; a dash of nothing."""
    return str(format_percent(part / whole, locale=locale())) if whole else UNKNOWN


def duration(seconds: float | None) -> str:
    """`40 seconds`, `3 hours`; a dash when unknown."""
    return UNKNOWN if seconds is None else format_timedelta(round(seconds), threshold=1.5, locale=locale())


def change_of(now: Decimal | float, before: Decimal | float) -> int | None:
    """In percent; None when there was nothing before."""
    return round(100 * (Decimal(now) - Decimal(before)) / Decimal(before)) if before > 0 else None


def count_figure(label: str, definition: str, now: int, before: int, *, href: str = "") -> Figure:
    """So many. A change is only told when there were enough before."""
    change = change_of(now, before) if before >= ENOUGH else None
    return Figure(label, number(now), definition, number(before), change, href)


def amount_figure(
    label: str, definition: str, now: Decimal, before: Decimal, *, cases: tuple[int, int],
    show: Callable[[Decimal], str], href: str = "",
) -> Figure:  # fmt: skip
    """An amount of `cases` things now and before."""
    change = change_of(now, before) if cases[1] >= ENOUGH else None
    return Figure(label, show(now), definition, show(before), change, href, is_thin=0 < cases[0] < ENOUGH)


def share_figure(
    label: str, definition: str, now: tuple[int, int], before: tuple[int, int], *, href: str = ""
) -> Figure:
    """A part of a whole; the change is told by the two shares themselves."""
    return Figure(label, share(*now), definition, share(*before), None, href, is_thin=0 < now[1] < ENOUGH)


def wait_figure(label: str, definition: str, now: dict[int, int], before: dict[int, int], *, href: str = "") -> Figure:
    """The middle of durations, counted by class."""
    shown, earlier = (duration(percentile(counts, 50)) for counts in (now, before))
    return Figure(label, shown, definition, earlier, None, href, is_thin=0 < sum(now.values()) < ENOUGH)


def day_chart(
    key: str, title: str, about: str, name: str, *, period: Period, sums: Mapping[date, Value],
    show: Callable[[Value], str],
) -> Chart:  # fmt: skip
    """A column for each day; of long periods one for seven days, called by the first of them."""
    step = 1 if period.days <= MOST_COLUMNS else DAYS_OF_WEEK
    points = []
    for at in range(0, period.days, step):
        first = period.first + timedelta(days=at)
        days = [first + timedelta(days=more) for more in range(min(step, period.days - at))]
        value = max(sum(sums.get(day, 0) for day in days), 0)
        label, short = (format_date(first, form, locale=locale()) for form in ("medium", "d MMM"))
        points.append(Point(label, [value], [show(value)], short=short))
    head = _("Day") if step == 1 else _("Seven days from")
    return bar_chart(key, title=title, about=about, head=head, names=[name], points=points, tick=number)


def to_csv(table: Table) -> bytes:
    """UTF-8 with a BOM, so that Excel reads every letter. Text that a spreadsheet would calculate is covered."""
    return write_csv([table.head, *(row.plain or row.cells for row in table.rows)])
