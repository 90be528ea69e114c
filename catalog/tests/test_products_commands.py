from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from catalog.tests.factories import ProductFactory
from tenants.scoping import tenant_scope
from tenants.testing import rows_of


def run(*arguments, **options):
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def prices(shop, tmp_path):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, sku="A", name="Bread", price=Decimal(10))
    file = tmp_path / "prices.csv"
    file.write_text("sku;name;price\nA;Bread;1.250,50\nB;Cake;5,00\n")
    return file


def test_a_dry_run_shows_old_and_new_and_changes_nothing(shop, prices):
    before = rows_of(shop)
    out = run("products_import", str(prices), "--tenant", "valdman", "--dry-run")
    assert out.startswith("1 new, 1 changed, 0 off the shelf, 0 as before, 0 wrong lines\n")
    assert "price: ₪10.00 → ₪1,250.50" in out
    assert rows_of(shop) == before


def test_an_import_changes_what_the_dry_run_showed(shop, prices):
    run("products_import", str(prices), tenant="valdman")
    with tenant_scope(shop):
        assert list(Product.objects.order_by("sku").values_list("price", flat=True)) == [Decimal("1250.50"), 5]
    assert "0 changed, 0 off the shelf, 2 as before" in run("products_import", str(prices), tenant="valdman")


def test_a_wrong_line_is_named_with_what_to_do(shop, prices):
    prices.write_text("sku,price\nA,-5\n")
    before, out = rows_of(shop), StringIO()
    with pytest.raises(CommandError, match="Nothing was changed"):
        call_command("products_import", str(prices), tenant="valdman", stdout=out)
    assert "Line 2, price: -5\n    Less than nothing is not possible. Remove the minus." in out.getvalue()
    assert rows_of(shop) == before


def test_what_is_missing_is_hidden_when_asked_for(shop, prices):
    prices.write_text("sku,name,price\nB,Cake,5\n")
    assert "off the shelf: Bread [A]" in run("products_import", str(prices), tenant="valdman", missing="hide")
    with tenant_scope(shop):
        assert not Product.objects.get(sku="A").is_available


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_an_export_comes_back_without_a_change(shop, prices, tmp_path, name):
    file = tmp_path / name
    run("products_export", str(file), tenant="valdman")
    before = rows_of(shop)
    assert "1 as before" in run("products_import", str(file), tenant="valdman", missing="hide")
    assert rows_of(shop) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["products_import", "no.csv", "--tenant", "valdman"], "cannot be read"),
        (["products_import", "no.csv", "--tenant", "nowhere"], "There are: valdman"),
        (["products_export", "no.pdf", "--tenant", "valdman"], "must end in"),
        (["products_export", "/no/such/place.csv", "--tenant", "valdman"], "cannot be written"),
    ],
)
def test_what_cannot_work_is_said(shop, arguments, words):
    with pytest.raises(CommandError, match=words):
        run(*arguments)
