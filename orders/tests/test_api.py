from decimal import Decimal

import pytest

from orders.models import Order
from orders.payments.services import record_payment
from orders.payments.states import Method
from orders.services import move_order
from orders.states import Status
from orders.tests.factories import STAFF, make_order
from tenants.scoping import tenant_scope
from tenants.selectors import find_api_key
from tenants.services import create_api_key, revoke_api_key

LIST = "/api/v1/orders/"


def api(client, key, method, path, data=None):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return getattr(client, method)(path, data, content_type="application/json", headers=headers)


@pytest.fixture
def key(shop):
    return create_api_key(shop, name="stock system", actor="test")[1]


@pytest.fixture
def call(client, key):
    """Ask the API with the shop's own key."""
    return lambda method, path, data=None: api(client, key, method, path, data)


@pytest.fixture
def order(shop):
    with tenant_scope(shop):
        return make_order(shop, address="1 Main St", notes="ring")


def address(order, tail=""):
    return f"{LIST}{order.public_id}{tail}"


def test_an_order_is_shown_with_its_customer_lines_and_history(call, order):
    answer = call("get", address(order))
    shown = answer.json()
    assert answer.status_code == 200
    assert (shown["id"], shown["number"], shown["status"]) == (str(order.public_id), order.number, "pending")
    assert (shown["total"], shown["currency"], shown["customer"]["name"]) == ("20.00", "ILS", order.customer.name)
    assert [(line["quantity"], line["unit_price"], line["subtotal"]) for line in shown["lines"]] == [
        ("2.000", "10.00", "20.00")
    ]
    assert [event["kind"] for event in shown["events"]] == ["created"]


def test_no_primary_key_and_no_tracking_key_leave_the_process(call, order):
    text = call("get", address(order)).content.decode()
    assert order.tracking_key not in text
    assert '"pk"' not in text
    assert f'"id": {order.pk}' not in text


def test_orders_are_listed_newest_first_page_by_page(call, shop):
    with tenant_scope(shop):
        numbers = [make_order(shop).number for _ in range(5)]
    seen, path = [], f"{LIST}?limit=2"
    while path:
        page = call("get", path).json()
        assert len(page["results"]) <= 2
        seen += [row["number"] for row in page["results"]]
        path = page["next"]
    assert seen == numbers[::-1]


def test_an_order_that_comes_in_between_moves_no_page(call, shop):
    with tenant_scope(shop):
        numbers = [make_order(shop).number for _ in range(3)]
        first = call("get", f"{LIST}?limit=2").json()
        make_order(shop)
    assert [row["number"] for row in call("get", first["next"]).json()["results"]] == numbers[:1]


def test_the_list_is_filtered_by_status_and_words_and_keeps_the_filter_in_the_next_page(call, shop):
    with tenant_scope(shop):
        orders = [make_order(shop) for _ in range(3)]
        for row in orders[:2]:
            move_order(row, to=Status.CONFIRMED, by=STAFF)
    page = call("get", f"{LIST}?status=confirmed&limit=1").json()
    assert [row["number"] for row in page["results"]] == [orders[1].number]
    assert [row["number"] for row in call("get", page["next"]).json()["results"]] == [orders[0].number]
    found = call("get", f"{LIST}?q={orders[2].customer.name}").json()["results"]
    assert [row["number"] for row in found] == [orders[2].number]


def test_a_page_takes_the_same_queries_however_many_orders_it_has(call, shop, django_assert_max_num_queries):
    call("get", LIST)
    with tenant_scope(shop):
        for _ in range(8):
            make_order(shop)
    with django_assert_max_num_queries(4):
        assert len(call("get", LIST).json()["results"]) == 8


@pytest.mark.parametrize(
    ("query", "field"), [("status=lost", "status"), ("limit=0", "limit"), ("limit=101", "limit"), ("after=7", "after")]
)
def test_a_wrong_filter_is_named(call, query, field):
    answer = call("get", f"{LIST}?{query}")
    assert (answer.status_code, answer.json()["code"], list(answer.json()["facts"])) == (400, "invalid", [field])


def test_a_status_is_changed_and_written_down_under_the_keys_name(call, order):
    answer = call("patch", address(order, "/status"), {"status": "confirmed", "note": "by phone"})
    assert (answer.status_code, answer.json()["status"], answer.json()["version"]) == (200, "confirmed", 2)
    last = answer.json()["events"][-1]
    assert (last["actor"], last["actor_name"], last["note"]) == ("system", "stock system", "by phone")


def test_the_same_change_again_changes_nothing_more(call, order):
    for _ in range(2):
        answer = call("patch", address(order, "/status"), {"status": "confirmed"})
        assert (answer.status_code, answer.json()["version"]) == (200, 2)


