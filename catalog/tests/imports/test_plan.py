from decimal import Decimal

import pytest

from catalog.imports.headers import NAMES, BadHeaders
from catalog.imports.plan import FieldChange, Kind, Known, Shop, make_plan
from catalog.imports.read_table import Row, Table, UnreadableFile, cover, read_table, uncover

SHOP = Shop(currency="ILS", mark=".", languages=["en", "he", "fr"], fields=list(NAMES))
SPANISH = Shop(currency="EUR", mark=",", languages=["es"], fields=list(NAMES))
PLAIN = {
    "description": "", "category": "", "unit": "piece", "step": Decimal(1), "stock": None, "is_available": True,
    "image_url": "",
}  # fmt: skip


def known(pk, sku, name, price="10.00", **values):
    return Known(pk, {**PLAIN, "sku": sku, "name": name, "price": Decimal(price), **values})


def table(text, name="list.csv"):
    return read_table(text.encode(), name=name)


def plan_of(text, *products, shop=SHOP, **options):
    return make_plan(table(text), products, shop=shop, **options)


def faults(plan):
    return [(error.line, error.column, error.code) for error in plan.errors]


def test_a_plan_says_old_and_new_for_each_product_and_field():
    plan = plan_of("sku,name,price,stock\nA,Bread,12.50,3\nB,Cake,10,\nC,New,7,1\n", known(1, "A", "Bread"),
                   known(2, "B", "Cake"))  # fmt: skip
    changed, new = plan.changes
    assert (changed.kind, changed.line, changed.pk) == (Kind.CHANGED, 2, 1)
    assert changed.fields == [
        FieldChange("price", Decimal("10.00"), Decimal("12.50")), FieldChange("stock", None, Decimal(3))
    ]  # fmt: skip
    assert (new.kind, new.line, new.pk, new.sku) == (Kind.NEW, 4, None, "C")
    assert (plan.unchanged, plan.errors, plan.ignored) == (1, [], [])


def test_a_column_that_is_not_there_changes_nothing_and_an_empty_cell_empties():
    plan = plan_of("sku,category\nA,\n", known(1, "A", "Bread", category="bakery", description="good"))
    assert [list(change.fields) for change in plan.changes] == [[FieldChange("category", "bakery", "")]]


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("SKU;Product Name;Unit price;In stock", ["sku", "name", "price", "stock"]),
        ("Référence;Désignation;Prix (TTC);Unité", ["sku", "name", "price", "unit", "step"]),
        ("Código;Nombre;Precio;Existencias", ["sku", "name", "price", "stock"]),
        ("Kode;Nama Produk;Harga;Stok", ["sku", "name", "price", "stock"]),
        ('מק"ט;שם המוצר;מחיר;מלאי', ["sku", "name", "price", "stock"]),
    ],
)
def test_columns_are_known_in_five_languages(heading, fields):
    quoted = ";".join('"' + cell.replace('"', '""') + '"' for cell in heading.split(";"))
    last = "kg" if "unit" in fields else "3"
    plan = plan_of(f"{quoted}\nA;Bread;5;{last}\n")
    assert [change.field for change in plan.changes[0].fields] == fields


def test_translations_are_columns_and_unknown_columns_are_named():
    plan = plan_of("sku,name,price,name:he,name:de,colour\nA,Bread,5,לחם,Brot,red\n")
    assert [change.field for change in plan.changes[0].fields] == ["sku", "name", "price", "name:he"]
    assert plan.ignored == ["name:de", "colour"]


@pytest.mark.parametrize(("heading", "code"), [("price,stock", "no_identity"), ("sku,name,Price,prix", "twice")])
def test_headers_that_cannot_work_are_refused(heading, code):
    with pytest.raises(BadHeaders) as refusal:
        plan_of(f"{heading}\n1,2,3,4\n")
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("price", "-1", "negative"), ("price", "(5)", "negative"), ("price", "1000001", "too_high"),
        ("price", "", "no_price"), ("price", "cheap", "not_a_number"), ("price", "1.234", "ambiguous"),
        ("price", "1.2345", "too_precise"), ("price", "€ 5", "other_currency"), ("stock", "-1", "negative"),
        ("stock", "2.5", "not_whole"), ("stock", "99999999", "too_high"), ("unit", "hogshead", "unknown_unit"),
        ("step", "0", "zero"), ("step", "0.5", "not_whole"), ("available", "perhaps", "not_yes_or_no"),
        ("image url", "photo.jpg", "bad_url"), ("name", "", "missing"), ("name", "x" * 201, "too_long"),
    ],
)  # fmt: skip
def test_an_absurd_value_is_an_error_of_its_line_and_column(heading, cell, code):
    plan = plan_of(f"sku,{heading}\nA,{cell}\n", known(1, "A", "Bread"))
    assert faults(plan) == [(2, heading, code)]
    assert plan.changes == []


