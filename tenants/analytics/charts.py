"""The geometry of charts that are drawn on the server. Pure: points in, places out, all in a square of 100 by 100.

A page includes `includes/chart.html` with `chart=...` and links `css/charts.css`. Places are texts, so that no language
writes them with a comma. The drawing has no words in it: it may be stretched, and mirrored in right-to-left languages.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from typing import Literal

Value = Decimal | int
SIDE = Decimal(100)
# Of a bar's place, as much is bar.
FILLED = Decimal("0.72")
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_STEPS = 4
MOST_LABELS = 8
PLACES = Decimal("0.01")


@dataclass(frozen=True)
class Point:
    """One place on the axis: for each series a value and its words. None is unknown: nothing is drawn."""

    label: str
    values: Sequence[Value | None]
    shown: Sequence[str]
    href: str = ""
    # What stands on the axis, where there is less room; else the label.
    short: str = ""


@dataclass(frozen=True)
class Bar:
    """A part of a column; `series` counts from 1."""

    series: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Column:
    """All that stands at one point. `x` and `width` are of its whole place, `axis` its label or nothing."""

    point: Point
    words: str
    x: str
    width: str
    bars: Sequence[Bar]
    axis: str
    # Left out where there is little room.
    is_minor: bool


@dataclass(frozen=True)
class Line:
    """A piece of a line without a gap: `points` for a polyline, `dots` for a path of dots."""

    series: int
    points: str
    dots: str


@dataclass(frozen=True)
class Chart:
    """A drawing and the same in words. `ticks` go from the top down, the last one is 0."""

    key: str
    title: str
    about: str
    head: str
    kind: Literal["bars", "lines"]
    names: Sequence[str]
    columns: Sequence[Column]
    lines: Sequence[Line]
    ticks: Sequence[str]

    @property
    def has_links(self) -> bool:
        return any(column.point.href for column in self.columns)


def bar_chart(
    key: str, *, title: str, about: str, head: str, names: Sequence[str], points: Sequence[Point],
    tick: Callable[[Value], str] = str,
) -> Chart:  # fmt: skip
    """A column for each point, its series stacked, the first at the bottom.

    `key` names the drawing within its page, `head` is the heading of the points in the table, `tick` writes a value at
    the axis. Values are 0 or more.
    """
    sums = [Decimal(sum(value or 0 for value in point.values)) for point in points]
    ticks = scale(sums, is_whole=_is_whole(points))
    columns = _columns(names, points, lambda number: _bars(points[number], number, len(points), top=ticks[-1]))
    shown = [tick(value) for value in reversed(ticks)]
    return Chart(key, title, about, head, "bars", names, columns, (), shown)


def line_chart(
    key: str, *, title: str, about: str, head: str, names: Sequence[str], points: Sequence[Point],
    tick: Callable[[Value], str] = str,
) -> Chart:  # fmt: skip
    """A line for each series, with a gap where a value is unknown. The arguments are those of `bar_chart`."""
    values = [Decimal(value or 0) for point in points for value in point.values]
    ticks = scale(values, is_whole=_is_whole(points))
    lines = [line for number in range(len(names)) for line in _pieces(points, number, top=ticks[-1])]
    shown = [tick(value) for value in reversed(ticks)]
    return Chart(key, title, about, head, "lines", names, _columns(names, points, lambda _number: ()), lines, shown)


def scale(values: Sequence[Decimal], *, is_whole: bool) -> list[Value]:
    """From 0 up to at least the largest value in at most five round, even steps; of whole things only whole ones."""
    largest = max(values, default=Decimal(0))
    if largest <= 0:
        return [0, 1]
    least = largest / MOST_STEPS
    power = Decimal(1).scaleb(least.adjusted())
    step = next(power * one for one in STEPS if power * one >= least)
    if is_whole:
        step = max(step.to_integral_value(ROUND_CEILING), Decimal(1))
    count = int((largest / step).to_integral_value(ROUND_CEILING))
    return [int(step * number) if is_whole else step * number for number in range(count + 1)]


def _is_whole(points: Sequence[Point]) -> bool:
    return all(isinstance(value, int) for point in points for value in point.values if value is not None)


def _columns(names: Sequence[str], points: Sequence[Point], bars: Callable[[int], Sequence[Bar]]) -> list[Column]:
    """The last point always has its label at the axis, and those before it evenly spaced."""
    every = -(-len(points) // MOST_LABELS) or 1
    columns = []
    for number, point in enumerate(points):
        place = SIDE / len(points)
        back = len(points) - 1 - number
        axis = "" if back % every else point.short or point.label
        columns.append(
            Column(
                point, _words(names, point), _text(place * number), _text(place), bars(number), axis,
                is_minor=bool(back // every % 2),
            )
        )  # fmt: skip
    return columns


def _bars(point: Point, number: int, count: int, *, top: Value) -> list[Bar]:
    place = SIDE / count
    x, width = _text(place * number + place * (1 - FILLED) / 2), _text(place * FILLED)
    bars, bottom = [], SIDE
    for series, value in enumerate(point.values, start=1):
        height = Decimal(value or 0) * SIDE / top
        bottom -= height
        if height:
            bars.append(Bar(series, x, _text(bottom), width, _text(height)))
    return bars


def _pieces(points: Sequence[Point], number: int, *, top: Value) -> list[Line]:
    places = [(SIDE * (2 * at + 1) / (2 * len(points)), point.values[number]) for at, point in enumerate(points)]
    known = groupby(places, key=lambda place: place[1] is not None)
    return [_piece(number + 1, list(piece), top) for is_known, piece in known if is_known]


def _piece(series: int, places: Sequence[tuple[Decimal, Value | None]], top: Value) -> Line:
    spots = [(_text(x), _text(SIDE - Decimal(value or 0) * SIDE / top)) for x, value in places]
    return Line(series, " ".join(f"{x},{y}" for x, y in spots), " ".join(f"M{x} {y}h0" for x, y in spots))


def _words(names: Sequence[str], point: Point) -> str:
    """What is said about a point: with one series its name is clear from the chart."""
    if len(names) == 1:
        return f"{point.label}: {point.shown[0]}"
    return f"{point.label}: " + " · ".join(f"{name} {shown}" for name, shown in zip(names, point.shown, strict=True))


def _text(place: Decimal) -> str:
    return str(place.quantize(PLACES).normalize() + 0) if place else "0"
