"""Charts: where things stand, and what is said about them."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tenants.analytics.charts import Bar, Point, bar_chart, line_chart, scale

WORDS = {"title": "Cost", "about": "In US dollars", "head": "Day"}


@pytest.mark.parametrize(
    ("largest", "is_whole", "ticks"),
    [
        ("0", True, [0, 1]),
        ("1", True, [0, 1]),
        ("3", True, [0, 1, 2, 3]),
        ("7", True, [0, 2, 4, 6, 8]),
        ("9", True, [0, 3, 6, 9]),
        ("100", True, [0, 25, 50, 75, 100]),
        ("1000001", True, [0, 500_000, 1_000_000, 1_500_000]),
        ("0.013", False, ["0", "0.005", "0.010", "0.015"]),
        ("9.7", False, ["0", "2.5", "5.0", "7.5", "10.0"]),
    ],
)
def test_the_axis_has_few_round_even_steps_that_reach_the_largest_value(largest, is_whole, ticks):
    assert scale([Decimal(1) / 1000, Decimal(largest)] if Decimal(largest) else [], is_whole=is_whole) == [
        Decimal(tick) for tick in ticks
    ]


def test_series_are_stacked_and_what_is_unknown_is_not_drawn():
    points = [
        Point("Mon", [30, 20], ["30", "20"], href="/mon"),
        Point("Tue", [0, 40], ["0", "40"]),
        Point("Wed", [None, None], ["–", "–"]),
        Point("Thu", [100, 0], ["100", "0"]),
    ]
    chart = bar_chart("tokens", names=["In", "Out"], points=points, **WORDS)
    assert chart.ticks == ["100", "75", "50", "25", "0"]
    assert chart.columns[0].bars == [Bar(1, "3.5", "70", "18", "30"), Bar(2, "3.5", "50", "18", "20")]
    assert chart.columns[1].bars == [Bar(2, "28.5", "60", "18", "40")]
    assert chart.columns[2].bars == []
    assert chart.columns[0].words == "Mon: In 30 · Out 20"
    assert chart.has_links


def test_a_line_has_a_gap_where_nobody_knows():
    values = [Decimal(1), None, Decimal(2), Decimal(4)]
    points = [Point(str(value), [value], [str(value)]) for value in values]
    first, second = line_chart("cost", names=["Cost"], points=points, **WORDS).lines
    assert (first.points, first.dots) == ("12.5,75", "M12.5 75h0")
    assert second.points == "62.5,50 87.5,0"


def test_of_many_points_few_are_named_and_the_last_one_always_is():
    points = [Point(f"{day} November", [day], [str(day)], short=str(day)) for day in range(1, 91)]
    named = [column for column in bar_chart("days", names=["Orders"], points=points, **WORDS).columns if column.axis]
    assert [column.axis for column in named] == ["6", "18", "30", "42", "54", "66", "78", "90"]
    assert [column.is_minor for column in named] == [True, False] * 4


def test_no_points_are_an_empty_drawing():
    chart = line_chart("none", names=["Cost"], points=[], **WORDS)
    assert (chart.columns, chart.lines, chart.ticks) == ([], [], ["1", "0"])


def test_the_page_gets_a_drawing_with_a_name_and_the_same_as_a_table_with_links():
    points = [Point("1 <November>", [Decimal(1)], ["0,50 $"], href="/day?on=1"), Point("2", [None], ["–"])]
    chart = line_chart("cost", names=["Cost"], points=points, **WORDS)
    with translation.override("fr"):
        page = render_to_string("includes/chart.html", {"chart": chart})
    assert 'role="group" aria-labelledby="cost-title cost-about"' in page
    assert '<polyline class="is-series-1" points="25,0"/>' in page
    assert '<a href="/day?on=1">1 &lt;November&gt;</a>' in page
    assert page.count("0,50 $") == 3
    assert "style=" not in page
    assert "<script" not in page
