"""What a browser extension hands in: the wire contract, the money, the people, and everything that is wrong."""

import hashlib
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection

from catalog.exports import export_products
from catalog.models import Product, Store
from catalog.searching.search import search
from catalog.selectors import list_products
from catalog.tests.factories import ProductFactory
from conversations.models import Customer
from conversations.tests.factories import CustomerFactory
from orders.customers.people import Person
from orders.extension import api
from orders.intake.outside import OutsideLine, OutsideOrder
from orders.intake.places import place_of_store, save_site
from orders.intake.services import names_of, take_in
from orders.items import Changes, Item
from orders.models import Order, OrderLink
from orders.services import By, change_order
from orders.tests.factories import STAFF
from tenants.models import KeyScope, Role
from tenants.scoping import scopes_disabled, tenant_scope
from tenants.services import add_member, create_api_key
from tenants.testing import make_shop, rows_of
from tenants.tests.factories import UserFactory

SUBMIT, CHECK = "/api/v1/orders/submit", "/api/v1/orders/submit/check"


@pytest.fixture
def key(shop):
    return create_api_key(shop, name="extension", actor="test", scope=KeyScope.SUBMIT)[1]


@pytest.fixture
def site(shop):
    with tenant_scope(shop):
        return save_site(shop, actor="test", values={"site_id": "web", "hosts": ["https://www.shop.example/x"]})


def body(**changes):
    item = {"name": "Candle", "sku": "", "quantity": "2", "unit_price": "", "subtotal": "25.00", "external_id": "7"}
    return {
        "site_id": "web", "source": "woocommerce", "order_key": "wc_order_abc", "external_id": "1001",
        "page_url": "https://shop.example/checkout/order-received/1001/", "currency": "ILS", "total": "29.90",
        "customer": {"name": "Dana Levi", "phone": "050-123-4567", "email": "dana@example.com", "language": "he-IL"},
        "address": "12 Herzl St,\nHaifa", "notes": "ring twice", "items": [item], **changes,
    }  # fmt: skip


@pytest.fixture
def send(client, key, site):
    def send(data=None, *, key=key, **headers):
        headers = {"Authorization": f"Bearer {key}", **headers}
        return client.post(SUBMIT, body() if data is None else data, content_type="application/json", headers=headers)

    return send


def item(**changes):
    return {**body()["items"][0], **changes}


