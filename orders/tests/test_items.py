from decimal import Decimal

import pytest

from catalog.models import Product, Unit
from lib.errors import DomainError
from orders.items import Changes, Item, add_up, apply_changes

BEEF = Product(pk=1, name="Beef", unit=Unit.KILOGRAM, step=Decimal("0.1"))
ROLL = Product(pk=2, name="Roll", unit=Unit.PIECE, step=Decimal(1))
BEFORE = {1: Decimal(2)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (Changes(), {1: 2}),
        (Changes(add=[Item(ROLL, 3)]), {1: 2, 2: 3}),
        (Changes(add=[Item(BEEF, 500, "g")]), {1: Decimal("2.5")}),
        (Changes(remove=[Item(BEEF, None)]), {}),
        (Changes(remove=[Item(BEEF, "0.5")]), {1: Decimal("1.5")}),
        (Changes(remove=[Item(BEEF, 2)], add=[Item(ROLL, 1)]), {2: 1}),
        (Changes(set=[Item(BEEF, 1), Item(ROLL, 6)]), {1: 1, 2: 6}),
        (Changes(replace=[Item(ROLL, 1)]), {2: 1}),
        (Changes(replace=[]), {}),
        (Changes(replace=[Item(ROLL, 1)], add=[Item(ROLL, 1)]), {2: 2}),
    ],
)
def test_what_the_quantities_become(changes, expected):
    assert apply_changes(BEFORE, changes) == expected
    assert list(BEFORE.values()) == [Decimal(2)]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (Changes(remove=[Item(ROLL, None)]), "not_in_order"),
        (Changes(remove=[Item(BEEF, 2), Item(BEEF, 1)]), "not_in_order"),
        (Changes(remove=[Item(BEEF, "2.1")]), "bad_quantity"),
        (Changes(remove=[Item(BEEF, -1)]), "bad_quantity"),
        (Changes(add=[Item(BEEF, "9998.1")]), "bad_quantity"),
        (Changes(add=[Item(ROLL, "0.3")]), "wrong_step"),
        (Changes(set=[Item(ROLL, 1, "kg")]), "wrong_unit"),
        (Changes(set=[Item(BEEF, 0)]), "bad_quantity"),
    ],
)
def test_what_cannot_be_is_refused(changes, code):
    with pytest.raises(DomainError) as refusal:
        apply_changes(BEFORE, changes)
    assert refusal.value.code == code


def test_two_wishes_for_one_product_are_one():
    assert add_up([Item(BEEF, 1), Item(ROLL, 2), Item(BEEF, 300, "g")]) == {1: Decimal("1.3"), 2: Decimal(2)}
