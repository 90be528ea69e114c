from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from catalog.models import Product
from catalog.selectors import lock_products
from catalog.services import return_stock, save_product, take_stock
from catalog.tests.factories import ProductFactory, WeighedProductFactory
from lib.errors import DomainError
from tenants.scoping import tenant_scope


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"name": ""}, "name"),
        ({"price": Decimal("-0.01")}, "price"),
        ({"step": Decimal(0)}, "step"),
        ({"unit": "hogshead"}, "unit"),
        ({"price": "cheap"}, "price"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_saved(shop, fields, wrong):
    with tenant_scope(shop):
        with pytest.raises(ValidationError) as refusal:
            save_product(shop, **{"name": "Bread", "price": Decimal(3)} | fields)
        assert wrong in refusal.value.message_dict
        assert not Product.objects.exists()


def test_an_article_number_is_used_once_in_a_shop_and_again_in_another(shop, other_shop):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, sku="A-1")
        with pytest.raises(ValidationError):
            ProductFactory(tenant=shop, sku="A-1")
        assert Product.objects.count() == 1
    with tenant_scope(other_shop):
        assert ProductFactory(tenant=other_shop, sku="A-1").pk


def test_a_change_is_found_by_its_new_words(shop):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, name="Bread")
        save_product(shop, product=product, translations={"fr": {"name": "Pain de mie"}})
        product.refresh_from_db()
    assert "pain de mie" in product.search_text


def test_another_shops_product_cannot_be_saved_as_ours(shop, other_shop):
    with tenant_scope(other_shop):
        theirs = ProductFactory(tenant=other_shop, name="Theirs")
    with tenant_scope(shop), pytest.raises(DomainError) as refusal:
        save_product(shop, product=theirs, name="Ours")
    assert refusal.value.code == "cross_tenant"
    with tenant_scope(other_shop):
        assert Product.objects.get().name == "Theirs"


def test_stock_is_taken_and_given_back(shop):
    with tenant_scope(shop):
        product = WeighedProductFactory(tenant=shop, stock=Decimal(5))
        take_stock(lock_products([product.pk])[product.pk], Decimal("1.5"))
        product.refresh_from_db()
        assert product.stock == Decimal("3.5")
        return_stock(product.pk, Decimal("0.5"))
        product.refresh_from_db()
        assert product.stock == Decimal(4)


def test_more_than_there_is_cannot_be_taken_and_the_refusal_says_what_is_left(shop):
    with tenant_scope(shop):
        product = WeighedProductFactory(tenant=shop, stock=Decimal("0.5"))
        with pytest.raises(DomainError) as refusal:
            take_stock(product, Decimal("0.6"))
        product.refresh_from_db()
    assert (refusal.value.code, refusal.value.facts["available"]) == ("out_of_stock", "0.5")
    assert product.stock == Decimal("0.5")


def test_where_nobody_counts_nothing_runs_out_and_nothing_comes_back(shop):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, stock=None)
        take_stock(product, Decimal(10_000))
        return_stock(product.pk, Decimal(1))
        product.refresh_from_db()
    assert product.stock is None