def test_the_settings_are_tried_without_an_order(client, key, site):
    ask = {"Authorization": f"Bearer {key}", "X-Site-Id": "web"}
    answer = client.get(CHECK, headers=ask)
    assert (answer.status_code, answer.json()) == (200, {"shop": site.tenant.name, "site": "web", "currency": "ILS"})
    unknown = client.get(CHECK, headers={**ask, "X-Site-Id": "other"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_site")
    assert client.get(CHECK, headers={**ask, "Authorization": "Bearer sk_no_no"}).status_code == 401


def test_a_key_that_opens_everything_hands_in_orders_too(send, shop):
    assert send(key=create_api_key(shop, name="full", actor="test")[1]).status_code == 201


def test_somebody_who_is_logged_in_is_told_that_a_key_is_needed(client, site, shop):
    user = UserFactory()
    add_member(shop, user=user, role=Role.OWNER, actor="test")
    client.force_login(user)
    answers = [
        client.post(SUBMIT, body(), content_type="application/json", headers={"X-Shop": shop.slug}),
        client.get(CHECK, headers={"X-Shop": shop.slug, "X-Site-Id": "web"}),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "key_needed")] * 2
    with tenant_scope(shop):
        assert not Order.objects.exists()


def test_an_order_is_taken_over_with_what_the_site_charged(send, shop):
    answer = send(**{"Idempotency-Key": "wc_order_abc"})
    assert (answer.status_code, set(answer.json())) == (201, {"number", "status", "track_url"})
    with tenant_scope(shop):
        order = Order.objects.get()
        line, link = order.lines.get(), order.links.get()
        customer = order.customer
    assert (answer.json()["number"], answer.json()["status"]) == (order.number, "pending")
    assert order.tracking_key in answer.json()["track_url"]
    assert (line.name, line.quantity, line.unit_price, order.fees, order.total) == (
        "Candle", Decimal(2), Decimal("12.50"), Decimal("4.90"), Decimal("29.90")
    )  # fmt: skip
    assert (order.source, order.sold_elsewhere, order.address) == ("extension", True, "12 Herzl St, Haifa")
    assert (customer.phone, customer.email, customer.language) == ("+972501234567", "dana@example.com", "he")
    assert (link.order_key, link.external_number, link.sources) == ("wc_order_abc", "1001", ["extension"])


def test_the_history_names_what_the_site_charged_beside_the_items(send, shop):
    send(body(total="20.00"))
    with tenant_scope(shop):
        order = Order.objects.get()
        assert (order.discount, order.fees) == (Decimal("5.00"), 0)
        told = order.events.get(kind="charged")
    assert (told.data["charge"], told.data["amount"], "5" in told.note) == ("discount", "5.00", True)


def test_the_same_order_again_is_answered_alike_and_made_once(send, shop):
    first = send()
    again = send(body(total="1.00", items=[item(name="Other")]))
    assert (again.status_code, again.json()) == (200, first.json())
    with tenant_scope(shop):
        assert Order.objects.count() == 1


def test_two_tabs_at_the_same_moment_make_one_order(site, shop, transactional_db):
    """The constraint of the links decides; whoever is second gets the first one's order."""
    start, found = Barrier(2), []

    def bring(source, names):
        outside = OutsideOrder(
            source=source, place=place, names=names, lines=[OutsideLine("Candle", Decimal(1), Decimal(10))],
            currency="ILS", total=Decimal(10), person=Person("Dana Levi"),
        )  # fmt: skip
        start.wait()
        with tenant_scope(shop):
            found.append(take_in(shop, outside, by=By("store")))
        connection.close()

    place = "woocommerce:x"
    threads = [
        Thread(target=bring, args=("store", names_of("5", "1005", "wc_order_k"))),
        Thread(target=bring, args=("extension", names_of("", "1005", "wc_order_k"))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with tenant_scope(shop):
        link = OrderLink.objects.get()
        assert (Order.objects.count(), Customer.objects.count()) == (1, 1)
    assert sorted(is_new for _link, is_new in found) == [False, True]
    assert (link.external_id, link.order_key, set(link.sources)) == ("5", "wc_order_k", {"store", "extension"})


def test_an_unknown_product_is_known_from_orders_only(send, shop):
    send()
    send(body(order_key="wc_order_b", total="25.00"))
    with tenant_scope(shop):
        candle = Product.objects.get()
        assert (candle.is_outside, candle.is_available, candle.price) == (True, False, Decimal("12.50"))
        assert (list_products(), search("candle", only_available=False)) == ([], [])
        assert b"Candle" not in export_products("csv")
        order = Order.objects.earliest("pk")
        changed = change_order(order, changes=Changes(set=[Item(candle, 3)]), by=STAFF)
    assert changed.total == Decimal("42.40")


def test_products_of_the_shop_are_known_by_number_and_by_exact_name(send, shop):
    with tenant_scope(shop):
        mug = ProductFactory(tenant=shop, sku="M-1", stock=3)
        bowl = ProductFactory(tenant=shop, name="Bowl")
    items = [item(sku="M-1", subtotal=""), item(name="Bowl", quantity=1, subtotal="7.00")]
    assert send(body(items=items, total="27.00")).status_code == 201
    with tenant_scope(shop):
        lines = {line.product_id: (line.quantity, line.unit_price) for line in Order.objects.get().lines.all()}
        mug.refresh_from_db()
    assert lines == {mug.pk: (Decimal(2), Decimal(10)), bowl.pk: (Decimal(1), Decimal(7))}
    assert mug.stock == 3


def test_the_same_thing_at_two_prices_stays_two_lines(send, shop):
    send(body(items=[item(), item(subtotal="30.00")], total="55.00"))
    with tenant_scope(shop):
        order = Order.objects.get()
        assert sorted(line.unit_price for line in order.lines.all()) == [Decimal("12.50"), Decimal("15.00")]
    assert (order.total, order.fees, order.discount) == (Decimal("55.00"), 0, 0)


def test_a_known_customer_keeps_their_contact(send, shop):
    with tenant_scope(shop):
        known = CustomerFactory(tenant=shop, phone="+972501234567", email="", name="")
    send()
    with tenant_scope(shop):
        order = Order.objects.get()
        assert (order.customer, order.customer.email, order.customer.name) == (known, "", "Dana Levi")
        assert order.links.get().contact["email"] == "dana@example.com"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"total": "12,50"}, "total"), ({"total": ""}, "total"), ({"total": "NaN"}, "total"),
        ({"total": "-1"}, "total"),
        ({"total": "1e400"}, "total"), ({"total": [1]}, "total"), ({"total": True}, "total"),
        ({"items": []}, "items"), ({"items": {}}, "items"), ({"items": "x"}, "items"),
        ({"items": [item(quantity="0")]}, "items"), ({"items": [item(quantity="ten")]}, "items"),
        ({"items": [item(name="")]}, "items"), ({"items": [item()] * 201}, "items"), ({"items": [7]}, "items"),
        ({"source": "ebay"}, "source"), ({"order_key": ""}, "order_key"), ({"order_key": "x" * 301}, "order_key"),
        ({"customer": "Dana"}, "customer"), ({"customer": {"name": {}}}, "customer"), ({"notes": "a\x00b"}, "notes"),
        ({"page_url": None}, "page_url"), ({"currency": "EURO"}, "currency"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_and_changes_nothing(send, shop, changes, field):
    before = rows_of(shop)
    answer = send(body(**changes))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert list(answer.json()["facts"]) == [field]
    after = rows_of(shop)
    assert {name: rows for name, rows in after.items() if name != "tenants.ApiKey"} == {
        name: rows for name, rows in before.items() if name != "tenants.ApiKey"
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "EUR"}, "wrong_currency"),
        ({"page_url": "https://evil.example/shop.example"}, "wrong_page"),
        ({"page_url": "https://notshop.example/"}, "wrong_page"),
        ({"page_url": "javascript:alert(1)"}, "wrong_page"),
        ({"source": "facebook"}, "wrong_page"),
        ({"items": [item(subtotal="")]}, "price_missing"),
    ],
)
def test_what_is_refused_for_good_says_why(send, shop, changes, code):
    answer = send(body(**changes))
    assert (answer.status_code, answer.json()["code"], bool(answer.json()["message"])) == (409, code, True)
    with tenant_scope(shop):
        assert (Order.objects.count(), Product.objects.count(), Customer.objects.count()) == (0, 0, 0)


