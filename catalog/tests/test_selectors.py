import pytest

from catalog.models import Product
from catalog.selectors import get_product, list_products, lock_products
from catalog.tests.factories import ProductFactory
from lib.errors import DomainError
from tenants.scoping import tenant_scope
from tenants.testing import demo_shop


def test_products_are_listed_by_category_and_name_without_those_not_for_sale(shop):
    with tenant_scope(shop):
        for category, name in [("b", "two"), ("b", "one"), ("a", "three")]:
            ProductFactory(tenant=shop, category=category, name=name)
        ProductFactory(tenant=shop, category="a", name="gone", is_available=False)
        assert [row.name for row in list_products()] == ["three", "one", "two"]


@pytest.mark.parametrize("category", ["Delicatessen", "delicatessen ", "מעדנייה"])
def test_a_category_is_known_by_its_name_in_any_language(db, category):
    with demo_shop("valdman"):
        assert {row.sku for row in list_products(category=category)} == {
            "DELI-PASTRAMI",
            "DELI-GOOSE",
            "DELI-SALAMI",
        }


def test_a_list_of_products_is_one_query(db, django_assert_num_queries):
    with demo_shop("valdman"), django_assert_num_queries(1):
        assert list_products()


@pytest.mark.parametrize("public_id", ["", "7", "not-an-id", "6f1f4c2e-0000-4000-8000-000000000000"])
def test_an_id_that_is_not_ours_is_unknown(shop, public_id):
    with tenant_scope(shop), pytest.raises(DomainError) as refusal:
        get_product(public_id)
    assert refusal.value.code == "unknown_product"


def test_another_tenants_product_is_unknown(shop, other_shop):
    with tenant_scope(other_shop):
        theirs = ProductFactory(tenant=other_shop)
    with tenant_scope(shop):
        for look in (lambda: get_product(str(theirs.public_id)), lambda: lock_products([theirs.pk])):
            with pytest.raises(DomainError) as refusal:
                look()
            assert refusal.value.code == "unknown_product"


@pytest.mark.parametrize(
    ("name", "translations", "language", "shown"),
    [
        ("לחם", {"en": "Bread"}, "he", "לחם"), ("לחם", {"en": "Bread"}, "en", "Bread"), ("Pain", {}, "es", "Pain"),
        ("אנטריקוט", {"en": "Entrecote"}, "fr", "Entrecote"), ("אנטריקוט", {}, "fr", "אנטריקוט"),
        ("Entrecôte", {"en": "Rib steak"}, "es", "Entrecôte"), ("Entrecôte", {"en": "Rib steak"}, "he", "Entrecôte"),
        ("Entrecôte 250 g", {"he": "אנטריקוט"}, "he", "אנטריקוט"),
    ],
)  # fmt: skip
def test_a_name_is_the_readers_own_else_in_letters_that_they_read(name, translations, language, shown):
    product = Product(name=name, translations={code: {"name": text} for code, text in translations.items()})
    assert product.text("name", language) == shown
    bought = Product(name="Renamed since", translations=product.translations)
    assert bought.text("name", language, written=name) == shown
