"""Products are added and changed by managers; what a store or a sale says meanwhile is not overwritten."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Product, Store, StoreItem
from catalog.tests.factories import ProductFactory
from tenants.models import AuditEvent, Role
from tenants.scoping import tenant_scope
from tenants.testing import rows_of
from tenants.tests.factories import MembershipFactory, UserFactory

LIST = "/panel/valdman/products/"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def product(client, shop):
    shop.languages = ["en", "he"]
    shop.save()
    with tenant_scope(shop):
        client.force_login(MembershipFactory(tenant=shop, user=UserFactory(username="dana"), role=Role.MANAGER).user)
        yield ProductFactory(tenant=shop, name="Mug <b>", sku="M-1", price=Decimal(12), stock=Decimal(3))


def form_of(client, address):
    """What a browser would send back from the page."""
    form = client.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if not form.fields[name].disabled}
    return {name: str(value) for name, value in sent.items() if value not in (None, False)} | {
        name: "on" for name, value in sent.items() if value is True
    }


def test_a_product_is_added_in_several_languages(client, product):
    sent = form_of(client, f"{LIST}new") | {
        "name": "Cup", "price": "7.50", "stock": "", "unit": "piece", "step": "1",
        "barcodes": "4006381333931, 12345678", "details": "colour: red\nsize: XL", "name-he": "ספל",
        "is_available": "on",
    }  # fmt: skip
    answer = client.post(f"{LIST}new", sent)
    made = Product.objects.get(name="Cup")
    assert answer.url == f"{LIST}{made.public_id}/"
    assert (made.eans, made.attributes) == (["4006381333931", "12345678"], {"colour": "red", "size": "XL"})
    assert (made.price, made.stock, made.translations) == (Decimal("7.50"), None, {"he": {"name": "ספל"}})


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"price": "-1"}, {"price": "x"}, {"sku": "M-1"}, {"barcodes": "12"}, {"details": "red"},
     {"step": "0"}, {"stock": "-1"}, {"image_url": "javascript:alert(1)"}],
)  # fmt: skip
def test_what_is_wrong_is_told_and_nothing_is_added(client, product, wrong):
    sent = form_of(client, f"{LIST}new") | {"name": "Cup", "price": "7"} | wrong
    answer = client.post(f"{LIST}new", sent)
    assert answer.status_code == 422
    assert 'class="errors"' in answer.content.decode()
    assert Product.objects.count() == 1


def test_a_description_does_not_undo_a_sale_that_came_between(client, product):
    address = f"{LIST}{product.public_id}/"
    sent = form_of(client, address)
    Product.objects.update(stock=Decimal(1))
    assert client.post(address, sent | {"description": "Blue"}).status_code == 302
    product.refresh_from_db()
    assert (product.description, product.stock) == ("Blue", Decimal(1))
    refused = client.post(address, sent | {"stock": "9", "description": "Red"})
    assert refused.status_code == 422
    assert "have changed meanwhile" in refused.content.decode()
    product.refresh_from_db()
    assert (product.description, product.stock) == ("Blue", Decimal(1))
    told = AuditEvent.objects.filter(action="product changed").get()
    assert (told.actor, told.data["changes"]) == ("dana", {"description": ["", "Blue"]})


def test_price_and_stock_are_changed_in_the_list(client, product):
    address = f"{LIST}{product.public_id}/quick"
    sent = {"price": "13.50", "stock": "", "seen_price": "12.00", "seen_stock": "3.000"}
    row = client.post(address, sent, **HTMX)
    assert (row.status_code, row.content.decode().strip()[:3]) == (200, "<tr")
    assert "₪13.50" in row.content.decode()
    product.refresh_from_db()
    assert (product.price, product.stock) == (Decimal("13.50"), None)
    assert client.post(address, sent | {"price": "1"}, **HTMX).status_code == 422
    assert client.post(address, sent | {"price": "cheap"}, **HTMX).status_code == 422
    assert client.post(address, sent | {"price": ""}).status_code == 302
    product.refresh_from_db()
    assert (product.price, product.stock) == (Decimal("13.50"), None)


def test_what_a_store_says_stays_the_stores(client, product, shop):
    store = Store.objects.create(tenant=shop, name="Corner", url="https://shop.example")
    StoreItem.objects.create(tenant=shop, store=store, product=product, external_id=7, read_at=timezone.now())
    address = f"{LIST}{product.public_id}/"
    page = client.get(address).content.decode()
    assert "comes from Corner" in page
    assert re.search(r'name="price"[^>]*disabled', page)
    client.post(address, form_of(client, address) | {"name": "Mine", "price": "1", "name-he": "ספל"})
    product.refresh_from_db()
    assert (product.name, product.price, product.translations) == ("Mug <b>", Decimal(12), {"he": {"name": "ספל"}})
    quick = {"price": "1", "stock": "3", "seen_price": "12", "seen_stock": "3"}
    assert client.post(f"{address}quick", quick, **HTMX).status_code == 422
    assert "/quick" not in client.get(LIST).content.decode()


@pytest.mark.parametrize(("only", "shown"), [("out", ["Gone"]), ("low", ["Mug &lt;b&gt;"]), ("off", ["Old"])])
def test_the_list_shows_what_is_scarce_or_off_alone(client, product, shop, only, shown, django_assert_max_num_queries):
    ProductFactory(tenant=shop, name="Gone", stock=Decimal(0))
    ProductFactory(tenant=shop, name="Old", is_available=False)
    ProductFactory(tenant=shop, name="Plenty", stock=Decimal(50))
    for query in ({"only": only}, {"only": only, "q": shown[0].partition(" ")[0]}):
        with django_assert_max_num_queries(12):
            rows = client.get(LIST, query).content.decode().partition('id="rows"')[2]
        assert [name for name in ("Gone", "Mug &lt;b&gt;", "Old", "Plenty") if f"<bdi>{name}</bdi>" in rows] == shown


def test_who_answers_chats_and_other_shops_change_nothing(client, product, shop, charlie):
    addresses = [f"{LIST}new", f"{LIST}{product.public_id}/", f"{LIST}{product.public_id}/quick", f"{LIST}import/"]
    before = rows_of(shop)
    client.force_login(MembershipFactory(tenant=shop, user=UserFactory(), role=Role.AGENT).user)
    assert [client.post(address, {"price": "1"}).status_code for address in addresses] == [403] * 4
    assert LIST + "new" not in client.get(LIST).content.decode()
    client.force_login(charlie)
    assert [client.post(address, {"price": "1"}).status_code for address in addresses] == [404] * 4
    after = rows_of(shop)
    after["tenants.Membership"] = before["tenants.Membership"]
    assert after == before
