"""The products API: the same search as the agent's, pages, and nobody else's catalogue."""

from decimal import Decimal

import pytest

from catalog.models import Store, StoreItem
from catalog.tests.factories import ProductFactory
from tenants.scoping import tenant_scope
from tenants.services import create_api_key
from tenants.testing import rows_of

LIST = "/api/v1/products/"


@pytest.fixture
def call(client, shop):
    """Ask the API with the shop's own key."""
    key = create_api_key(shop, name="website", actor="test")[1]
    return lambda path, **query: client.get(path, query, headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def shelf(shop):
    with tenant_scope(shop):
        return {
            "mug": ProductFactory(tenant=shop, name="Red mug", sku="M-1", brand="Oak", price=Decimal(12), stock=3,
                                  category="Kitchen", attributes={"colour": "red"}),
            "cup": ProductFactory(tenant=shop, name="Blue mug", sku="M-2", price=Decimal(20), stock=0,
                                  category="Kitchen", attributes={"colour": "blue"}),
            "old": ProductFactory(tenant=shop, name="Old mug", sku="M-3", price=Decimal(5), is_available=False),
        }  # fmt: skip


def names(answer):
    assert answer.status_code == 200, answer.json()
    return [row["name"] for row in answer.json()["results"]]


def test_a_search_finds_with_reasons_and_everything_a_program_needs(call, shelf):
    row = call(LIST, q="red mugs").json()["results"][0]
    assert (row["id"], row["price"], row["currency"], row["stock"], row["in_stock"], row["store"]) == (
        str(shelf["mug"].public_id), "12.00", "ILS", "3.000", True, None,
    )  # fmt: skip
    assert (row["matched"], row["why"]) == (["name"], "name: red, mugs")
    assert 0.5 < row["score"] <= 1
    assert call(LIST, q="m 2").json()["results"][0]["matched"] == ["sku"]


def test_why_is_in_the_callers_language(client, call, shelf):
    key = create_api_key(shelf["mug"].tenant, name="other", actor="test")[1]
    headers = {"Authorization": f"Bearer {key}", "Accept-Language": "fr"}
    assert client.get(LIST, {"q": "red mug"}, headers=headers).json()["results"][0]["why"] == "nom: red, mug"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Red mug", "Blue mug"]),
        ({"in_stock": "true"}, ["Red mug"]),
        ({"price_min": "15"}, ["Blue mug"]),
        ({"price_max": "12.00"}, ["Red mug"]),
        ({"brand": "oak"}, ["Red mug"]),
        ({"category": "kitchen"}, ["Red mug", "Blue mug"]),
        ({"attribute": "colour:blue"}, ["Blue mug"]),
        ({"attribute": ["colour:blue", "size:l"]}, []),
        ({"hidden": "true", "price_max": "5"}, ["Old mug"]),
    ],
)
def test_filters_work_with_words_and_without(call, shelf, query, found):
    assert sorted(names(call(LIST, q="mug", **query))) == sorted(found)
    assert sorted(names(call(LIST, **query))) == sorted(found)


def test_everything_is_listed_newest_first_page_by_page(call, shop):
    with tenant_scope(shop):
        expected = [ProductFactory(tenant=shop).name for _ in range(5)][::-1]
    seen, answer = [], call(LIST, limit=2)
    while True:
        seen += names(answer)
        if not answer.json()["next"]:
            break
        answer = call(answer.json()["next"])
    assert seen == expected


def test_a_page_takes_the_same_queries_however_many_products_it_has(call, shop, django_assert_max_num_queries):
    call(LIST)
    with tenant_scope(shop):
        for _ in range(6):
            ProductFactory(tenant=shop, name="mug")
    with django_assert_max_num_queries(4):
        assert len(call(LIST).json()["results"]) == 6
    with django_assert_max_num_queries(9):
        assert len(call(LIST, q="mug").json()["results"]) == 6


def test_a_product_of_a_store_says_which(call, shop, shelf):
    with tenant_scope(shop):
        store = Store.objects.create(tenant=shop, name="Corner", url="https://shop.example")
        StoreItem.objects.create(
            tenant=shop, store=store, product=shelf["mug"], external_id=1, read_at=shelf["mug"].created_at
        )
    assert call(f"{LIST}{shelf['mug'].public_id}").json()["store"] == "Corner"
    assert call(LIST, q="red mug").json()["results"][0]["store"] == "Corner"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"price_min": "cheap"}, "price_min"),
        ({"price_max": "-1"}, "price_max"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"after": "7"}, "after"),
        ({"q": "x" * 201}, "q"),
        ({"in_stock": "perhaps"}, "in_stock"),
        ({"attribute": "red"}, "attribute"),
        ({"attribute": [f"a{n}:b" for n in range(6)]}, "attribute"),
    ],
)
def test_a_wrong_filter_is_named(call, query, field):
    answer = call(LIST, **query)
    assert (answer.status_code, answer.json()["code"], list(answer.json()["facts"])) == (400, "invalid", [field])


def test_a_text_that_nobody_can_read_is_refused(call):
    answer = call(LIST, q="a\x00b")
    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable_text")


def test_nothing_leaves_the_process_that_should_not(call, shelf):
    text = call(f"{LIST}{shelf['mug'].public_id}").content.decode()
    assert f'"id":{shelf["mug"].pk}' not in text
    assert "search_text" not in text


def test_another_shops_products_do_not_exist_and_nothing_is_written(call, other_shop, shop):
    with tenant_scope(other_shop):
        theirs = ProductFactory(tenant=other_shop, name="Secret mug", sku="X-1")
    before = rows_of(shop), rows_of(other_shop)
    assert names(call(LIST)) == names(call(LIST, q="secret mug")) == names(call(LIST, q="X-1")) == []
    for path in (f"{LIST}{theirs.public_id}", f"{LIST}?after={theirs.public_id}"):
        assert call(path).status_code in {404, 409}
    assert call(f"{LIST}{theirs.public_id}").json()["code"] == "not_found"
    assert rows_of(other_shop) == before[1]


def test_without_a_key_nobody_gets_in(client, shelf):
    for path in (LIST, f"{LIST}?q=mug", f"{LIST}{shelf['mug'].public_id}"):
        assert client.get(path).status_code == 401
