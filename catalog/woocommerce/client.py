"""Asking a WooCommerce shop: the `woocommerce` library signs (Basic over https, OAuth 1.0a over http), we guard.

Every call has a deadline for the whole of it, follows no redirect, reads an answer only up to a limit, and goes to a
public address unless the operator lists the host in PRIVATE_HOSTS. How it uses lib.http: docs/decisions/stores.md.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
import woocommerce.api
from django.conf import settings
from pydantic import ValidationError
from woocommerce import API

from catalog.woocommerce.payloads import FIELDS, WooRefusal, WooWebhook
from catalog.woocommerce.problems import refusal
from lib.addresses import refuse_private
from lib.errors import ProviderError
from lib.http import MAX_ANSWER_BYTES, send

PER_PAGE = 100
AGENT = "Salesdesk"
# Longer than this nobody waits because a shop says so.
LONGEST_WAIT = 3600.0
_CHUNK = 65536
# Answers that pass by themselves, as hosts and firewalls in front of shops give them.
_BUSY = frozenset({408, 425, 429, 502, 503, 504, 508, 509, 520, 521, 522, 523, 524, 525, 530})


@dataclass(frozen=True)
class Shop:
    """Where a shop is and how it knows us. `in_query`: its host strips the header in which keys usually are."""

    url: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    in_query: bool = False


@dataclass(frozen=True)
class Page:
    """Rows of a listing, how many there are in all, and the shop's own clock at that moment."""

    rows: Sequence[Any]
    total: int
    pages: int
    at: datetime


def clean_url(given: str) -> str:
    """The address of a shop as people paste it, made fit. Raises ProviderError `bad_address`."""
    text = given.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise refusal("bad_address", given) from None
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in settings.PRIVATE_HOSTS)
    if not host or not is_safe or parts.username or parts.password:
        raise refusal("bad_address", given)
    path = parts.path.split("/wp-admin")[0].split("/wp-json")[0].rstrip("/")
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}{path}"


def get(shop: Shop, path: str, *, timeout: float | None = None, **query: Any) -> Any:
    """One thing. Raises ProviderError `not_there` for what the shop does not know."""
    return _call(shop, "GET", path, query, timeout=timeout)[0]


def get_page(shop: Shop, path: str, *, timeout: float | None = None, per_page: int = PER_PAGE, **query: Any) -> Page:
    rows, headers = _call(shop, "GET", path, {"per_page": per_page, **query}, timeout=timeout)
    if not isinstance(rows, list):
        raise refusal("unreadable", path)
    total, pages = (_count(headers.get(name, "")) for name in ("x-wp-total", "x-wp-totalpages"))
    return Page(rows, max(total, len(rows)), pages, _clock(headers.get("date", "")))


def list_pages(shop: Shop, path: str, **query: Any) -> Iterator[Page]:
    """Page after page until one is not full: a page past the end is an empty list and no error."""
    number = 1
    while True:
        page = get_page(shop, path, per_page=PER_PAGE, page=number, **query)
        yield page
        if len(page.rows) < PER_PAGE:
            return
        number += 1


def list_variations(shop: Shop, product_id: int, *, timeout: float | None = None, **query: Any) -> list[Any]:
    """All variations of a product, by id."""
    path, found = f"products/{product_id}/variations", list[Any]()
    for number in range(1, 100):
        page = get_page(shop, path, timeout=timeout, page=number, orderby="id", order="asc", _fields=FIELDS, **query)
        found += page.rows
        if len(page.rows) < PER_PAGE:
            break
    return found


def read_currency(shop: Shop) -> str:
    """The shop's currency, an ISO code; empty when the keys may not read it."""
    try:
        answer = get(shop, "data/currencies/current", _fields="code")
    except ProviderError as error:
        if error.code in {"unauthorized", "not_there"}:
            return ""
        raise
    code = answer.get("code") if isinstance(answer, dict) else ""
    return code if isinstance(code, str) and len(code) == 3 else ""


def list_webhooks(shop: Shop) -> list[WooWebhook]:
    found = []
    for page in list_pages(shop, "webhooks", orderby="id", order="asc"):
        for row in page.rows:
            try:
                found.append(WooWebhook.model_validate(row))
            except ValidationError:
                continue
    return found


def write(shop: Shop, method: str, path: str, values: Mapping[str, Any]) -> Any:
    """POST or PUT. Raises ProviderError, `uncertain` when it may have happened all the same."""
    return _call(shop, method, path, {}, body=values)[0]


