"""A WooCommerce 11 shop on this machine: real HTTP, OAuth 1.0a over http, paging, webhooks, and its own bad days.

with FakeWooCommerce() as woo:                      # settings.PRIVATE_HOSTS = ["127.0.0.1"]
    woo.put(woo.simple(7, "Mug", price="12.50"))
    woo.fail("GET /wp-json/wc/v3/products", Response(429, {}, {"Retry-After": "1"}))
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import requests

from lib.testing.server import Call, FakeServer, Response

KEY, SECRET = "ck_of_the_fake_shop", "cs_of_the_fake_shop"
ROOT = "/wp-json/wc/v3/"
PRODUCTS = f"GET {ROOT}products"
MOST_PER_PAGE = 100
DISABLED_AFTER = 7
Row = dict[str, Any]


class FakeWooCommerce(FakeServer):
    """`clock` is the shop's own (UTC); `offset` what its time zone adds, in which it reads times without a flag."""

    def __init__(self, *, latency: float = 0.0, port: int = 0, offset: timedelta = timedelta(hours=3)) -> None:
        super().__init__(latency=latency, port=port)
        self.offset = offset
        self.clock = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
        self.currency = "ILS"
        self.products: dict[int, Row] = {}
        self.variations: dict[int, dict[int, Row]] = {}
        self.webhooks: dict[int, Row] = {}
        self.failures: dict[int, int] = {}
        self.may_write = True

    def tick(self, seconds: float = 60) -> None:
        self.clock += timedelta(seconds=seconds)

    def simple(self, number: int, name: str, *, price: str = "10.00", **fields: Any) -> Row:
        return {
            "id": number, "parent_id": 0, "type": "simple", "name": name, "status": "publish",
            "catalog_visibility": "visible", "description": "", "short_description": "", "sku": "", "price": price,
            "regular_price": price, "manage_stock": False, "stock_quantity": None, "stock_status": "instock",
            "backorders": "no", "images": [], "categories": [], "tags": [], "brands": [], "attributes": [],
            "global_unique_id": "", **fields,
        }  # fmt: skip

    def variation(self, number: int, options: Mapping[str, str], *, price: str = "10.00", **fields: Any) -> Row:
        attributes = [{"id": 0, "name": name, "option": option} for name, option in options.items()]
        row = self.simple(number, ", ".join(options.values()), price=price, attributes=attributes)
        return row | {"type": "variation", "image": None} | fields

    def put(self, *rows: Row) -> None:
        """Save products over there, now."""
        for row in rows:
            self.products[row["id"]] = row | {"date_modified_gmt": self._stamp()}

    def put_variations(self, parent: int, *rows: Row) -> None:
        for row in rows:
            saved = row | {"parent_id": parent, "date_modified_gmt": self._stamp()}
            self.variations.setdefault(parent, {})[row["id"]] = saved
        self.products[parent]["date_modified_gmt"] = self._stamp()

    def change(self, number: int, **fields: Any) -> None:
        self.put(self.products[number] | fields)

    def trash(self, number: int) -> None:
        """It is in no list any more, and no delta tells that."""
        self.products.pop(number, None)
        self.variations.pop(number, None)

    def deliver(self, number: int, topic: str, *, body: bytes | None = None) -> int | None:
        """What WP-Cron does some time after a change: every active webhook of the topic. The last answer's status."""
        status = None
        payload = json.dumps(self.products.get(number, {"id": number})).encode() if body is None else body
        for webhook in self.webhooks.values():
            if webhook["topic"] == topic and webhook["status"] == "active":
                status = self._send(webhook, payload)
        return status

    def respond(self, call: Call) -> Response:
        refused = self._refuse(call)
        if refused:
            return refused
        path = call.path.removeprefix(ROOT)
        head, *rest = path.split("/")
        if head == "products" and not rest:
            return self._list(list(self.products.values()), call.query)
        if head == "products":
            return self._product(rest, call.query)
        if head == "webhooks":
            return self._webhooks(call, rest)
        if path == "data/currencies/current":
            return Response(200, {"code": self.currency})
        return _error(404, "rest_no_route")

    def _refuse(self, call: Call) -> Response | None:
        if not call.path.startswith(ROOT):
            return Response(404, b"<html>Not found</html>", {"Content-Type": "text/html"})
        given = call.query.get("oauth_signature")
        # Over plain http the shop believes neither Basic nor keys in the query.
        if call.query.get("oauth_consumer_key") != KEY or given is None:
            return _error(401, "woocommerce_rest_cannot_view")
        if not hmac.compare_digest(given, _signature(call, f"{self.url}{call.path}")):
            return _error(401, "woocommerce_rest_authentication_error")
        if call.method != "GET" and not self.may_write:
            return _error(401, "woocommerce_rest_cannot_create")
        return None

    def _product(self, rest: list[str], query: Mapping[str, str]) -> Response:
        number = int(rest[0])
        if rest[1:] == ["variations"]:
            if number not in self.products:
                return _error(404, "woocommerce_rest_product_invalid_id")
            return self._list(list(self.variations.get(number, {}).values()), query)
        found = self.products.get(number) or next(
            (rows[number] for rows in self.variations.values() if number in rows), None
        )
        if found is None:
            return _error(404, "woocommerce_rest_product_invalid_id")
        return Response(200, _cut(found, query))

    def _list(self, rows: list[Row], query: Mapping[str, str]) -> Response:
        size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        if not 1 <= size <= MOST_PER_PAGE:
            return _error(400, "rest_invalid_param")
        if "include" in query:
            wanted = {int(each) for each in query["include"].split(",")}
            rows = [row for row in rows if row["id"] in wanted]
        if "modified_after" in query:
            since = self._read_time(query["modified_after"], is_gmt=query.get("dates_are_gmt") == "true")
            rows = [row for row in rows if datetime.fromisoformat(row["date_modified_gmt"]) > since]
        keys = {"id": lambda row: row["id"], "modified": lambda row: (row["date_modified_gmt"], row["id"])}
        rows = sorted(rows, key=keys.get(query.get("orderby", ""), keys["id"]), reverse=query.get("order") != "asc")
        page = rows[(number - 1) * size : number * size]
        headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": str(-(-len(rows) // size)), "Date": self._date()}
        return Response(200, [_cut(row, query) for row in page], headers)

    def _read_time(self, text: str, *, is_gmt: bool) -> datetime:
        """Naive UTC. With a flag and a zone both, the shop's offset is counted twice, as over there."""
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        if moment.tzinfo:
            return moment.replace(tzinfo=None) + (self.offset if is_gmt else timedelta(0))
        return moment if is_gmt else moment - self.offset

    def _webhooks(self, call: Call, rest: list[str]) -> Response:
        if call.method == "GET":
            return self._list(list(self.webhooks.values()), call.query)
        if call.method == "POST":
            number = len(self.webhooks) + 1
            self.webhooks[number] = {"id": number, "status": "active", **call.json}
            return Response(201, self._shown(number))
        number = int(rest[0])
        self.webhooks[number] |= call.json
        self.failures[number] = 0
        return Response(200, self._shown(number))

    def _shown(self, number: int) -> Row:
        return {name: value for name, value in self.webhooks[number].items() if name != "secret"}

    def ping(self) -> list[int]:
        """What a new webhook sends before anything else: no header of its own, no signature."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return [
            requests.post(webhook["delivery_url"], f"webhook_id={number}", headers=form, timeout=5).status_code
            for number, webhook in self.webhooks.items()
        ]

    def _send(self, webhook: Row, body: bytes) -> int:
        headers = delivery_headers(webhook["topic"], body, webhook["secret"])
        answer = requests.post(webhook["delivery_url"], body, headers=headers, timeout=5, allow_redirects=False)
        failed = not (200 <= answer.status_code < 300 or answer.status_code in {301, 302})
        count = self.failures.get(webhook["id"], 0) + 1 if failed else 0
        self.failures[webhook["id"]] = count
        if count >= DISABLED_AFTER:
            webhook["status"] = "disabled"
        return answer.status_code

    def _stamp(self) -> str:
        return self.clock.strftime("%Y-%m-%dT%H:%M:%S")

    def _date(self) -> str:
        return self.clock.strftime("%a, %d %b %Y %H:%M:%S GMT")


def delivery_headers(topic: str, body: bytes, secret: str) -> dict[str, str]:
    """A genuine delivery's."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    resource, _, event = topic.partition(".")
    return {
        "Content-Type": "application/json", "X-WC-Webhook-Topic": topic, "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event, "X-WC-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-WC-Webhook-ID": "1", "X-WC-Webhook-Delivery-ID": "0123456789abcdef",
    }  # fmt: skip


def _cut(row: Row, query: Mapping[str, str]) -> Row:
    names: Iterable[str] = query.get("_fields", "").split(",") if query.get("_fields") else row
    return {name: row[name] for name in names if name in row}


def _signature(call: Call, url: str) -> str:
    """As WC_REST_Authentication::check_oauth_signature computes it."""
    pairs = sorted((name, value) for name, value in call.query.items() if name != "oauth_signature")
    text = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in pairs)
    base = "&".join([call.method, quote(url, safe="~"), quote(text, safe="~")])
    digest = hmac.new(f"{SECRET}&".encode(), base.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def _error(status: int, code: str) -> Response:
    return Response(status, {"code": code, "message": "Sorry.", "data": {"status": status}})
