"""POST /api/v1/orders/: at the shop's prices, once, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from catalog.tests.factories import ProductFactory
from conversations.models import Customer
from conversations.tests.factories import CustomerFactory
from orders.models import ApiAnswer, Order
from tenants.models import Role
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.services import add_member, create_api_key
from tenants.tasks import forget_old
from tenants.testing import make_shop, rows_of
from tenants.tests.factories import UserFactory

LIST = "/api/v1/orders/"
NOBODY = "0d2b7a7e-2f0f-4c55-9a57-1f1f2b0f9c11"


@pytest.fixture
def key(shop):
    return create_api_key(shop, name="cash register", actor="test")[1]


@pytest.fixture
def roll(shop):
    with tenant_scope(shop):
        return ProductFactory(tenant=shop, name="Roll", sku="ROLL", price=Decimal("4.50"), stock=Decimal(20))


@pytest.fixture
def post(client, key):
    def send(body, *, name="key-1", **headers):
        headers |= {"Authorization": f"Bearer {key}"} | ({"Idempotency-Key": name} if name else {})
        return client.post(LIST, body, content_type="application/json", headers=headers)

    return send


def wish(**changes):
    body = {"customer": {"name": "Dana", "phone": "+972 50-123-4567"}, "items": [{"sku": "ROLL", "quantity": 2}]}
    return body | changes


def kept(shop):
    """Everything but the answers that the API remembers, and when its key was used."""
    return {name: rows for name, rows in rows_of(shop).items() if name not in {"orders.ApiAnswer", "tenants.ApiKey"}}


def test_an_order_is_made_at_the_shops_prices_for_a_new_customer(post, roll, shop):
    answer = post(wish(address=" Herzl 1 ", notes="ring", total="9.00", currency="ILS"))
    shown = answer.json()
    assert (answer.status_code, shown["total"], shown["status"], shown["source"]) == (201, "9.00", "pending", "api")
    assert (shown["address"], shown["notes"], shown["customer"]["phone"]) == ("Herzl 1", "ring", "+972501234567")
    assert [(event["kind"], event["actor"], event["actor_name"]) for event in shown["events"]] == [
        ("created", "system", "cash register")
    ]
    with tenant_scope(shop):
        roll.refresh_from_db()
        assert (roll.stock, Order.objects.get().number) == (Decimal(18), shown["number"])


def test_a_currency_is_the_same_in_small_letters(post, roll):
    assert post(wish(currency="ils")).status_code == 201


def test_a_refusal_says_what_to_do_instead(post, roll):
    for quantity, words in [(0.5, "Order 1 instead."), (21, "Order less of it"), ("x", "such as 2 or 0.5")]:
        assert words in post(wish(items=[{"sku": "ROLL", "quantity": quantity}]), name=str(quantity)).json()["message"]


def test_a_product_may_be_named_by_id_and_in_another_unit(post, roll):
    item = {"product_id": str(roll.public_id), "quantity": "1", "unit": "dozen", "unit_price": "4.5"}
    assert post(wish(items=[item])).json()["total"] == "54.00"


@pytest.mark.parametrize(
    "customer",
    [
        {"phone": "050-123-4567"},
        {"name": "Other", "phone": "+972501234567", "email": "new@example.com"},
        {"email": "DANA@example.com"},
        "id",
    ],
)
def test_a_known_customer_is_found_and_keeps_what_is_known(post, roll, shop, customer):
    shop.phone = "+97246250000"
    shop.save()
    with tenant_scope(shop):
        dana = CustomerFactory(tenant=shop, name="Dana", phone="+972501234567", email="dana@example.com")
        answer = post(wish(customer={"id": str(dana.public_id)} if customer == "id" else customer))
        assert answer.json()["customer"]["id"] == str(dana.public_id)
        assert (Customer.objects.get().name, Customer.objects.get().email) == ("Dana", "dana@example.com")


def test_the_same_address_with_another_phone_is_somebody_else(post, roll, shop):
    with tenant_scope(shop):
        CustomerFactory(tenant=shop, phone="+972501234567", email="home@example.com")
        post(wish(customer={"name": "Noa", "phone": "+972509999999", "email": "home@example.com"}))
        assert Customer.objects.count() == 2


REFUSALS = [
    ({"items": [{"sku": "GONE", "quantity": 1}]}, "unknown_product", {"sku": "GONE", "item": 0}),
    ({"items": [{"product_id": NOBODY, "quantity": 1}]}, "unknown_product", {"item": 0}),
    ({"currency": "EUR"}, "wrong_currency", {"given": "EUR", "computed": "ILS"}),
    ({"total": "8.99"}, "wrong_total", {"given": "8.99", "computed": "9.00"}),
    ({"total": 9.01}, "wrong_total", {"given": "9.01", "computed": "9.00"}),
    ({"items": [{"sku": "ROLL", "quantity": 2, "unit_price": "-4.50"}]}, "wrong_price", {"computed": "4.50"}),
    ({"items": [{"sku": "ROLL", "quantity": -1}]}, "bad_quantity", {"product": "Roll"}),
    ({"items": [{"sku": "ROLL", "quantity": "1e999999"}]}, "bad_quantity", {}),
    ({"items": [{"sku": "ROLL", "quantity": 0.5}]}, "wrong_step", {"nearest": ["1"]}),
    ({"items": [{"sku": "ROLL", "quantity": 1, "unit": "kg"}]}, "wrong_unit", {"given": "kg"}),
    ({"items": [{"sku": "ROLL", "quantity": 21}]}, "out_of_stock", {"available": "20"}),
    ({"items": []}, "no_items", {}),
    ({"customer": {}}, "customer_missing", {}),
    ({"customer": {"phone": "12"}}, "bad_phone", {"given": "12"}),
    ({"customer": {"id": NOBODY}}, "unknown_customer", {}),
]


@pytest.mark.parametrize(("change", "code", "facts"), REFUSALS, ids=range(len(REFUSALS)))
def test_what_cannot_be_ordered_is_refused_with_the_facts_and_changes_nothing(post, roll, shop, change, code, facts):
    before = kept(shop)
    answer = post(wish(**change))
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert facts.items() <= answer.json()["facts"].items()
    assert len(answer.json()["message"]) > 15
    assert kept(shop) == before
    assert post(wish(**change)).content == answer.content


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"items": [{"quantity": 1}]}, "items"),
        ({"items": [{"sku": "ROLL"}]}, "items"),
        ({"items": [{"sku": "ROLL", "quantity": True}]}, "items"),
        ({"items": [{"sku": "ROLL", "product_id": NOBODY, "quantity": 1}]}, "items"),
        ({"customer": {"email": "dana"}}, "customer"),
        ({"customer": {"name": "x" * 161}}, "customer"),
        ({"customer": {"language": "xx"}}, "customer"),
        ({"total": "much"}, "total"),
        ({"address": "x" * 301}, "address"),
    ],
)
def test_what_is_no_order_is_refused_by_field_and_does_not_use_up_the_key(post, roll, shop, change, field):
    answer = post(wish(**change))
    assert (answer.status_code, answer.json()["code"], list(answer.json()["facts"])) == (400, "invalid", [field])
    assert post(wish()).status_code == 201


@pytest.mark.parametrize("name", ["", "x" * 256])
def test_without_a_key_of_its_own_nothing_is_ordered(post, roll, shop, name):
    before = kept(shop)
    answer = post(wish(), name=name)
    assert (answer.status_code, list(answer.json()["facts"])) == (400, ["Idempotency-Key"])
    assert kept(shop) == before


def test_the_same_again_gets_the_first_answer_byte_for_byte(post, roll, shop):
    first = post(wish())
    with tenant_scope(shop):
        Order.objects.update(status="confirmed")
    again = post({"items": wish()["items"], "customer": wish()["customer"]})
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (first.has_header("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (False, "true")
    with tenant_scope(shop):
        assert Order.objects.count() == 1


def test_the_same_key_for_something_else_is_refused(post, roll, shop):
    post(wish())
    before = rows_of(shop)
    answer = post(wish(notes="other"))
    assert (answer.status_code, answer.json()["code"]) == (409, "key_reused")
    assert rows_of(shop) == before


def test_another_shop_has_keys_of_its_own(post, roll, client, other_shop):
    post(wish())
    theirs = create_api_key(other_shop, name="theirs", actor="test")[1]
    headers = {"Authorization": f"Bearer {theirs}", "Idempotency-Key": "key-1"}
    answer = client.post(LIST, wish(), content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_product")


def test_an_answer_is_remembered_for_a_day_and_then_forgotten(post, roll, shop):
    post(wish())
    for hours, left in ((23, 1), (25, 0)):
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            forget_old(shop.pk)
        with scopes_disabled():
            assert ApiAnswer.objects.count() == left


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_time_with_one_key_make_one_order():
    shop = make_shop("racing")
    key = create_api_key(shop, name="racer", actor="test")[1]
    with tenant_scope(shop):
        ProductFactory(tenant=shop, sku="ROLL", price=Decimal("4.50"), stock=Decimal(20))

    def send(_number):
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "one"}
        answer = Client().post(LIST, wish(), content_type="application/json", headers=headers)
        connection.close()
        return answer.status_code, answer.content

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(send, range(4)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    with tenant_scope(shop):
        assert (Order.objects.count(), Customer.objects.count()) == (1, 1)


@pytest.fixture
def dana(shop):
    user = UserFactory(username="dana")
    add_member(shop, user=user, role=Role.AGENT, actor="test")
    return user


@pytest.fixture
def browser(dana):
    """Somebody of the shop, whose browser has to prove each form like any other."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana)
    client.cookies["csrftoken"] = "a" * 32
    return client


