from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from catalog import services
from catalog.exports import export_products
from catalog.imports.apply import ImportRefused, Upload, plan_import, run_import
from catalog.imports.plan import Kind
from catalog.models import Product
from catalog.tests.factories import ProductFactory, WeighedProductFactory
from tenants.models import AuditEvent
from tenants.scoping import tenant_scope
from tenants.testing import rows_of


def upload(text, name="list.csv", **options):
    return Upload(name, text.encode() if isinstance(text, str) else text, **options)


def shelf():
    return {row.sku: (row.name, row.price, row.stock, row.is_available) for row in Product.objects.order_by("pk")}


@pytest.fixture
def bread(shop):
    with tenant_scope(shop):
        yield ProductFactory(tenant=shop, sku="A", name="Bread", price=Decimal(10))


def test_a_dry_run_says_everything_and_writes_nothing(shop, bread):
    before = rows_of(shop)
    plan = plan_import(shop, upload("sku,name,price\nA,Bread,12\nB,Cake,5\n"))
    assert [(change.kind, change.sku) for change in plan.changes] == [(Kind.CHANGED, "A"), (Kind.NEW, "B")]
    assert rows_of(shop) == before


def test_an_import_writes_what_the_plan_says_and_is_found_by_its_words(shop, bread):
    run_import(shop, upload("sku,name,price,stock,name:he\nA,Bread,12,,לחם\nB,Café,5,7,\n"), actor="dana")
    assert shelf() == {"A": ("Bread", 12, None, True), "B": ("Café", 5, 7, True)}
    assert "cafe" in Product.objects.get(sku="B").search_text
    assert Product.objects.get(sku="A").translations == {"he": {"name": "לחם"}}
    event = AuditEvent.objects.get(action="products imported")
    assert (event.actor, event.data) == ("dana", {"new": 1, "changed": 1, "hidden": 0})


def test_the_same_file_twice_writes_no_row(shop, bread):
    file = upload("sku,name,price\nA,Bread,12\nB,Cake,5\n")
    run_import(shop, file, actor="dana")
    before = rows_of(shop)
    assert run_import(shop, file, actor="dana").unchanged == 2
    assert rows_of(shop) == before


def test_unchanged_lines_are_not_written(shop, bread, monkeypatch):
    saved = []
    monkeypatch.setattr(
        "catalog.imports.apply.save_product",
        lambda *args, **fields: saved.append(fields["product"]) or services.save_product(*args, **fields),
    )
    run_import(shop, upload("sku,name,price\nA,Bread,10.00\nB,Cake,5\n"), actor="dana")
    assert saved == [None]


def test_one_wrong_line_and_nothing_changes(shop, bread):
    before = rows_of(shop)
    with pytest.raises(ImportRefused) as refusal:
        run_import(shop, upload("sku,name,price\nA,Bread,12\nB,Cake,-5\n"), actor="dana")
    assert (refusal.value.code, [error.line for error in refusal.value.plan.errors]) == ("errors", [3])
    assert rows_of(shop) == before


def test_wrong_lines_are_skipped_when_somebody_asks_for_it(shop, bread):
    plan = run_import(shop, upload("sku,name,price\nA,Bread,12\nB,Cake,-5\n", skip_errors=True), actor="dana")
    assert shelf() == {"A": ("Bread", 12, None, True)}
    assert len(plan.errors) == 1


def test_what_the_model_refuses_late_is_an_error_of_its_line_too(shop, bread):
    bad = "sku,name,price,image url\nA,Bread,12,\nB,Cake,5,https://exa mple\nC,Pie,6,http://-a.b/x\n"
    for text in (bad.replace("https://exa mple", ""), bad):
        with pytest.raises(ImportRefused) as refusal:
            run_import(shop, upload(text), actor="dana")
        assert refusal.value.code == "errors"
    assert shelf() == {"A": ("Bread", 10, None, True)}


