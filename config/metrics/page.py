"""`/metrics`, for whoever shows the token of METRICS_TOKEN."""

import time
from collections.abc import Callable, Iterable, Iterator

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from config.metrics import queues, thinking, waiting
from tenants.scoping import scopes_disabled

log = structlog.get_logger(__name__)
PARTS: dict[str, Callable[[], Iterable[Metric]]] = {
    "queues": queues.families,
    "waiting": waiting.families,
    "thinking": thinking.families,
}


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures in Prometheus' text format. Without a token of ours, or with a wrong one, there is no such page."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    expected = settings.METRICS_TOKEN
    if not expected or scheme.lower() != "bearer" or not constant_time_compare(token.strip(), expected):
        raise Http404
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Figures(Collector):
    """Asked once for each scrape. A part that is away leaves its figures out and says so: the others still count."""

    def collect(self) -> Iterator[Metric]:
        build = GaugeMetricFamily("salesdesk_build_info", "What runs here; always 1.", labels=["revision"])
        build.add_metric([settings.BUILD_REVISION], 1)
        yield build
        up = GaugeMetricFamily("salesdesk_part_up", "Whether a part of these figures could be read.", labels=["part"])
        took = GaugeMetricFamily("salesdesk_part_seconds", "How long reading it took.", labels=["part"])
        for name, families in PARTS.items():
            began = time.monotonic()
            found = _read(name, families)
            yield from found or []
            up.add_metric([name], int(found is not None))
            took.add_metric([name], time.monotonic() - began)
        yield up
        yield took


def _read(name: str, families: Callable[[], Iterable[Metric]]) -> list[Metric] | None:
    try:
        with scopes_disabled():
            return list(families())
    except Exception as error:  # whatever it is, the page must say which part it was
        log.warning("not_measured", part=name, error=type(error).__name__)
        return None
