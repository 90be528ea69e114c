"""Who asks for orders: programs of the shop one after the other, and customers many at a time."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from django.core.management import call_command

from bench.order_book import FIRST, LAST, RARE, Book, show
from bench.product import BASE_DIR
from config.ports import listen, port_of
from config.processes import web

# Makes the parameters of a request, others each time.
Question = Callable[[random.Random], dict[str, Any]]


def measure(book: Book, *, seconds: int, times: int) -> dict[str, Any]:
    with running_web() as port:
        asked = {kind: _ask(port, book, kind, make, times=times) for kind, make in list_kinds(book).items()}
        stats = [span for make in stats_kinds() for span in _ask(port, book, "stats", make, times=times)]
        once = _visits(port, book, seconds=seconds, views=1)
        again = _visits(port, book, seconds=seconds, views=4)
    every = [span for spans in asked.values() for span in spans]
    return {
        "list_p95_ms": p95(every),
        "stats_p95_ms": p95(stats),
        # Most people look several times.
        "track_per_s": again,
        "track_first_views_per_s": once,
        "list_p50_ms": percentile(every, 50),
        "orders": book.orders,
        "fill_s": round(book.fill_seconds, 1),
        "list_p95_ms_by_kind": {kind: p95(spans) for kind, spans in asked.items()},
    }


def list_kinds(book: Book) -> dict[str, Question]:
    """What a shop's programs and staff look for, with other values each time; common and rare things alike."""
    today = date.today()  # noqa: DTZ011

    def month(rng: random.Random) -> dict[str, Any]:
        first = today - timedelta(days=rng.randrange(60, 1000))
        return {"created_from": first, "created_to": first + timedelta(days=30)}

    return {
        "newest": lambda _rng: {},
        "status": lambda rng: {"status": rng.choice(["pending", "delivered", "cancelled"])},
        "several statuses": lambda _rng: {"status": "pending,confirmed,processing"},
        "source and status": lambda rng: {"source": rng.choice(["extension", "api"]), "status": "delivered"},
        "a month": month,
        "a month, cancelled": lambda rng: month(rng) | {"status": "cancelled"},
        "customer": lambda rng: {"customer": rng.choice(book.customers)},
        "product, common": lambda rng: {"product": book.skus[rng.randrange(20)]},
        "product, rare": lambda rng: {"product": book.skus[rng.randrange(800, 1200)]},
        "paid": lambda _rng: {"payment_status": "paid"},
        "paid oddly": lambda _rng: {"payment_status": "overpaid,partly_refunded", "status": "delivered"},
        "refunded, a month": lambda rng: month(rng) | {"payment_status": "refunded"},
        "large total": lambda _rng: {"total_min": 8500, "status": "delivered"},
        "search: common name": lambda rng: {"q": rng.choice(FIRST[:5])},
        "search: both names": lambda rng: {"q": f"{rng.choice(FIRST)} {rng.choice(LAST)}"},
        "search: two letters": lambda rng: {"q": rng.choice(FIRST)[:2]},
        "search: rare name": lambda rng: {"q": f"{RARE}{rng.randrange(97)}"},
        "search: phone": lambda rng: {"q": "0" + rng.choice(book.phones)[4:]},
        "search: last four digits": lambda rng: {"q": rng.choice(book.phones)[-4:]},
        "search: number": lambda rng: {"q": rng.choice(book.tracked)[0]},
        "search: nothing": lambda rng: {"q": f"nobody{rng.randrange(1000)}"},
        "search and status": lambda rng: {"q": rng.choice(FIRST), "status": "cancelled"},
        "search and a month": lambda rng: month(rng) | {"q": rng.choice(FIRST)},
        "search, status, product": lambda rng: {"q": rng.choice(LAST), "status": "pending", "product": book.skus[3]},
    }


def stats_kinds() -> list[Question]:
    today = date.today()  # noqa: DTZ011
    return [
        lambda _rng: {},
        lambda rng: {"from": today - timedelta(days=rng.randrange(1, 1000))},
        lambda rng: {"from": today - timedelta(days=400), "to": today - timedelta(days=rng.randrange(399))},
    ]


@contextmanager
def running_web(settings: str = "config.settings") -> Iterator[int]:
    """gunicorn as production runs it, behind one proxy, which is us."""
    call_command("collectstatic", interactive=False, verbosity=0)
    environment = os.environ | {"PROXY_COUNT": "1", "DJANGO_SETTINGS_MODULE": settings}
    workers = int(os.environ.get("WEB_WORKERS", "2"))
    with listen(0) as listening:
        command = web(f"fd://{listening.fileno()}", workers=workers, threads=4, patience=30)
        server = subprocess.Popen(
            [sys.executable, *command], cwd=BASE_DIR, env=environment, pass_fds=[listening.fileno()]
        )
        try:
            yield port_of(listening)
        finally:
            server.terminate()
            server.wait()


def _ask(port: int, book: Book, kind: str, make: Question, *, times: int) -> list[float]:
    """Milliseconds of whole answers; the first few warm up what every first question warms up."""
    rng, spans = random.Random(kind), []
    connection = HTTPConnection("127.0.0.1", port)
    path = "/api/v1/orders/stats/summary" if kind == "stats" else "/api/v1/orders/"
    for turn in range(times + 4):
        began = time.perf_counter()
        headers = {"Host": "localhost", "Authorization": f"Bearer {book.key}"}
        connection.request("GET", f"{path}?{urlencode(make(rng))}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{kind}: {answer.status} {body[:300]!r}")
        if turn >= 4:
            spans.append((time.perf_counter() - began) * 1000)
    connection.close()
    show(f"{kind}: {p95(spans)} ms")
    return spans


def _visits(port: int, book: Book, *, seconds: int, views: int) -> float:
    """Answered pages per second, asked by a process of its own: of every order `views` times, by ever new addresses."""
    show(f"tracking page, each order {views} times")
    tracked = random.Random(views).sample(list(book.tracked), len(book.tracked))
    wishes = [wish for start in range(0, len(tracked), 50) for wish in tracked[start : start + 50] * views]
    command = [sys.executable, str(BASE_DIR / "bench" / "order_visitors.py"), str(port), str(seconds)]
    done = subprocess.run(
        command, input=json.dumps(wishes), capture_output=True, text=True, timeout=seconds + 60, check=True
    )
    result = json.loads(done.stdout)
    if result["wrong"]:
        raise RuntimeError(f"the tracking page answered {result['wrong']}")
    return round(result["pages"] / seconds, 1)


def percentile(spans: list[float], percent: int) -> float:
    ordered = sorted(spans)
    return round(ordered[min(len(ordered) - 1, len(ordered) * percent // 100)], 1)


def p95(spans: list[float]) -> float:
    return percentile(spans, 95)
