"""The panel's page of products: what customers' words find, and why."""

from decimal import Decimal

import pytest
from django.urls import reverse

from catalog.tests.factories import ProductFactory, WeighedProductFactory
from tenants.models import Role
from tenants.scoping import tenant_scope
from tenants.tests.factories import MembershipFactory, UserFactory

PAGE = reverse("panel:products", args=["valdman"])


@pytest.fixture
def page(client, shop):
    with tenant_scope(shop):
        user = MembershipFactory(tenant=shop, user=UserFactory(), role=Role.AGENT).user
        ProductFactory(tenant=shop, name="Red mug <b>", sku="M-1", brand="Oak", price=Decimal(12), stock=3,
                       category="Kitchen", attributes={"colour": "red"})  # fmt: skip
        ProductFactory(tenant=shop, name="Blue mug", sku="M-2", price=Decimal(20), stock=0, category="Kitchen")
        ProductFactory(tenant=shop, name="Old mug", sku="M-3", is_available=False)
        WeighedProductFactory(tenant=shop, name="Pastrami", translations={"he": {"name": "פסטרמה"}})
    client.force_login(user)
    return lambda headers=None, **query: client.get(PAGE, query, headers=headers or {})


def test_what_customers_words_find_is_shown_with_why(page):
    text = page(q="red mugs").content.decode()
    assert "Red mug &lt;b&gt;" in text
    assert "name: red, mugs" in text
    assert "Pastrami" not in text.partition('id="rows"')[2]
    assert "Old mug" not in text


def test_everything_is_listed_with_price_and_stock(page):
    rows = page().content.decode().partition('id="rows"')[2]
    assert "₪12.00" in rows
    assert "sold out" in rows
    assert "/ kilogram" in rows
    assert "not counted" in rows
    assert "Found by" not in rows


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ({"in_stock": "on"}, "Red mug", "Blue mug"),
        ({"price_min": "15"}, "Blue mug", "Red mug"),
        ({"brand": "oak"}, "Red mug", "Blue mug"),
        ({"category": "Kitchen"}, "Red mug", "Pastrami"),
        ({"detail": "colour: RED"}, "Red mug", "Blue mug"),
        ({"hidden": "on", "q": "mug"}, "Old mug", "Pastrami"),
    ],
)
def test_limits_leave_out(page, query, there, gone):
    rows = page(**query).content.decode().partition('id="rows"')[2]
    assert there in rows
    assert gone not in rows


def test_a_text_that_nobody_can_read_is_refused(page):
    assert page(q="a\x00b").status_code == 400


@pytest.mark.parametrize("query", [{"price_min": "cheap"}, {"detail": "red"}, {"price_max": "-1"}])
def test_a_limit_that_is_none_is_told(page, query):
    answer = page(**query)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_search_in_place_answers_with_the_rows_alone(page):
    text = page({"HX-Request": "true"}, q="mug").content.decode()
    assert text.strip().startswith('<div class="stack" id="rows">')
    assert "<html" not in text


def test_names_are_in_the_readers_language(page):
    text = page({"Accept-Language": "he"}, q="pastrami").content.decode()
    assert "פסטרמה" in text


def test_nothing_found_says_so(page):
    assert "Nothing fits" in page(q="submarine").content.decode()


def test_pages_follow_each_other(page, shop):
    with tenant_scope(shop):
        for number in range(30):
            ProductFactory(tenant=shop, name=f"Cup {number}", category="Cups")
    first = page(category="Kitchen").content.decode()
    assert "after=" not in first
    text = page().content.decode()
    after = text.partition("after=")[2].partition('"')[0]
    rows = page(after=after).content.decode().partition('id="rows"')[2]
    assert "Red mug" in rows
    assert "Cup 29" not in rows
    assert page(after="7").status_code == 404


def test_another_shops_products_are_not_found(page, other_shop):
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop, name="Secret mug", sku="X-1")
    assert "Secret" not in page(q="X-1").content.decode().partition('id="rows"')[2]
    assert "Secret" not in page().content.decode()