def test_a_receipt_of_facebook_comes_from_facebook(send, shop, site):
    receipt = {"source": "facebook", "order_key": "fb_9", "page_url": "https://www.facebook.com/marketplace/x"}
    assert send(body(**receipt)).status_code == 201
    with tenant_scope(shop):
        save_site(shop, actor="test", site=site, values={"takes_facebook": False})
    assert send(body(**receipt | {"order_key": "fb_10"})).json()["code"] == "wrong_page"


def test_half_a_character_and_an_empty_currency_do_no_harm(send, shop):
    data = body(currency="", notes="\ud83d", order_key="k" * 150)
    assert send(data, **{"Idempotency-Key": hashlib.sha256(b"k" * 150).hexdigest()}).status_code == 201
    assert send(data).status_code == 200
    assert send(body(), **{"Idempotency-Key": "another"}).status_code == 422
    with tenant_scope(shop):
        assert len(OrderLink.objects.get().order_key) == 64


def test_three_megabytes_are_refused_unread(send, shop):
    answer = send(body(notes="x" * 3_000_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_is_no_order_is_refused(client, key, site):
    for raw, status in [("{", 400), ("[]", 422), ("null", 422), ('"x"', 422)]:
        answer = client.post(SUBMIT, raw, content_type="application/json", headers={"Authorization": f"Bearer {key}"})
        assert (answer.status_code, set(answer.json())) == (status, {"code", "message", "facts"}), raw


def test_too_many_at_once_wait(send, monkeypatch):
    monkeypatch.setattr(api, "PER_MINUTE", 1)
    assert [send().status_code, send().status_code] == [201, 429]


def test_a_site_that_is_switched_off_and_one_that_is_not_there_are_settings(send, shop, site):
    assert send(body(site_id="nowhere")).status_code == 404
    with tenant_scope(shop):
        save_site(shop, actor="test", site=site, values={"is_enabled": False})
    assert (send().status_code, send().json()["code"]) == (403, "site_disabled")


def test_another_shops_key_opens_nothing_of_ours(send, shop, other_shop):
    theirs = create_api_key(other_shop, name="theirs", actor="test")[1]
    before = rows_of(shop)
    assert send(key=theirs).status_code == 404
    with tenant_scope(other_shop):
        save_site(other_shop, actor="test", values={"site_id": "web", "hosts": ["shop.example"]})
    assert send(body(currency=""), key=theirs).status_code == 201
    assert rows_of(shop) == before
    with scopes_disabled():
        assert {order.tenant_id for order in Order.objects.all()} == {other_shop.pk}


def test_a_site_is_found_to_be_the_front_of_its_store(shop):
    with tenant_scope(shop):
        store = Store.objects.create(tenant=shop, name="Corner", url="https://www.shop.example")
        first = save_site(shop, actor="test", values={"hosts": ["shop.example"]})
        second = save_site(shop, actor="test", values={"hosts": ["other.example"]})
    assert (first.store, first.site_id) == (store, shop.slug)
    assert (second.store, second.site_id) == (None, "other.example")
    assert place_of_store(store).startswith("woocommerce:")


def test_site_ids_of_two_shops_may_be_alike(shop):
    third = make_shop("third")
    for tenant in (shop, third):
        with tenant_scope(tenant):
            assert save_site(tenant, actor="test", values={"site_id": "web", "hosts": ["a.example"]}).pk
