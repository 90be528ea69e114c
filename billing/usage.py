"""What the models took in a span of days, for people: cards, charts and tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from babel.dates import format_date, format_skeleton
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import DayUsage
from billing.wording import dollars, locale_name, number, percent
from tenants.analytics.charts import Chart, Point, Value, bar_chart, line_chart
from tenants.analytics.periods import Period

SUMS = {
    "all_calls": Sum("calls"), "all_unpriced": Sum("unpriced_calls"), "cost": Sum("cost_usd"),
    "tokens_in": Sum("input_tokens"), "tokens_out": Sum("output_tokens"), "cached": Sum("cache_read_tokens"),
}  # fmt: skip
# Where the price of a model comes from, in a sentence.
SOURCES = {
    "exact": gettext_lazy("The list price of this model"),
    "prefix": gettext_lazy("The list price of a similar model"),
    "provider_default": gettext_lazy("What this provider usually takes"),
    "unknown": gettext_lazy("Nobody knows the price: only the tokens count"),
}

Row = dict[str, Any]


@dataclass(frozen=True)
class Card:
    """A number and what it means."""

    label: str
    value: str
    about: str


@dataclass(frozen=True)
class Line:
    """What one model or one job took; `is_priced` is False when some of its calls have no known price."""

    name: str
    calls: str
    tokens_in: str
    tokens_out: str
    cached: str
    cost: str
    share: str
    is_priced: bool
    source: str = ""


def list_sums(period: Period, *keys: str) -> list[Row]:
    """Sums by the named fields of DayUsage, the dearest first."""
    rows = DayUsage.objects.filter(day__gte=period.first, day__lte=period.last).order_by().values(*keys)
    return list(rows.annotate(**SUMS).order_by("-cost", "-all_calls", *keys))


def add_up(rows: Sequence[Row]) -> Row:
    """All rows as one."""
    return {key: sum((row[key] for row in rows), Decimal(0) if key == "cost" else 0) for key in SUMS}


def cost_of(row: Row) -> Decimal | None:
    """Nobody knows what these calls cost: that is not the same as nothing."""
    return None if row["all_calls"] and row["all_unpriced"] == row["all_calls"] else row["cost"]


def make_cards(total: Row, *, replies: int) -> list[Card]:
    cost = cost_of(total)
    average = dollars(cost / replies if cost is not None and replies else None)
    fresh = total["tokens_in"]
    return [
        Card(_("Cost"), dollars(cost), _("What the calls of models cost, by the price at the moment of each call.")),
        Card(_("Tokens in"), number(fresh), _("What models had to read, from the cache as well.")),
        Card(_("Tokens out"), number(total["tokens_out"]), _("What models wrote.")),
        Card(
            _("From the cache"), percent(total["cached"], fresh),
            _("%(count)s of the tokens in were read from the cache, which is cheaper.")
            % {"count": number(total["cached"])},
        ),
        Card(_("Calls"), number(total["all_calls"]), _("Each answer of a model, also those that only led to a tool.")),
        Card(
            _("Per reply"), average,
            _("The cost divided by the %(count)s replies that the agent sent in these days.")
            % {"count": number(replies)},
        ),
    ]  # fmt: skip


def make_lines(
    rows: Sequence[Row], *, total: Row, name: Callable[[Row], str], source: Callable[[Row], str]
) -> list[Line]:
    return [
        Line(
            name(row), number(row["all_calls"]), number(row["tokens_in"]), number(row["tokens_out"]),
            number(row["cached"]), dollars(cost_of(row)), _share(row, total),
            is_priced=not row["all_unpriced"], source=source(row),
        )
        for row in rows
    ]  # fmt: skip


def _share(row: Row, total: Row) -> str:
    return "–" if cost_of(row) is None else percent(row["cost"], total["cost"])


def make_charts(period: Period, rows: Sequence[Row], *, slug: str) -> list[Chart]:
    """The cost and the tokens of each day; a day leads to its calls."""
    found = {row["day"]: row for row in rows}
    days = [period.first + timedelta(days=at) for at in range(period.days)]
    nothing = add_up([])
    costs, tokens = [], []
    for day in days:
        row = found.get(day, nothing)
        words = {
            "label": str(format_date(day, "long", locale=locale_name())),
            "short": str(format_skeleton("MMMd", day, locale=locale_name())),
            "href": f"{reverse('panel:calls', args=[slug])}?on={day.isoformat()}" if row["all_calls"] else "",
        }
        costs.append(Point(values=[cost_of(row)], shown=[dollars(cost_of(row))], **words))
        parts = [row["cached"], max(row["tokens_in"] - row["cached"], 0), row["tokens_out"]]
        tokens.append(Point(values=parts, shown=[number(part) for part in parts], **words))
    return [_cost_chart(costs), _token_chart(tokens)]


def _cost_chart(points: Sequence[Point]) -> Chart:
    return line_chart(
        "cost", title=_("Cost per day"), head=_("Day"), names=[_("Cost")], points=points, tick=_usd,
        about=_("US dollars for each day of the shop's calendar; a gap where no price is known."),
    )  # fmt: skip


def _token_chart(points: Sequence[Point]) -> Chart:
    return bar_chart(
        "tokens", title=_("Tokens per day"), head=_("Day"), points=points, tick=lambda value: number(int(value)),
        names=[_("From the cache"), _("Read anew"), _("Written")],
        about=_("Tokens for each day of the shop's calendar: read from the cache, read anew, and written."),
    )  # fmt: skip


def _usd(value: Value) -> str:
    return dollars(Decimal(value).normalize() if value else Decimal(0))
