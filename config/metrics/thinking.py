"""What models did in the last hour: how long turns took, what calls took and cost.

The newest rows alone are read, so that a scrape costs the same in the tenth year; when an hour had more calls than
that, `salesdesk_model_window_seconds` says how far they reach.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone
from prometheus_client.metrics_core import GaugeMetricFamily, SummaryMetricFamily

from agent.models import Run, RunStatus
from billing.models import UsageEvent

WINDOW = timedelta(hours=1)
NEWEST_CALLS, NEWEST_RUNS = 20_000, 1_000
QUANTILES = (0.5, 0.9, 0.99)
SUMS = {
    "salesdesk_model_calls": ("calls", "Answers of a model in the window."),
    "salesdesk_model_calls_unpriced": ("unpriced", "Those of them whose price nobody knows."),
    "salesdesk_model_cost_usd": ("cost", "What they cost in US dollars."),
    "salesdesk_model_input_tokens": ("tokens_in", "Tokens that were sent, cached ones among them."),
    "salesdesk_model_output_tokens": ("tokens_out", "Tokens that came back."),
}


def families() -> Iterator[GaugeMetricFamily | SummaryMetricFamily]:
    """Of all shops; the caller has switched the scopes off."""
    yield from _usage(_newest_calls())
    yield _turn_seconds()


def _newest_calls() -> "QuerySet[UsageEvent]":
    newest = UsageEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return UsageEvent.objects.filter(pk__gt=newest - NEWEST_CALLS, created_at__gte=timezone.now() - WINDOW)


def _usage(calls: "QuerySet[UsageEvent]") -> Iterator[GaugeMetricFamily]:
    rows: list[Any] = list(
        calls.order_by().values("provider", "model").annotate(
            calls=Count("pk"), unpriced=Count("pk", filter=Q(cost_usd=None)), cost=Sum("cost_usd"),
            tokens_in=Sum("input_tokens"), tokens_out=Sum("output_tokens"), since=Min("created_at"),
        )
    )  # fmt: skip
    for name, (column, meaning) in SUMS.items():
        family = GaugeMetricFamily(name, meaning, labels=["provider", "model"])
        for row in rows:
            family.add_metric([row["provider"], row["model"]], float(row[column] or 0))
        yield family
    since = min((row["since"] for row in rows), default=timezone.now())
    reach = (timezone.now() - since).total_seconds()
    yield GaugeMetricFamily("salesdesk_model_window_seconds", "How far back the oldest of these calls is.", value=reach)


def _turn_seconds() -> SummaryMetricFamily:
    """From the first look at what the customer wrote to the answer, by whoever gave the last word."""
    newest = Run.objects.aggregate(newest=Max("pk"))["newest"] or 0
    done = Run.objects.filter(
        pk__gt=newest - NEWEST_RUNS, status=RunStatus.DONE, finished_at__gte=timezone.now() - WINDOW
    )
    took = {
        run: (ended - began).total_seconds()
        for run, began, ended in done.order_by().values_list("public_id", "started_at", "finished_at")
        if ended
    }
    calls = UsageEvent.objects.filter(role="chat", run_id__in=list(took)).order_by("pk")
    providers: dict[UUID | None, str] = dict(calls.values_list("run_id", "provider"))
    seconds: dict[str, list[float]] = defaultdict(list)
    for run, value in took.items():
        if provider := providers.get(run):
            seconds[provider].append(value)
    return _Quantiles(seconds)


class _Quantiles(SummaryMetricFamily):
    """Quantiles by provider, which prometheus-client's own family has no words for."""

    def __init__(self, seconds: dict[str, list[float]]) -> None:
        super().__init__(
            "salesdesk_turn_seconds", "Seconds of the agent's turns of the last hour.", labels=["provider"]
        )
        for provider, values in sorted(seconds.items()):
            values.sort()
            self.add_metric([provider], count_value=len(values), sum_value=sum(values))
            for quantile in QUANTILES:
                labels = {"provider": provider, "quantile": str(quantile)}
                self.add_sample(self.name, labels, _quantile(values, quantile))


def _quantile(values: Sequence[float], quantile: float) -> float:
    """The smallest value that so many of the sorted ones do not exceed."""
    return values[min(int(quantile * len(values)), len(values) - 1)]
