"""The API, called as nobody thought of: from its own schema, and with every value of a good body replaced.

FUZZ_EXAMPLES=500 asks each address more than a quick run.
"""

import json
import os
from copy import deepcopy
from uuid import uuid4

import pytest
import schemathesis
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from catalog.tests.factories import ProductFactory
from config.testing.nonsense import TEXTS
from config.wsgi import application
from orders.places import save_site
from orders.tests.factories import make_shown_order
from tenants.scoping import tenant_scope
from tenants.services import create_api_key

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "20"))
VALUES = [*TEXTS.values(), "\ud800", None, True, [], {}, [[]], -1, 0, 1e308, 10**30, {"a": {"b": ["\ud800"]}}]
BODIES = {
    ("post", "/api/v1/orders/"): {
        "customer": {"name": "Dana", "phone": "+972501234567", "email": "d@example.com", "language": "en"},
        "items": [{"sku": "SKU", "quantity": "2", "unit": "piece", "unit_price": "10"}], "address": "1 Street",
        "notes": "n", "fulfilment": "delivery", "wished_on": "2030-01-01", "wished_at": "10:00", "currency": "ILS",
        "total": "20", "external_id": "7", "external_source": "till", "site_id": "", "order_key": "",
    },
    ("post", "/api/v1/orders/submit"): {
        "site_id": "web", "source": "woocommerce", "order_key": "wc_order_1", "external_id": "1", "currency": "ILS",
        "page_url": "https://www.shop.example/checkout/order-received/1/?key=wc_order_1", "total": "25.00",
        "customer": {"name": "Dana", "phone": "050-1234567", "email": "d@example.com", "language": "he"},
        "address": "a", "notes": "n",
        "items": [{"name": "Candle", "sku": "", "quantity": "2", "unit_price": "", "subtotal": "25"}],
    },
    ("patch", "/api/v1/orders/{order}/status"): {"status": "confirmed", "note": "n"},
    ("post", "/api/v1/orders/track/{number}"): {"contact": "+972501234567"},
}  # fmt: skip


@pytest.fixture
def world(shop):
    cache.clear()
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, sku="SKU", unit="piece")
        save_site(shop, actor="test", values={"site_id": "web", "hosts": ["https://www.shop.example"]})
        order = make_shown_order(shop)
    key = create_api_key(shop, name="key", actor="test")[1]
    return {"order": order.public_id, "number": order.number, "product": product.public_id, "key": key}


def ask_about(operation, world, headers):
    """The calls of one address that failed on our side, each as a command that repeats it."""
    known = {"public_id": str(world["product" if "products" in operation.path else "order"]), "number": world["number"]}
    failed = []

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def call(case):
        cache.clear()
        given_path = case.path_parameters or {}
        case.path_parameters = given_path | {name: value for name, value in known.items() if name in given_path}
        with transaction.atomic():
            response = case.call(headers=headers)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            failed.append(f"{operation.label}: {case.as_curl_command()}")

    call()
    return failed


@pytest.mark.timeout(max(180, EXAMPLES * 10))
@pytest.mark.parametrize("with_key", [True, False])
def test_no_call_that_the_schema_allows_or_forbids_fails_on_our_side(world, with_key):
    schema = schemathesis.openapi.from_wsgi("/api/schema?format=json", application)
    operations = [result.ok() for result in schema.get_all_operations()]
    headers = {"Authorization": f"Bearer {world['key']}"} if with_key else {}
    assert [failure for operation in operations for failure in ask_about(operation, world, headers)] == []
    assert len(operations) >= 9


def leaves(value, path=()):
    """The way to each value inside of a body."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield (*path, name)
        yield from leaves(each, (*path, name))


def replaced(body, path, value):
    changed = deepcopy(body)
    place = changed
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    return changed


@pytest.mark.timeout(180)
def test_no_value_in_a_body_fails_on_our_side(world):
    client, failed, accepted = Client(raise_request_exception=False), [], set()
    for (method, route), body in BODIES.items():
        path = route.format(**world)
        bodies = [body, *(replaced(body, leaf, value) for leaf in leaves(body) for value in VALUES), *VALUES]
        for sent in bodies:
            cache.clear()
            headers = {"Authorization": f"Bearer {world['key']}", "Idempotency-Key": str(uuid4())}
            if "submit" in route:
                del headers["Idempotency-Key"]
            with transaction.atomic():
                answer = getattr(client, method)(
                    path, json.dumps(sent), content_type="application/json", headers=headers
                )
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                failed.append((route, json.dumps(sent)[:300]))
            if sent is body and answer.status_code < 300:
                accepted.add(route)
    assert failed == []
    assert len(accepted) >= 3