def test_a_price_with_a_dot_for_thousands_follows_the_other_prices_of_its_column():
    plan = plan_of("sku;price\nA;1.234\nB;12,90\n", known(1, "A", "Bike"), known(2, "B", "Bell"))
    assert [change.fields[0].new for change in plan.changes] == [Decimal("1234.00"), Decimal("12.90")]


def test_alone_it_follows_the_shop():
    plan = plan_of("sku;price\nA;1.234\n", known(1, "A", "Bike"), shop=SPANISH)
    assert plan.changes[0].fields[0].new == Decimal("1234.00")
    assert faults(plan_of("sku;price\nA;1,234\n", known(1, "A", "Bike"), shop=SPANISH)) == [(2, "price", "ambiguous")]


def test_a_column_that_contradicts_itself_decides_nothing():
    plan = plan_of("sku;price\nA;1.234\nB;12,90\nC;12.90\n", *(known(n, sku, sku) for n, sku in enumerate("ABC", 1)))
    assert faults(plan) == [(2, "price", "ambiguous")]
    assert [change.sku for change in plan.changes] == ["B", "C"]


def test_large_prices_are_usual_where_money_is_small():
    rupiah = Shop(currency="IDR", mark=",", languages=["id"], fields=list(NAMES))
    assert plan_of("sku;name;price\nA;Sofa;Rp 15.000.000\n", shop=rupiah).changes[0].fields[2].new == 15_000_000
    assert faults(plan_of("sku;name;price\nA;Sofa;2.000.000.000\n", shop=rupiah)) == [(2, "price", "too_high")]


def test_half_a_kilogram_is_fine_and_half_a_piece_is_not():
    plan = plan_of("sku,name,price,unit,stock,step\nA,Beef,60,Kilo,2.5,0.1\nB,Can,5,pieces,2.5,1\n")
    assert [change.sku for change in plan.changes] == ["A"]
    assert faults(plan) == [(3, "stock", "not_whole")]


def test_what_is_new_and_weighed_is_sold_by_the_tenth_unless_the_file_says_otherwise():
    plan = plan_of("sku,name,price,unit\nA,Beef,60,kg\nB,Can,5,piece\n")
    steps = [[change.new for change in each.fields if change.field == "step"] for each in plan.changes]
    assert steps == [[Decimal("0.1")], []]
    plan = plan_of("sku,name,price,unit,step\nA,Beef,60,kg,0.5\nB,Veal,70,kg,\n")
    assert [change.new for each in plan.changes for change in each.fields if change.field == "step"] == [
        Decimal("0.5"),
        1,
    ]
    assert plan_of("sku,unit\nA,kg\n", known(1, "A", "Beef", unit="kg")).changes == []


def test_what_is_sold_by_the_piece_from_now_on_must_be_whole():
    plan = plan_of("sku,unit\nA,piece\n", known(1, "A", "Beef", unit="kg", stock=Decimal("2.5"), step=Decimal("0.1")))
    assert [error.code for error in plan.errors] == ["not_whole"]


def test_two_lines_about_one_product_are_refused():
    plan = plan_of("sku,name,price\nA,Bread,5\nA,Cake,6\n,Pie,1\n,Pie,2\n", known(1, "A", "Bread"))
    assert [(error.line, error.code, error.facts["line"]) for error in plan.errors] == [
        (3, "repeated", 2), (5, "repeated", 4)
    ]  # fmt: skip
    assert [(change.name, change.line) for change in plan.changes] == [("Bread", 2), ("Pie", 4)]


def test_a_product_is_known_by_its_number_then_by_its_exact_name():
    bread, cake = known(1, "A", "Bread"), known(2, "", "Cake")
    plan = plan_of("sku,name,price\nC-1,Cake,5\n,Bread,6\n", bread, cake)
    assert [(change.pk, [field.field for field in change.fields]) for change in plan.changes] == [
        (2, ["sku", "price"]), (1, ["price"])
    ]  # fmt: skip
    other = plan_of("sku,name,price\nB,Bread,6\n", bread)
    assert (other.changes[0].kind, other.changes[0].pk) == (Kind.NEW, None)


