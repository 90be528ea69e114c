"""The API's `external_id`: the same name is the same order, whoever brings it first."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count

import pytest
from django.db import connection
from django.test import Client

from catalog.models import Product
from catalog.tests.factories import ProductFactory
from orders.intake.places import save_site
from orders.models import LookAlike, Order, OrderLink
from orders.tests.stores.shop_deliveries import mug, tell
from tenants.scoping import tenant_scope
from tenants.services import create_api_key
from tenants.testing import make_shop, rows_of

LIST, SUBMIT = "/api/v1/orders/", "/api/v1/orders/submit"
HOST = "127.0.0.1"


@pytest.fixture
def key(shop):
    return create_api_key(shop, name="till", actor="test")[1]


@pytest.fixture
def roll(shop):
    with tenant_scope(shop):
        return ProductFactory(tenant=shop, name="Roll", sku="ROLL", price=Decimal("4.50"), stock=Decimal(20))


@pytest.fixture
def post(client, key):
    """A request of its own each time: the Idempotency-Key is another one."""
    names = count()

    def send(body, *, key=key):
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"request-{next(names)}"}
        return client.post(LIST, body, content_type="application/json", headers=headers)

    return send


def wish(**changes):
    return {"customer": {"name": "Dana"}, "items": [{"sku": "ROLL", "quantity": 2}], "external_id": "1042", **changes}


def mugs(**changes):
    return wish(**{"items": [{"sku": "W-7", "quantity": 2}], "external_id": "1", "site_id": "web", **changes})


def kept(shop):
    """Everything but the answers that the API remembers, and when its key was used."""
    return {name: rows for name, rows in rows_of(shop).items() if name not in {"orders.ApiAnswer", "tenants.ApiKey"}}


@pytest.fixture
def site(shop, store):
    """The front of the store, in whose scope the test runs."""
    return save_site(shop, actor="test", values={"site_id": "web", "hosts": [HOST]})


def test_the_same_id_again_is_answered_with_the_same_order(post, roll, shop):
    first, again = post(wish()), post(wish(customer={"name": "Other"}))
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())
    with tenant_scope(shop):
        roll.refresh_from_db()
        link = OrderLink.objects.get()
        assert (Order.objects.count(), roll.stock) == (1, Decimal(18))
    assert (link.external_id, link.place, link.sources) == ("1042", "program:", ["api"])


def test_ids_of_two_programs_are_two_orders(post, roll, shop):
    numbers = {post(wish(external_source=name)).json()["number"] for name in ("till-1", "till-2", "", "till-1")}
    assert len(numbers) == 3


def test_the_same_id_for_other_things_is_refused_with_both_sums_and_changes_nothing(post, roll, shop):
    number = post(wish()).json()["number"]
    before = kept(shop)
    answer = post(wish(items=[{"sku": "ROLL", "quantity": 3}]))
    assert (answer.status_code, answer.json()["code"]) == (409, "external_conflict")
    facts = answer.json()["facts"]
    assert (facts["number"], facts["external_id"], facts["given"], facts["computed"]) == (
        number, "1042", "13.50", "9.00"
    )  # fmt: skip
    assert number in answer.json()["message"]
    assert kept(shop) == before


def test_what_a_webhook_brought_before_is_linked_and_stays_as_it_is(client, post, woo, store, site, shop):
    woo.place(woo.order(1, mug(woo)))
    assert tell(client, store) == "processed"
    order = Order.objects.get()
    answer = post(mugs(customer={"name": "Somebody"}))
    assert (answer.status_code, answer.json()["number"]) == (200, order.number)
    link = OrderLink.objects.get()
    assert (link.order, sorted(link.sources)) == (order, ["api", "store"])
    assert Order.objects.get().version == order.version
    assert post(mugs(items=[{"sku": "W-8", "quantity": 9}])).json()["code"] == "external_conflict"


def test_what_the_api_brings_first_meets_the_webhook_and_takes_no_stock_twice(client, post, woo, store, site, shop):
    product = Product.objects.get(sku="W-7")
    stock = product.stock
    answer = post(mugs())
    assert answer.status_code == 201
    woo.place(woo.order(1, mug(woo)))
    assert tell(client, store) == "processed"
    order, link = Order.objects.get(), OrderLink.objects.get()
    product.refresh_from_db()
    assert (order.number, order.sold_elsewhere, product.stock) == (answer.json()["number"], True, stock)
    assert (link.order_key, link.store, link.site, sorted(link.sources)) == (
        "wc_order_1", store, site, ["api", "store"]
    )  # fmt: skip
    assert not LookAlike.objects.exists()


def test_the_key_of_the_order_is_what_the_extension_knows(client, post, store, site, shop, key):
    first = post(mugs(order_key="wc_order_1"))
    seen = {
        "site_id": "web", "source": "woocommerce", "order_key": "wc_order_1", "external_id": "1",
        "page_url": f"http://{HOST}/checkout/order-received/1/", "currency": "ILS", "total": "25.00",
        "customer": {"name": "Dana"}, "address": "", "notes": "",
        "items": [{"name": "Mug", "sku": "W-7", "quantity": "2", "unit_price": "", "subtotal": "20.00",
                   "external_id": "7"}],
    }  # fmt: skip
    answer = client.post(SUBMIT, seen, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
    assert (answer.status_code, answer.json()["number"]) == (200, first.json()["number"])
    assert sorted(OrderLink.objects.get().sources) == ["api", "extension"]


def test_a_site_of_nobody_or_of_another_shop_is_refused_and_changes_nothing(post, roll, shop, other_shop):
    with tenant_scope(other_shop):
        save_site(other_shop, actor="test", values={"site_id": "theirs", "hosts": ["theirs.example"]})
    before = kept(shop), rows_of(other_shop)
    for site_id in ("nobody", "theirs"):
        answer = post(wish(site_id=site_id))
        assert (answer.status_code, answer.json()["code"]) == (409, "unknown_site")
    assert (kept(shop), rows_of(other_shop)) == before


def test_another_shop_has_ids_of_its_own(post, roll, shop, other_shop):
    post(wish())
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop, sku="ROLL", price=Decimal("4.50"), stock=Decimal(20))
    before = rows_of(shop)
    assert post(wish(), key=create_api_key(other_shop, name="theirs", actor="test")[1]).status_code == 201
    assert rows_of(shop) == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"site_id": "web", "external_source": "till"}, "site_id"),
        ({"external_id": "", "site_id": "w"}, "external_id"),
        ({"order_key": "k"}, "site_id"), ({"external_source": "a b"}, "external_source"),
        ({"external_id": "x" * 101}, "external_id"), ({"external_id": {}}, "external_id"),
    ],
)  # fmt: skip
def test_names_that_say_too_little_or_too_much_are_named(post, roll, shop, changes, field):
    before = kept(shop)
    answer = post(wish(**changes))
    assert (answer.status_code, list(answer.json()["facts"])) == (400, [field])
    assert kept(shop) == before


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_the_same_time_with_one_id_make_one_order():
    shop = make_shop("racing")
    key = create_api_key(shop, name="racer", actor="test")[1]
    with tenant_scope(shop):
        roll = ProductFactory(tenant=shop, sku="ROLL", price=Decimal("4.50"), stock=Decimal(20))

    def send(number):
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"racing-{number}"}
        answer = Client().post(LIST, wish(), content_type="application/json", headers=headers)
        connection.close()
        return answer.status_code, answer.json()["number"]

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(send, range(4)))
    assert [status for status, _number in answers] == [200, 200, 200, 201]
    assert len({number for _status, number in answers}) == 1
    with tenant_scope(shop):
        roll.refresh_from_db()
        assert (Order.objects.count(), roll.stock) == (1, Decimal(18))
