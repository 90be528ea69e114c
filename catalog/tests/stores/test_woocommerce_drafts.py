"""What a store says becomes what we would write down. No database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.testing.fake_woocommerce import FakeWooCommerce
from catalog.woocommerce.drafts import Family, read_products

shop = FakeWooCommerce.simple
variation = FakeWooCommerce.variation
SAVED = "2026-11-20T10:00:00"


def simple(number=7, name="Mug", **fields):
    return {**shop(fields.pop("self", BARE), number, name, **fields), "date_modified_gmt": SAVED}


class Bare(FakeWooCommerce):
    """Only its rows: nothing listens."""

    def __init__(self):
        """No server."""


BARE = Bare()


def draft_of(row, *variations):
    (product,), unreadable = read_products([row])
    assert unreadable == []
    kids, _ = read_products(list(variations))
    return Family(product, kids).drafts


def draft(**fields):
    (only,) = draft_of(simple(**fields))
    return only


def test_html_becomes_text_and_entities_become_letters():
    mug = draft(
        name="Salt &amp; Pepper <span>Set</span>", short_description="<p>Two&nbsp;mugs.</p>",
        description="<h2>Care</h2><ul><li>Dishwasher</li></ul><script>alert(1)</script>[vc_row css=x]",
    )  # fmt: skip
    assert mug.name == "Salt & Pepper Set"
    assert mug.description == "Two mugs.\n\nCare\n\n- Dishwasher"


@pytest.mark.parametrize(
    ("price", "read", "is_sold"),
    [
        ("12.50", "12.50", True), ("0", "0.00", True), ("19.999", "20.00", True), (12.5, "12.50", True),
        ("", "0.00", False), (None, "0.00", False), ("-3", "0.00", False), ("1e40", "0.00", False),
        ("NaN", "0.00", False), ("free", "0.00", False),
    ],
)  # fmt: skip
def test_a_price_is_a_decimal_and_without_one_nothing_is_for_sale(price, read, is_sold):
    mug = draft(price=price)
    assert (str(mug.price), mug.is_available) == (read, is_sold)


@pytest.mark.parametrize(
    ("fields", "stock"),
    [
        ({}, None),
        ({"stock_status": "outofstock"}, 0),
        ({"manage_stock": True, "stock_quantity": 4}, 4),
        ({"manage_stock": True, "stock_quantity": "2.5"}, Decimal("2.5")),
        ({"manage_stock": True, "stock_quantity": -2}, 0),
        ({"manage_stock": True, "stock_quantity": None}, None),
        ({"manage_stock": True, "stock_quantity": 0, "backorders": "notify", "stock_status": "onbackorder"}, None),
        ({"manage_stock": False, "stock_quantity": 9}, None),
    ],
)
def test_stock_is_counted_only_where_the_shop_counts(fields, stock):
    assert draft(**fields).stock == stock


@pytest.mark.parametrize(
    "fields", [{"status": "draft"}, {"status": "private"}, {"status": "pending"}, {"catalog_visibility": "hidden"},
               {"type": "external"}],
)  # fmt: skip
def test_what_the_shop_does_not_show_or_sell_is_not_for_sale(fields):
    assert draft(**fields).is_available is False


def test_labels_photos_brand_and_barcode_are_taken_over():
    mug = draft(
        sku=" M-1 ", categories=[{"name": "Uncategorized"}, {"name": "Kitchen &amp; Bar"}, {"name": "Gifts"}],
        tags=[{"name": "new"}], brands=[{"name": "Ikea"}], global_unique_id="400-6381333931",
        attributes=[{"name": "Material", "options": ["Clay", "Glaze"]}],
        images=[{"src": "ftp://x"}, {"src": "https://shop.example/mug.jpg"}],
    )  # fmt: skip
    assert (mug.sku, mug.category, mug.brand, mug.eans) == ("M-1", "Kitchen & Bar", "Ikea", ("4006381333931",))
    assert mug.image_url == "https://shop.example/mug.jpg"
    assert mug.attributes == {"Material": "Clay, Glaze", "categories": "Gifts", "tags": "new"}


def test_variations_are_products_of_their_own_and_their_parent_is_none():
    parent = simple(
        10, "T-shirt", type="variable", price="20", sku="TS", description="Cotton.",
        attributes=[{"name": "Color", "options": ["Red", "Blue"]}], manage_stock=True, stock_quantity=5,
    )  # fmt: skip
    red = variation(BARE, 11, {"Color": "Red"}, price="20.00", sku="TS", manage_stock="parent")
    blue = variation(BARE, 12, {"Color": "Blue"}, price="22.00", sku="TS-B", stock_status="outofstock")
    drafts = draft_of(parent, red, blue)
    assert [(each.external_id, each.parent_id, each.name) for each in drafts] == [
        (11, 10, "T-shirt, Red"), (12, 10, "T-shirt, Blue"),
    ]  # fmt: skip
    assert [(each.sku, str(each.price), each.stock) for each in drafts] == [("", "20.00", 5), ("TS-B", "22.00", 0)]
    assert [each.attributes for each in drafts] == [{"Color": "Red"}, {"Color": "Blue"}]
    assert drafts[0].description == "Cotton."
    assert draft_of(parent) == []


def test_a_draft_parent_keeps_its_variations_off_sale():
    parent = simple(10, "T-shirt", type="variable", status="draft")
    (red,) = draft_of(parent, variation(BARE, 11, {"Color": "Red"}))
    assert red.is_available is False


def test_the_same_content_has_the_same_digest_whenever_it_was_saved():
    assert draft().digest == draft_of({**simple(), "date_modified_gmt": "2026-11-21T00:00:00"})[0].digest
    assert draft().digest != draft(price="11").digest


def test_one_unreadable_product_never_costs_its_siblings():
    products, unreadable = read_products([simple(1), {"name": "no id"}, {"id": "x"}, 5, None, simple(2)])
    assert [product.id for product in products] == [1, 2]
    assert unreadable == ["?", "x", "?", "?"]


FIELD = st.sampled_from(sorted(simple()))
TEXT = st.text("a0é<&>\x00.- ", max_size=12) | st.sampled_from(["1e400", "-1", "9" * 400, "parent", "\ud800"])
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(FIELD.filter(lambda name: name != "id"), JUNK, max_size=6))
def test_whatever_a_plugin_makes_of_the_fields_a_draft_fits_our_rows(mutation):
    (product,), unreadable = read_products([{**simple(), **mutation}])
    assert unreadable == []
    for each in Family(product, [product]).drafts:
        assert 0 < len(each.name) <= 300
        assert 0 <= each.price < 10**12
        assert each.price == each.price.quantize(Decimal("0.01"))
        assert each.stock is None or 0 <= each.stock < 10**9
        assert len(each.sku) <= 64
        assert "\x00" not in repr(each)
        assert each.digest == each.digest


@given(JUNK)
def test_any_answer_is_read_without_an_error(answer):
    products, unreadable = read_products(answer)
    assert isinstance(unreadable, list)
    assert products == [] or isinstance(answer, list)