def test_staff_order_with_their_login_and_the_csrf_token(browser, roll):
    headers = {"X-Shop": "valdman", "Idempotency-Key": "1", "X-CSRFToken": "a" * 32}
    answer = browser.post(LIST, wish(), content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["source"]) == (201, "staff")
    assert (answer.json()["events"][0]["actor"], answer.json()["events"][0]["actor_name"]) == ("staff", "dana")
    assert len(browser.get(f"{LIST}?shop=valdman").json()["results"]) == 1


def test_a_login_without_the_csrf_token_changes_nothing(browser, roll, shop):
    before = rows_of(shop)
    headers = {"X-Shop": "valdman", "Idempotency-Key": "1"}
    answer = browser.post(LIST, wish(), content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert rows_of(shop) == before


def test_a_login_names_its_shop_and_has_no_other(browser, other_shop):
    assert (browser.get(LIST).status_code, browser.get(LIST).json()["code"]) == (400, "shop_missing")
    for slug in ("charlie", "nobody"):
        answer = browser.get(LIST, headers={"X-Shop": slug})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_wrong_key_is_not_helped_by_a_login(browser):
    answer = browser.get(LIST, headers={"Authorization": "Bearer sk_1_2", "X-Shop": "valdman"})
    assert answer.status_code == 401


def test_the_summary_is_the_shops_own(client, key, post, roll, shop, other_shop):
    post(wish())
    headers = {"Authorization": f"Bearer {key}"}
    shown = client.get(f"{LIST}stats/summary?from=2020-01-01", headers=headers).json()
    assert (shown["orders"], shown["by_status"]["pending"], shown["by_source"]) == (1, 1, {"api": 1})
    assert shown["turnover"] == [{"currency": "ILS", "orders": 1, "revenue": "9.00", "average": "9.00"}]
    assert client.get(f"{LIST}stats/summary?to=2020-01-01", headers=headers).json()["turnover"] == []
    assert client.get(f"{LIST}stats/summary?from=x", headers=headers).json()["facts"].keys() == {"from"}
    wrong_way_round = client.get(f"{LIST}stats/summary?from=2026-11-02&to=2026-11-01", headers=headers)
    assert (wrong_way_round.status_code, list(wrong_way_round.json()["facts"])) == (400, ["to"])
    theirs = create_api_key(other_shop, name="theirs", actor="test")[1]
    assert client.get(f"{LIST}stats/summary", headers={"Authorization": f"Bearer {theirs}"}).json()["orders"] == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("status=pending,confirmed", 1), ("status=pending&status=cancelled", 1), ("status=shipped", 0),
        ("source=api", 1),
        ("product=ROLL", 1), ("product=roll", 0), ("total_min=9&total_max=9", 1), ("total_min=9.01", 0),
        ("created_from=2020-01-01&created_to=9998-12-31", 1), ("created_to=2020-01-01T00:00:00Z", 0), ("q=dana", 1),
        (f"customer={NOBODY}", 0),
    ],
)  # fmt: skip
def test_the_list_is_filtered(client, key, post, roll, query, count):
    post(wish())
    page = client.get(f"{LIST}?{query}", headers={"Authorization": f"Bearer {key}"}).json()
    assert len(page["results"]) == count


@pytest.mark.parametrize(
    "query",
    [
        "created_from=soon", "created_to=2026-11-25T10:00:00", "created_to=9999-12-31", "created_from=0001-01-01",
        "created_from=0001-01-01T00:00:00%2B14:00", "created_to=9999-12-31T23:59:59-12:00", "total_min=x", "customer=1",
    ],
)  # fmt: skip
def test_a_filter_that_means_nothing_is_named(client, key, query):
    answer = client.get(f"{LIST}?{query}", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, list(answer.json()["facts"])) == (400, [query.split("=")[0]])
