from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import Posting, Product, Term
from catalog.searching.indexing import reindex
from catalog.searching.postings import EVERY
from catalog.searching.search import search
from catalog.selectors import lock_products
from catalog.services import return_stock, save_product, save_products, take_stock
from catalog.tests.factories import ProductFactory
from tenants.scoping import CrossTenantError, tenant_scope

WORDS = ["red", "green", "blue", "tea", "teas", "pot", "cup", "TN-1", "500", "gb"]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
# What happens to a small catalogue: (which product, what, its new texts).
CHANGES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["save", "save", "bulk", "delete"]), TEXT, TEXT), max_size=8
)


def stored():
    """The index as it is: every posting, and every count."""
    postings = Posting.objects.values_list("product_id", "term", "impact", "fields")
    return set(postings), dict(Term.objects.values_list("term", "products"))


def apply(shop, slots, slot, change, name, description):
    product = slots.get(slot)
    if change == "delete":
        if product:
            product.delete()
        slots.pop(slot, None)
    elif change == "bulk":
        product = product or Product(tenant=shop, price=1)
        product.name, product.description = name, description
        save_products(shop, [product])
        slots[slot] = product
    else:
        slots[slot] = save_product(shop, product=product, name=name, description=description, price=Decimal(1))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_an_index_grown_change_by_change_equals_one_made_anew(shop, changes):
    with tenant_scope(shop):
        Product.objects.all().delete()
        slots = {}
        for change in changes:
            apply(shop, slots, *change)
        grown = stored()
        Posting.objects.all().delete()
        assert stored() == (set(), {})
        reindex()
        assert stored() == grown
        assert grown[1].get(EVERY, 0) == len(slots)


def test_a_deleted_product_is_neither_found_nor_counted(shop):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, name="Bread")
        Product.objects.all().delete()
        assert stored() == (set(), {})
        assert search("bread") == []


def test_a_change_of_the_name_is_found_by_the_new_words_only(shop):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, name="Bread")
        save_product(shop, product=product, name="Cake")
        assert search("bread") == []
        assert [hit.product for hit in search("cake")] == [product]


def test_stock_and_price_rewrite_no_index(shop, django_assert_num_queries):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, name="Bread", stock=Decimal(5))
        before = set(Posting.objects.extra(select={"row": "xmin::text"}).values_list("term", "row"))
        take_stock(lock_products([product.pk])[product.pk], Decimal(1))
        return_stock(product.pk, Decimal(1))
        product.refresh_from_db()
        save_product(shop, product=product, price=Decimal(4))
        assert set(Posting.objects.extra(select={"row": "xmin::text"}).values_list("term", "row")) == before


def test_a_change_rewrites_only_the_terms_it_changes(shop):
    with tenant_scope(shop):
        product = ProductFactory(tenant=shop, name="Bread", description="Baked at night", brand="Ours")
        kept = dict(Posting.objects.filter(term="baked").extra(select={"row": "xmin::text"}).values_list("term", "row"))
        save_product(shop, product=product, brand="Theirs")
        again = Posting.objects.filter(term="baked").extra(select={"row": "xmin::text"}).values_list("term", "row")
        assert (dict(again), Posting.objects.filter(term="our").exists()) == (kept, False)


def test_counts_belong_to_their_shop(shop, other_shop):
    for tenant, names in ((shop, ["Bread", "Breads"]), (other_shop, ["Bread"])):
        with tenant_scope(tenant):
            for name in names:
                ProductFactory(tenant=tenant, name=name)
    with tenant_scope(shop):
        assert Term.objects.get(term="bread").products == 2
        Product.objects.all().delete()
    with tenant_scope(other_shop):
        assert Term.objects.get(term="bread").products == 1


@pytest.mark.parametrize("many", [1, 100])
def test_many_products_are_saved_in_as_many_statements_as_one(shop, django_assert_num_queries, many):
    rows = [Product(tenant=shop, name=f"Bread {number}", sku=f"B-{number}", price=1) for number in range(many)]
    with tenant_scope(shop):
        with django_assert_num_queries(8):
            assert save_products(shop, rows) == many
        for row in rows:
            row.name += " new"
        with django_assert_num_queries(10):
            assert save_products(shop, rows) == many
        assert len(search("bread new", limit=200)) == many


def test_one_wrong_product_saves_none(shop):
    rows = [Product(tenant=shop, name="Bread", price=1), Product(tenant=shop, name="Cake", price=-1)]
    with tenant_scope(shop):
        with pytest.raises(ValidationError):
            save_products(shop, rows)
        assert not Product.objects.exists()


def test_another_shops_product_is_not_saved_among_ours(shop, other_shop):
    with tenant_scope(shop), pytest.raises(CrossTenantError):
        save_products(shop, [Product(tenant=other_shop, name="Bread", price=1)])
    with tenant_scope(other_shop):
        assert not Product.objects.exists()


def test_the_index_is_made_anew_by_a_command(shop, capsys):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, name="Bread")
        before = stored()
        Posting.objects.all().delete()
    call_command("products_reindex", "valdman")
    with tenant_scope(shop):
        assert stored() == before
    assert capsys.readouterr().out == "valdman: 1 products indexed\n"
