from decimal import Decimal

import pytest

from catalog.models import Product
from catalog.searching.search import search
from catalog.searching.vectors import embed_pending
from catalog.services import save_products
from catalog.tests.factories import ProductFactory
from tenants.scoping import tenant_scope
from tenants.testing import make_shop

# More than a search looks at twice: a filter that came after the ranking would find nothing among these.
CROWD = 130


@pytest.fixture(scope="module")
def made_lamp(module_rows):
    """The one lamp that passes every filter, and a crowd of better hits that pass none."""
    shop = make_shop("lamps")
    with tenant_scope(shop):
        crowd = (
            Product(
                tenant=shop, name="Lamp", sku=f"L-{number}", price=Decimal(500), stock=Decimal(0), brand="Luxo",
                category="Offices", attributes={"Colour": "white"},
            ) for number in range(CROWD)
        )  # fmt: skip
        save_products(shop, list(crowd))
        return ProductFactory(
            tenant=shop, name="A lamp for reading in bed, on trains and in other dark and narrow places", brand="Ikea",
            price=Decimal("49.90"), stock=Decimal(3), category="Bedrooms", sku="WANTED",
            attributes={"Colour": "Black", "dimensions__wxdxh_": "1 x 2", "bulbs": 2, "dimmable": True},
        )  # fmt: skip


@pytest.fixture
def lamp(db, made_lamp):
    """In its shop's scope."""
    with tenant_scope(made_lamp.tenant):
        yield made_lamp


@pytest.mark.parametrize(
    "filters",
    [
        {"price_max": Decimal("49.90")}, {"price_min": Decimal(10), "price_max": Decimal(50)}, {"in_stock": True},
        {"brand": "ikea"}, {"brand": " IKEA "}, {"category": "bedrooms"}, {"attributes": {"Colour": "black"}},
        {"attributes": {"Colour": "black", "dimensions__wxdxh_": "1 x 2"}}, {"attributes": {"bulbs": "2"}},
        {"attributes": {"dimmable": "true"}},
    ],
)  # fmt: skip
def test_a_filter_never_hides_a_hit_that_exists(lamp, filters):
    assert [hit.product for hit in search("lamp", limit=3, **filters)] == [lamp]


@pytest.mark.parametrize(
    "filters",
    [
        {"price_max": Decimal("49.89")}, {"price_min": Decimal("500.01")}, {"brand": "Artemide"},
        {"brand": "Ikea", "price_min": Decimal(50)}, {"category": "Kitchens"}, {"attributes": {"Colour": "red"}},
        {"attributes": {"colour') OR 1=1 --": "black"}}, {"attributes": {"Colour": "%"}},
    ],
)  # fmt: skip
def test_what_a_filter_refuses_is_not_found(lamp, filters):
    assert search("lamp", **filters) == []


def test_filters_hold_for_article_numbers_too(lamp):
    assert search("WANTED", brand="Luxo") == []
    assert [hit.product for hit in search("WANTED", brand="Ikea")] == [lamp]


def test_filters_hold_inside_the_search_by_meaning(lamp, settings):
    settings.EMBEDDING_PROVIDER = "hashing"
    embed_pending()
    assert {hit.product.brand for hit in search("lampp lampe", limit=3, brand="Ikea")} <= {"Ikea"}


def test_where_nobody_counts_there_is_always_stock(shop):
    with tenant_scope(shop):
        uncounted = ProductFactory(tenant=shop, name="Lamp", stock=None)
        assert [hit.product for hit in search("lamp", in_stock=True)] == [uncounted]


def test_the_price_of_today_counts(lamp):
    type(lamp).objects.filter(pk=lamp.pk).update(price=Decimal(10))
    assert [hit.product for hit in search("lamp", price_max=Decimal(10))] == [lamp]
