from decimal import Decimal

from lib.money import format_money, format_quantity, round_money


def test_money_is_rounded_half_up_at_the_currency_precision():
    assert round_money(Decimal("10.005"), "ILS") == Decimal("10.01")
    assert round_money(Decimal("10.5"), "JPY") == Decimal("11")


def test_money_reads_as_each_language_writes_it():
    assert format_money(Decimal("150"), "ILS", "en") == "₪150.00"
    assert format_money(Decimal("12.5"), "EUR", "fr") == "12,50 €"
    assert format_money(Decimal("125000"), "IDR", "id") == "Rp 125.000"


def test_quantities_have_no_trailing_zeros():
    assert format_quantity(Decimal("2.000")) == "2"
    assert format_quantity(Decimal("0.50"), "fr") == "0,5"