def test_a_name_of_several_products_needs_a_number():
    plan = plan_of("name,price\nBread,5\n", known(1, "A", "Bread"), known(2, "B", "Bread"))
    assert faults(plan) == [(2, "", "several")]


def test_a_line_without_number_or_name_and_one_without_what_a_new_product_needs():
    plan = plan_of("sku,name,stock\n,,5\nNEW,Thing,5\n")
    assert [(error.line, error.code) for error in plan.errors] == [(2, "missing"), (3, "unknown_product")]


def test_deletes_are_never_implied_and_hiding_is_a_change_like_others():
    bread, cake = known(1, "A", "Bread"), known(2, "B", "Cake")
    assert plan_of("sku,price\nA,10\n", bread, cake).changes == []
    plan = plan_of("sku,price\nA,10\n", bread, cake, known(3, "C", "Gone", is_available=False), hide_missing=True)
    assert [(change.kind, change.pk) for change in plan.changes] == [(Kind.HIDDEN, 2)]


def test_a_plan_has_the_same_fingerprint_only_for_the_same_changes():
    first, again = (plan_of("sku,price\nA,12\n", known(1, "A", "Bread")) for _ in range(2))
    other = plan_of("sku,price\nA,13\n", known(1, "A", "Bread"))
    assert first.fingerprint() == again.fingerprint() != other.fingerprint()


HEADING = "sku;name;price\r\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ((HEADING + "A;Café;5\r\n").encode("utf-8-sig"), "Café"), ((HEADING + "A;Café;5\r\n").encode("cp1252"), "Café"),
        ((HEADING + "A;Crème brûlée à l’ancienne;5\r\n").encode("cp1252"), "Crème brûlée à l’ancienne"),
        ((HEADING + "A;לחם שחור;5\r\n").encode("cp1255"), "לחם שחור"),
        ((HEADING + "A;Café;5\r\n").encode("utf-16"), "Café"),
        (b"sku\tname\tprice\nA\tBread\t5\n", "Bread"), (b"sku|name|price\nA|Bread|5\n", "Bread"),
        (b"sep=;\r\nsku;name;price\r\nA;Bread, white;5\r\n", "Bread, white"),
        (b"\n\nsku,name,price\n\nA,Bread,5\n", "Bread"),
        (HEADING.encode() + b"A;Na\x81me;5\n", "Na\x81me"), (b'sku,name,price\nA,"Two\nlines",5\n', "Two\nlines"),
    ],
)  # fmt: skip
def test_files_of_many_programs_are_read(content, name):
    assert read_table(content, name="list.csv").rows[0].cells == ["A", name, "5"]


def test_lines_are_counted_as_the_files_own_program_counts_them():
    rows = table('sku,name\n\nA,"Two\nlines"\nB,x\n').rows
    assert [row.line for row in rows] == [3, 5]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "no_rows"), (b"a,b\n", "list.pdf", "unknown_kind"), (b"a,b\n", "list", "unknown_kind"),
        (b"PK no sheet", "a.xlsx", "broken"), (b'a,b\n"x,1\n', "a.csv", "broken"),
        (b"x" * (10 * 1024 * 1024 + 1), "a.csv", "too_large"), (b"," * 300 + b"x", "a.csv", "too_many_columns"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(content, name, code):
    with pytest.raises(UnreadableFile) as refusal:
        read_table(content, name=name)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["=1+1", "+5", "-5", "@cmd", "\tx", "'=1", "''@x", "plain", "'quoted'", ""])
def test_formulas_are_covered_and_uncovered(text):
    assert uncover(cover(text)) == text
    assert cover(text)[:1] not in {"=", "+", "-", "@", "\t"}


def test_rows_keep_numbers_of_spreadsheets_as_numbers():
    plan = make_plan(
        Table(["sku", "name", "price"], [Row(2, [Decimal(123), "Bread", Decimal("1.234")])]), [], shop=SHOP
    )
    assert [error.code for error in plan.errors] == ["too_precise"]
    plan = make_plan(Table(["sku", "name", "price"], [Row(2, [Decimal(123), "Bread", Decimal("12.9")])]), [], shop=SHOP)
    assert [change.new for change in plan.changes[0].fields] == ["123", "Bread", Decimal("12.90")]
