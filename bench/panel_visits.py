"""A person of the shop who opens every page of the panel, again and again."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from bench.order_book import show
from bench.order_visits import p95, running_web
from bench.panel_book import Book
from bench.panel_counter import HEADER
from config.testing.panel_pages import Address, list_addresses

# Answers of an address that is no page: only for forms, and one that only leads on.
NO_PAGE = frozenset({302, 404, 405})
WARM_UP = 2


def measure(book: Book, *, times: int) -> dict[str, Any]:
    addresses = list_addresses(book.tenant)
    with running_web(settings="bench.panel_settings") as port, _connection(port) as connection:
        pages = {each.name: found for each in addresses if (found := _ask(connection, book, each, times=times))}
    return {
        "pages": pages,
        "worst_p95_ms": max(page["p95_ms"] for page in pages.values()),
        "worst_queries": max(page["queries"] for page in pages.values()),
        "rows": book.rows,
        "fill_s": round(book.fill_seconds, 1),
    }


@contextmanager
def _connection(port: int) -> Iterator[HTTPConnection]:
    connection = HTTPConnection("127.0.0.1", port)
    yield connection
    connection.close()


def _ask(connection: HTTPConnection, book: Book, address: Address, *, times: int) -> dict[str, Any] | None:
    """Whole answers; None for what is no page. RuntimeError for an address that fails."""
    spans, queries = [], 0
    for turn in range(times + WARM_UP):
        began = time.perf_counter()
        connection.request("GET", address.path, headers={"Host": "localhost", "Cookie": f"sessionid={book.cookie}"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status in NO_PAGE:
            return None
        if answer.status not in {200, 204}:
            raise RuntimeError(f"{address.path}: {answer.status} {body[:300]!r}")
        if turn >= WARM_UP:
            spans.append((time.perf_counter() - began) * 1000)
            queries = max(queries, int(answer.headers[HEADER]))
    show(f"{address.name}: {p95(spans)} ms")
    return {"p95_ms": p95(spans), "queries": queries}
