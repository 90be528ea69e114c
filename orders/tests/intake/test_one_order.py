"""One order that the extension sees first, the store tells about next, and that is told back once."""

from decimal import Decimal

import pytest

from catalog.models import Store
from orders.intake.places import adopt_sites, place_of_site, place_of_store, save_site
from orders.models import Order, OrderLink, OriginPush
from orders.services import move_order
from orders.states import Status
from orders.tests.factories import AGENT
from orders.tests.stores.shop_deliveries import mug, push, tell
from tenants.models import KeyScope
from tenants.scoping import tenant_scope
from tenants.services import create_api_key
from tenants.testing import rows_of

SUBMIT, HOST = "/api/v1/orders/submit", "127.0.0.1"


@pytest.fixture
def hand_in(client, shop):
    """What the extension sends of order 1, an order of two mugs."""
    key = create_api_key(shop, name="extension", actor="test", scope=KeyScope.SUBMIT)[1]

    def send(host=HOST):
        seen = {
            "site_id": "web", "source": "woocommerce", "order_key": "wc_order_1", "external_id": "1",
            "page_url": f"http://{host}/checkout/order-received/1/", "currency": "ILS", "total": "20.00",
            "customer": {"name": "Dana Levi", "phone": "050-123-4567"}, "address": "12 Herzl St, Haifa", "notes": "",
            "items": [{"name": "Mug", "sku": "W-7", "quantity": "2", "unit_price": "10.00", "subtotal": "20.00",
                       "external_id": "7"}],
        }  # fmt: skip
        return client.post(SUBMIT, seen, content_type="application/json", headers={"Authorization": f"Bearer {key}"})

    return send


def test_extension_then_webhook_then_the_news_back_is_one_order_told_once(client, woo, store, shop, hand_in):
    save_site(shop, actor="test", values={"site_id": "web", "hosts": [HOST]})
    assert hand_in().status_code == 201
    order = Order.objects.get()

    woo.place(woo.order(1, mug(woo)))
    assert tell(client, store, topic="order.created") == "processed"
    link = OrderLink.objects.get()
    assert (Order.objects.count(), link.order) == (1, order)
    assert (link.external_id, sorted(link.sources), link.store) == ("1", ["extension", "store"], store)
    assert woo.puts(1) == []

    move_order(order, to=Status.CONFIRMED, by=AGENT)
    assert push(order) is None
    assert [row["status"] for row in woo.puts(1)] == ["processing"]
    assert len(woo.notes[1]) == 1

    # Once more from every side: the store's echo, the browser's second tab, and the push itself.
    assert tell(client, store) == "processed"
    assert (hand_in().status_code, push(order)) == (200, None)
    order.refresh_from_db()
    assert (len(woo.puts(1)), len(woo.notes[1]), OriginPush.objects.count()) == (1, 1, 1)
    assert (Order.objects.count(), order.status, order.total) == (1, "confirmed", Decimal("20.00"))


@pytest.mark.parametrize("url", ["https://shop.example", "https://www.shop.example/de"])
def test_a_site_that_was_there_before_its_store_becomes_the_stores_front(shop, hand_in, url):
    with tenant_scope(shop):
        site = save_site(shop, actor="test", values={"site_id": "web", "hosts": ["shop.example", "m.example"]})
        other = save_site(shop, actor="test", values={"site_id": "other", "hosts": ["other.example"]})
        assert hand_in("shop.example").status_code == 201
        link = OrderLink.objects.get()
        assert link.place == place_of_site(site, "woocommerce")
        store = Store.objects.create(tenant=shop, name="Corner", url=url)
        adopt_sites(store)
        for row in (site, other, link):
            row.refresh_from_db()
        assert (site.store, other.store, link.place) == (store, None, place_of_store(store))
        # The order is known under its store now, and still once.
        assert (hand_in("shop.example").status_code, Order.objects.count()) == (200, 1)


def test_a_name_that_the_store_has_already_stays_with_the_store(shop, hand_in):
    with tenant_scope(shop):
        site = save_site(shop, actor="test", values={"site_id": "web", "hosts": ["shop.example"]})
        hand_in("shop.example")
        old = OrderLink.objects.get()
        store = Store.objects.create(tenant=shop, name="Corner", url="https://shop.example")
        OrderLink.objects.create(
            tenant=shop, order=old.order, place=place_of_store(store), store=store, order_key=old.order_key
        )
        adopt_sites(store)
        old.refresh_from_db()
        site.refresh_from_db()
        assert (site.store, old.place) == (store, f"woocommerce:{site.public_id}")


def test_a_store_adopts_nobody_elses_site(shop, other_shop):
    with tenant_scope(other_shop):
        save_site(other_shop, actor="test", values={"site_id": "web", "hosts": ["shop.example"]})
    before = rows_of(other_shop)
    with tenant_scope(shop):
        adopt_sites(Store.objects.create(tenant=shop, name="Corner", url="https://shop.example"))
    assert rows_of(other_shop) == before