def _call(
    shop: Shop,
    method: str,
    path: str,
    query: Mapping[str, str | int],
    *,
    body: Any = None,
    timeout: float | None = None,
) -> tuple[Any, Mapping[str, str]]:
    if not _is_trusted(shop.url):
        refuse_private(shop.url)
    seconds = timeout or settings.OUTBOUND_TIMEOUT
    deadline = time.monotonic() + seconds
    try:
        response = _send(shop, method, path, dict(query), body=body, seconds=seconds)
        with response:
            content = _read(response, deadline)
    # `from None`: the text of these errors holds the address, and with it keys in a query.
    except (requests.RequestException, urllib3.exceptions.HTTPError):
        raise refusal("away", urlsplit(shop.url).hostname or "", uncertain=body is not None) from None
    headers = {name.lower(): value for name, value in response.headers.items()}
    return _understand(response.status_code, headers, content), headers


def _send(
    shop: Shop, method: str, path: str, query: dict[str, str | int], *, body: Any, seconds: float
) -> requests.Response:
    api = API(
        shop.url, shop.key, shop.secret, timeout=(min(seconds, 5), seconds), user_agent=AGENT,
        query_string_auth=shop.in_query,
    )  # fmt: skip
    if method == "GET":
        return api.get(path, params=query)
    return (api.post if method == "POST" else api.put)(path, body)


def _is_trusted(url: str) -> bool:
    return urlsplit(url).hostname in settings.PRIVATE_HOSTS


def _through_our_door(method: str, url: str, **options: Any) -> requests.Response:
    return send(method, url, trusted=_is_trusted(url), **options)


# The library would open a session of its own: with the environment's proxy, and to whatever the name means by then.
woocommerce.api.request = _through_our_door


def _read(response: requests.Response, deadline: float) -> bytes:
    """The body, as long as the deadline and the limit allow: a shop that drips must not hold us for hours."""
    parts, size = [], 0
    for chunk in response.iter_content(_CHUNK):
        parts.append(chunk)
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            raise refusal("too_large", str(size))
        if time.monotonic() > deadline:
            raise requests.ReadTimeout
    return b"".join(parts)


def _understand(status: int, headers: Mapping[str, str], content: bytes) -> Any:
    """The answer as data. Raises ProviderError with a code of problems.py."""
    answer = _decode(content)
    if 200 <= status < 300 and answer is not None:
        return answer
    said = _said(answer) or f"HTTP {status}"
    wait = _wait(headers.get("retry-after", ""))
    if status in _BUSY or (status < 300 and answer is None):
        raise refusal("busy" if status != 200 else "blocked", said, retry_after=wait)
    if 300 <= status < 400:
        raise refusal("moved", headers.get("location", "")[:200])
    if status in {401, 403}:
        # A page instead of data is a firewall's: the shop itself would have said why.
        raise refusal("unauthorized" if answer is not None else "blocked", said, retry_after=wait)
    if status in {404, 410}:
        raise refusal("not_there" if _code(answer).endswith("invalid_id") else "no_api", said)
    raise refusal("broken" if status >= 500 else "refused", said, retry_after=wait)


def _decode(content: bytes) -> Any:
    """Data, or None for a page. PHP's warnings may stand before the data."""
    text = content.decode("utf-8-sig", errors="replace").strip()
    starts = [place for mark in ('{"', "[{", "[]", "{}") if (place := text.find(mark)) >= 0]
    for start in sorted({0, *starts[:4]}):
        try:
            data = json.loads(text[start:])
        except (ValueError, RecursionError):
            continue
        return data if isinstance(data, dict | list) else None
    return None


def _refused(answer: object) -> WooRefusal:
    try:
        return WooRefusal.model_validate(answer)
    except ValidationError:
        return WooRefusal()


def _code(answer: object) -> str:
    return _refused(answer).code


def _said(answer: object) -> str:
    told = _refused(answer)
    return f"{told.code} {told.message}".strip()[:200]


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _clock(text: str) -> datetime:
    """The `Date` header; our own clock where a proxy has taken it away."""
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (TypeError, ValueError):
        return datetime.now(UTC)


def _wait(text: str) -> float | None:
    """`Retry-After`: seconds, or a moment."""
    text = text.strip()
    if text.isdecimal():
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        seconds = (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 1.0), LONGEST_WAIT)