def test_an_impossible_change_is_refused_with_what_is_possible(call, order):
    answer = call("patch", address(order, "/status"), {"status": "delivered"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")
    assert answer.json()["facts"] == {"status": "pending", "allowed": ["confirmed", "cancelled"]}
    assert unchanged(order)


@pytest.mark.parametrize("body", [{}, {"status": "lost"}, {"status": "confirmed", "note": "x" * 301}, [1], "status"])
def test_a_body_that_is_no_change_is_refused(call, order, body):
    answer = call("patch", address(order, "/status"), body)
    assert (answer.status_code, set(answer.json())) == (400, {"code", "message", "facts"})
    assert unchanged(order)


def unchanged(order):
    with tenant_scope(order.tenant_id):
        row = Order.objects.get(pk=order.pk)
    return (row.status, row.version, row.updated_at) == (order.status, order.version, order.updated_at)


def test_another_tenants_key_finds_nothing_and_changes_nothing(client, order, other_shop):
    _row, theirs = create_api_key(other_shop, name="theirs", actor="test")
    assert api(client, theirs, "get", LIST).json() == {"results": [], "next": None}
    for method, tail, data in [("get", "", None), ("patch", "/status", {"status": "cancelled"})]:
        answer = api(client, theirs, method, address(order, tail), data)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert api(client, theirs, "get", f"{LIST}?after={order.public_id}").status_code == 404
    assert unchanged(order)


@pytest.mark.parametrize("wrong", ["", "nonsense", "sk_1234_5678", "{key}x", "{upper}"])
def test_without_a_valid_key_nobody_gets_in(client, order, key, wrong):
    full = wrong.format(key=key, upper=key.upper())
    for method, path in [("get", LIST), ("get", address(order)), ("patch", address(order, "/status"))]:
        answer = api(client, full, method, path, {"status": "cancelled"} if method == "patch" else None)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert (answer.json()["code"], "was revoked" in answer.json()["message"]) == ("not_authenticated", bool(wrong))
    assert unchanged(order)


def test_a_revoked_key_and_the_key_of_a_closed_shop_open_nothing(client, order, shop):
    row, revoked = create_api_key(shop, name="old", actor="test")
    with tenant_scope(shop):
        revoke_api_key(row, actor="test")
    assert api(client, revoked, "get", LIST).status_code == 401
    _row, living = create_api_key(shop, name="new", actor="test")
    shop.is_active = False
    shop.save()
    assert api(client, living, "get", LIST).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/api/v1/nothing", 404, "not_found"),
        ("get", f"{LIST}7a1f2f0e-0000-4000-8000-000000000000", 404, "not_found"),
        ("delete", LIST, 405, "method_not_allowed"),
    ],
)
def test_every_error_has_one_shape(call, method, path, status, code):
    answer = call(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()) == {"code", "message", "facts"}


def test_what_an_address_cannot_do_is_answered_with_what_it_can(call, order):
    answer = call("patch", address(order), {"notes": "later"})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.json()["message"] == "PATCH is not possible at this address. Possible here: GET."
    assert unchanged(order)


def test_a_body_that_is_not_json_is_refused_in_the_same_shape(client, key, order):
    answer = client.patch(
        address(order, "/status"), "{", content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_the_use_of_a_key_is_remembered(call, key):
    assert find_api_key(key).last_used_at is None
    call("get", LIST)
    assert find_api_key(key).last_used_at is not None


def pay(order, amount):
    with tenant_scope(order.tenant):
        record_payment(order, method=Method.CASH, amount=Decimal(amount), by=STAFF, key=f"form-{order.pk}-{amount}")


def test_what_is_known_of_the_money_is_shown_in_the_list_and_on_the_order(call, order):
    pay(order, 5)
    for shown in (call("get", LIST).json()["results"][0], call("get", address(order)).json()):
        assert (shown["payment_status"], shown["payment_method"]) == ("partly_paid", "cash")


def test_the_list_is_filtered_by_what_is_paid(call, shop):
    with tenant_scope(shop):
        paid, partly, unpaid = (make_order(shop) for _ in range(3))
    pay(paid, 20)
    pay(partly, 5)

    def found(query):
        return [row["number"] for row in call("get", f"{LIST}?{query}").json()["results"]]

    assert found("payment_status=paid") == [paid.number]
    assert found("payment_status=unpaid,partly_paid") == [unpaid.number, partly.number]
    assert found("payment_status=unpaid&payment_status=paid&status=pending") == [unpaid.number, paid.number]
    assert found("payment_status=paid&status=shipped") == []
    answer = call("get", f"{LIST}?payment_status=owing")
    assert (answer.status_code, list(answer.json()["facts"])) == (400, ["payment_status"])
