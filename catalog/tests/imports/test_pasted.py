"""Lines as people paste them, in five languages' ways to write a price."""

from decimal import Decimal

import pytest

from catalog.imports.pasted import COLUMNS, LINES, name_of, read_line, read_pasted
from catalog.imports.plan import Kind, Shop, make_plan
from catalog.imports.read_table import UnreadableFile

FIELDS = ("name", "price", "unit", "category")


@pytest.mark.parametrize(
    ("line", "currency", "name", "price", "unit"),
    [
        ("Lamb chops 89.90/kg", "USD", "Lamb chops", "89.90", "kg"),
        ("- Lamb chops: $89.90 per kg", "USD", "Lamb chops", "$ 89.90", "kg"),
        ("3) Bread rolls .... 4.50 each", "USD", "Bread rolls", "4.50", "piece"),
        ("Cola 330 ml - USD 1.50", "USD", "Cola 330 ml", "USD 1.50", None),
        ("Eggs 12 pack\t$5", "USD", "Eggs 12 pack", "$ 5", None),
        ("Toy X5", "USD", "Toy X5", "", None),
        ("Sugar 1 kg", "USD", "Sugar 1 kg", "", None),
        ("Baguette 1,20 €", "EUR", "Baguette", "1,20 €", None),
        ("• Entrecôte – 32,50 € le kg", "EUR", "Entrecôte", "32,50 €", "kg"),
        ("Tarte 1 234,50 €/pièce", "EUR", "Tarte", "1 234,50 €", "pièce"),
        ("Vin rouge 2019 12,50 euros la bouteille", "EUR", "Vin rouge 2019", "12,50 euros", "bouteille"),
        ("Jamón ibérico 89,90 € el kilo", "EUR", "Jamón ibérico", "89,90 €", "kilo"),
        ("Pan 0,95 € c/u", "EUR", "Pan", "0,95 €", "piece"),
        ("Aceite por litro 8,50 €/litro", "EUR", "Aceite por litro", "8,50 €", "litro"),
        ("צלעות כבש 89.90 ש״ח לק״ג", "ILS", "צלעות כבש", "89.90 ש״ח", "ק״ג"),
        ("לחמנייה ₪4.50", "ILS", "לחמנייה", "₪ 4.50", None),
        ('פסטרמה 120 ש"ח/ק"ג', "ILS", "פסטרמה", '120 ש"ח', 'ק"ג'),
        ("חלב 3% 6.90 ליחידה", "ILS", "חלב 3%", "6.90", "יחידה"),
        ("Ayam kampung Rp 85.000/kg", "IDR", "Ayam kampung", "Rp 85.000", "kg"),
        ("Beras 5 kg Rp72.500,-", "IDR", "Beras 5 kg", "Rp 72.500", None),
        ("Telur 2.500 per buah", "IDR", "Telur", "2.500", "buah"),
    ],
)  # fmt: skip
def test_a_line_is_a_name_a_price_and_what_it_is_for(line, currency, name, price, unit):
    found = read_line(line, currency=currency)
    assert (found.name, found.price, found.unit) == (name, price, unit)


@pytest.mark.parametrize(
    ("text", "currency", "mark", "prices"),
    [
        ("A 1.234,50 €\nB 3.000 €", "EUR", ",", ["1234.50", "3000"]),
        ("A $1,234.50\nB $3,000", "USD", ".", ["1234.50", "3000"]),
        ("A 1 234,50 €\nB 12 €", "EUR", ",", ["1234.50", "12"]),
        ("A Rp25.000/kg\nB Rp 1.250.000", "IDR", ",", ["25000", "1250000"]),
        ("א 89.90 ₪ לק״ג\nב 120 ₪", "ILS", ".", ["89.90", "120"]),
    ],
)
def test_numbers_are_read_as_the_others_of_the_list_are_written(text, currency, mark, prices):
    shop = Shop(currency=currency, mark=mark, languages=[], fields=FIELDS)
    plan = make_plan(read_pasted(text, currency=currency), [], shop=shop)
    assert plan.errors == []
    read = [change.new for row in plan.changes for change in row.fields if change.field == "price"]
    assert read == [Decimal(price) for price in prices]


def test_wrong_lines_are_told_by_their_place_and_headings_are_categories():
    text = "Meat:\nLamb 89.90/kg\n\nno price here\nBeef 12 €\nFish 50/100 g\nBread:\nRoll 4"
    shop = Shop(currency="ILS", mark=".", languages=[], fields=FIELDS)
    plan = make_plan(read_pasted(text, currency="ILS"), [], shop=shop)
    assert [(error.line, error.code) for error in plan.errors] == [
        (4, "no_price"), (5, "other_currency"), (6, "unknown_unit")
    ]  # fmt: skip
    told = [{field.field: field.new for field in row.fields} for row in plan.of(Kind.NEW)]
    assert told == [
        {"name": "Lamb", "price": Decimal("89.90"), "unit": "kg", "category": "Meat", "step": Decimal("0.1")},
        {"name": "Roll", "price": Decimal(4), "category": "Bread"},
    ]


def test_a_list_with_columns_is_taken_for_one():
    assert name_of("שם\tמחיר\nכבש\t89", languages=("he",)) == COLUMNS
    assert name_of("Nom;Prix\nAgneau;89,90", languages=("fr",)) == COLUMNS
    assert name_of("Lamb, minced 89.90\nName of it 3", languages=("en",)) == LINES


@pytest.mark.parametrize("text", ["", "\n \n", "Meat:\n"])
def test_nothing_is_no_list(text):
    with pytest.raises(UnreadableFile) as refused:
        read_pasted(text, currency="ILS")
    assert refused.value.code == "no_rows"
