"""A price list meets a store: what the store says about its products stays the store's."""

from decimal import Decimal

import pytest

from catalog.imports.apply import Upload, run_import
from catalog.imports.wording import report_text
from catalog.models import Product, Store, StoreItem
from catalog.tests.factories import ProductFactory
from catalog.tests.stores.test_woocommerce_sync import read
from tenants.scoping import tenant_scope

LIST = "sku,name,price,name:he\nM-1,Mug,99,ספל\nO-1,Oil,9,\n"


def shelf():
    return {row.sku: (str(row.price), row.is_available, row.translations) for row in Product.objects.order_by("sku")}


@pytest.fixture
def inside(store, woo, shop):
    """A store with two products, and two that are only ours."""
    woo.put(woo.simple(1, "Mug", sku="M-1", price="10"), woo.simple(2, "Bowl", sku="B-1", price="20"))
    with tenant_scope(shop):
        read(store)
        ProductFactory(tenant=shop, sku="O-1", name="Oil", price=Decimal(8))
        ProductFactory(tenant=shop, sku="O-2", name="Salt", price=Decimal(2))
        yield store


def test_hiding_what_is_missing_and_new_prices_leave_products_of_a_store_alone(inside, shop):
    plan = run_import(shop, Upload("list.csv", LIST.encode(), hide_missing=True), actor="dana")
    assert shelf() == {
        "B-1": ("20.00", True, {}), "M-1": ("10.00", True, {"he": {"name": "ספל"}}), "O-1": ("9.00", True, {}),
        "O-2": ("2.00", False, {}),
    }  # fmt: skip
    assert [(change.sku, [field.field for field in change.fields]) for change in plan.left] == [("M-1", ["price"])]
    text = report_text(plan, currency="ILS")
    assert "1 left as its store has it" in text
    assert "₪10.00 → ₪99.00" in text.partition("They stay as the store has them")[2]


@pytest.mark.parametrize("how", ["switched off", "gone", "forgotten"])
def test_a_product_that_no_store_looks_after_is_ours(inside, shop, how):
    if how == "switched off":
        Store.objects.update(is_enabled=False)
    elif how == "gone":
        StoreItem.objects.update(gone_at=inside.created_at)
    else:
        inside.delete()
    plan = run_import(shop, Upload("list.csv", LIST.encode(), hide_missing=True), actor="dana")
    assert plan.left == []
    assert {sku: (price, is_on) for sku, (price, is_on, _texts) in shelf().items()} == {
        "B-1": ("20.00", False), "M-1": ("99.00", True), "O-1": ("9.00", True), "O-2": ("2.00", False),
    }  # fmt: skip


def test_a_list_that_says_what_the_store_says_changes_and_leaves_nothing(inside, shop):
    plan = run_import(shop, Upload("list.csv", b"sku,name,price\nM-1,Mug,10\n"), actor="dana")
    assert (plan.changes, plan.left, plan.unchanged) == ([], [], 1)
