"""The API, called as nobody thought of: from its own schema, and with every value of a good body replaced.

FUZZ_EXAMPLES=500 asks each address more than a quick run.
"""

import json
import os
from copy import deepcopy
from random import Random
from uuid import uuid4

import pytest
import requests
import schemathesis
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

from catalog.tests.factories import ProductFactory
from config.testing.nonsense import TEXTS
from conversations.tests.factories import ConversationFactory
from orders.intake.places import save_site
from orders.tests.factories import make_shown_order
from tenants.scoping import tenant_scope
from tenants.services import create_api_key

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "20"))
VALUES = [*TEXTS.values(), "\ud800", None, True, [], {}, [[]], -1, 0, 1e308, 10**30, {"a": {"b": ["\ud800"]}}]
BODIES = {
    ("post", "/api/v1/orders/"): {
        "customer": {"name": "Dana", "phone": "+972501234567", "email": "d@example.com", "language": "en"},
        "items": [{"sku": "SKU", "quantity": "2", "unit": "piece", "unit_price": None}], "address": "1 Street",
        "notes": "n", "fulfilment": "delivery", "wished_on": None, "wished_at": None, "currency": "ILS",
        "total": None, "external_id": "7", "external_source": "till", "site_id": "", "order_key": "",
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
        talk = ConversationFactory(tenant=shop, identity__customer__phone="+972501234567")
        order = make_shown_order(shop, conversation=talk)
    key = create_api_key(shop, name="key", actor="test")[1]
    return {
        "order": order.public_id,
        "number": order.number,
        "contact": order.customer.phone,
        "product": product.public_id,
        "key": key,
    }


def send(client, case, headers):
    """The generated call, through Django's own test client: a server would close the database of the test."""
    made = case.as_transport_kwargs(base_url="http://testserver", headers=headers)
    try:
        call = requests.Request(**made).prepare()
    except requests.RequestException:  # what no program could send
        return None
    body = call.body.encode() if isinstance(call.body, str) else call.body or b""
    kind = call.headers.pop("Content-Type", "")
    kind = kind.decode() if isinstance(kind, bytes) else kind
    call.headers.pop("Content-Length", None)
    return client.generic(call.method, call.path_url, body, content_type=kind, headers=dict(call.headers))


def ask_about(operation, world, headers):
    """The calls of one address that failed on our side, each as a command that repeats it; how many there were."""
    known = {"public_id": str(world["product" if "products" in operation.path else "order"]), "number": world["number"]}
    client, failed, statuses = Client(raise_request_exception=False), [], []

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
            response = send(client, case, headers)
            transaction.set_rollback(True)
        statuses.append(response.status_code if response else 0)
        if statuses[-1] >= 500:
            failed.append(f"{operation.label}: {case.as_curl_command()}")

    call()
    return failed, [status for status in statuses if status]


@pytest.mark.timeout(max(180, EXAMPLES * 10))
@pytest.mark.parametrize("with_key", [True, False])
def test_no_call_that_the_schema_allows_or_forbids_fails_on_our_side(world, with_key):
    schema = schemathesis.openapi.from_dict(Client().get("/api/schema?format=json").json())
    operations = [result.ok() for result in schema.get_all_operations()]
    headers = {"Authorization": f"Bearer {world['key']}"} if with_key else {}
    found = [ask_about(operation, world, headers) for operation in operations]
    assert [failure for failures, _statuses in found for failure in failures] == []
    assert len(operations) >= 9
    # Some of what is made up is right.
    assert 200 in {status for _failures, statuses in found for status in statuses}


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


def bodies_of(body):
    """The body itself, then with one value replaced: some of all that could be."""
    made = [*(replaced(body, leaf, value) for leaf in leaves(body) for value in VALUES), *VALUES]
    return [body, *Random(1).sample(made, min(len(made), 10 * EXAMPLES))]


@pytest.mark.timeout(180)
def test_no_value_in_a_body_fails_on_our_side(world):
    client, failed, refused = Client(raise_request_exception=False), [], []
    for (method, route), body in BODIES.items():
        path = route.format(**world)
        for sent in bodies_of(body):
            cache.clear()
            headers = {"Authorization": f"Bearer {world['key']}"}
            headers |= {} if "submit" in route else {"Idempotency-Key": str(uuid4())}
            with transaction.atomic():
                text = json.dumps(sent)
                answer = getattr(client, method)(path, text, content_type="application/json", headers=headers)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                failed.append((route, text[:300]))
            if sent is body and answer.status_code >= 300:
                refused.append((route, answer.content))
    assert not failed, failed
    assert not refused, refused