def test_a_crash_in_the_middle_leaves_nothing_half_done(shop, bread, monkeypatch):
    before = rows_of(shop)

    def crash(done, total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(shop, upload("sku,name,price\nA,Bread,12\nB,Cake,5\nC,Pie,6\n"), actor="dana", progress=crash)
    assert rows_of(shop) == before


def test_a_yes_counts_for_what_was_shown(shop, bread):
    file = upload("sku,price\nA,12\n")
    agreed = plan_import(shop, file).fingerprint()
    services.save_product(shop, product=bread, price=Decimal(11))
    with pytest.raises(ImportRefused) as refusal:
        run_import(shop, file, actor="dana", agreed=agreed)
    assert refusal.value.code == "changed_meanwhile"
    assert shelf()["A"][1] == 11


def test_products_are_hidden_only_on_demand_and_never_with_wrong_lines(shop, bread):
    cake = ProductFactory(tenant=shop, sku="B", name="Cake")
    run_import(shop, upload("sku,price\nA,12\n"), actor="dana")
    assert shelf()["B"][3] is True
    with pytest.raises(ImportRefused):
        run_import(shop, upload("sku,price\nA,x\n", hide_missing=True, skip_errors=True), actor="dana")
    run_import(shop, upload("sku,price\nA,12\n", hide_missing=True), actor="dana")
    cake.refresh_from_db()
    assert (cake.is_available, Product.objects.count()) == (False, 2)


def test_another_shops_products_are_neither_seen_nor_changed(shop, other_shop, bread):
    with tenant_scope(other_shop):
        ProductFactory(tenant=other_shop, sku="A", name="Theirs", price=Decimal(1))
    before = rows_of(other_shop)
    run_import(shop, upload("sku,price\nA,12\n", hide_missing=True), actor="dana")
    assert rows_of(other_shop) == before


def test_the_shops_language_decides_what_a_lone_number_means(shop, other_shop):
    shop.languages = ["es"]
    with tenant_scope(shop):
        run_import(shop, upload("sku;name;price\nA;Bici;1.234\n"), actor="dana")
        assert shelf()["A"][1] == 1234


def test_a_spreadsheet_is_read_with_its_own_numbers(shop):
    book = Workbook()
    for row in (["SKU", "Name", "Price", "Stock"], [123, "=Bread", 12.9, 3], [], ["B", "Cake", "1.234,50", None]):
        book.active.append(row)
    book.active["B2"].data_type = "s"
    out = BytesIO()
    book.save(out)
    with tenant_scope(shop):
        run_import(shop, upload(out.getvalue(), name="List.XLSX"), actor="dana")
        assert shelf() == {
            "123": ("=Bread", Decimal("12.90"), 3, True), "B": ("Cake", Decimal("1234.50"), None, True)
        }  # fmt: skip


def test_formulas_are_text_in_the_exported_file(shop):
    with tenant_scope(shop):
        ProductFactory(tenant=shop, sku="+1", name='=HYPERLINK("http://evil")')
        csv, sheet = export_products("csv"), export_products("xlsx")
    assert b"'=HYPERLINK" in csv
    assert b"'+1" in csv
    cells = next(load_workbook(BytesIO(sheet)).active.iter_rows(min_row=2))
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30)
PRODUCTS = st.lists(
    st.fixed_dictionaries({
        "name": NAMES.map(lambda text: f"x{text}"),
        "description": st.text(st.sampled_from("=+-@'\"\t\r\n ,;a1"), max_size=9),
        "category": st.sampled_from(["", "=1+1", "'=x", "Brot & Käse", "לחם"]),
        "price": st.decimals(min_value=0, max_value=10**6, places=2),
        "stock": st.none() | st.decimals(min_value=0, max_value=5000, places=3),
        "is_available": st.booleans(),
        "translations": st.sampled_from([{}, {"he": {"name": "-לחם"}}, {"fr": {"name": "Pain", "category": "@x"}}]),
    }),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(products=PRODUCTS, kind=st.sampled_from(["csv", "xlsx"]), language=st.sampled_from(["en", "es", "he"]))
def test_what_is_exported_and_imported_changes_nothing(shop, products, kind, language):
    shop.languages = [language]
    with tenant_scope(shop):
        Product.objects.all().delete()
        for place, fields in enumerate(products):
            WeighedProductFactory(tenant=shop, sku=f"-{place}", **fields)
        before = rows_of(shop)
        plan = run_import(shop, upload(export_products(kind), name=f"x.{kind}", hide_missing=True), actor="dana")
        assert (plan.changes, plan.errors, plan.unchanged) == ([], [], len(products))
        assert rows_of(shop) == before
